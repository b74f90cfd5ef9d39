"""Every sentence Earful says to a follower, one module per occasion; each is translated by `Words`.

What creators and hosts read is in `surveys.core.words`, in English only.
"""
