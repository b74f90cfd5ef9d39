"""What creators read when they change the themes of a summary, or take a quote out of it."""

from typing import Final

# --- Themes ------------------------------------------------------------------------------------------

TITLE: Final = "Themes of round {number}"
INTRO: Final = (
    "Pick a theme to rename it, merge it into another or split it. The summary in {channel} follows."
)
ONLY_LARGEST: Final = "The {most} largest are listed."
MENU_HINT: Final = "Which theme?"
ENTRY_ONE: Final = "{label} · {count} person"
ENTRY_MANY: Final = "{label} · {count} people"
ENTRY_OF: Final = "{entry} · {question}"
UNDO: Final = "Undo the last change"
THEME_OF: Final = "-# In reply to “{question}”"
RENAME: Final = "Rename"
SPLIT: Final = "Split"
BACK: Final = "All themes"
MERGE_HINT: Final = "Merge it into …"

RENAME_TITLE: Final = "Rename a theme"
RENAME_LABEL: Final = "Its new name"
RENAME_HINT: Final = "Yours stays, whatever is counted later."

SPLIT_TITLE: Final = "Split “{label}”?"
SPLIT_INTO: Final = "It would become these {count}:"
SPLIT_PART: Final = "- **{label}** · {count}"
SPLIT_SURE: Final = "Split it"
SPLIT_REST: Final = "{label} (the rest)"

RENAMED: Final = "Renamed. The summary in {channel} follows in a moment."
MERGED: Final = "Merged. The summary in {channel} follows in a moment."
WAS_SPLIT: Final = "Split. The summary in {channel} follows in a moment."
UNDONE: Final = "Undone. The summary in {channel} follows in a moment."

NOT_POSTED: Final = "Themes can be changed once the round is closed and its summary posted."
NO_THEMES: Final = "The summary of round {number} has no themes: no three replies said the same."
STALE: Final = (
    "Somebody changed these themes just now. **Edit themes** under the summary shows how they stand."
)
NAME_EMPTY: Final = "A theme needs a name with at least one letter or figure. Please try again."
NAME_TAKEN: Final = "Another theme of this question is called that. Merge the two, or choose another name."
OTHER_QUESTION: Final = (
    "These two answer different questions, so they stay apart. Pick a theme of the same question."
)
NOTHING_SPLITS: Final = (
    "These replies say much the same, so there is nothing to split. Rename it if its name is too narrow."
)
NOTHING_UNDONE: Final = "There is nothing left to undo: the themes are as they were found."
TOO_OLD: Final = "The replies behind this theme are no longer kept, so it stays as it is."

# --- Quotes ------------------------------------------------------------------------------------------

QUOTES_TITLE: Final = "Quotes of round {number}"
QUOTES_INTRO: Final = (
    "These stand in the summary or its report. Pick one to take it out for good; its answer still counts."
)
QUOTES_HINT: Final = "Take out …"
QUOTES_NONE: Final = "Nobody is quoted in the summary of round {number}."
QUOTES_NOT_POSTED: Final = (
    "The summary of round {number} isn't posted yet, so there are no quotes to take out."
)
QUOTE_OUT: Final = "Taken out. The summary in {channel} and its files follow in a moment."
QUOTE_GONE: Final = "That quote is gone already. Here is what still stands."
QUOTES_OLDER: Final = "More"
QUOTES_NEWER: Final = "Back"
