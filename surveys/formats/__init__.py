"""Survey files: a creator's YAML or JSON to a `Survey`, and a `Survey` to plain data and back.

`source` turns bytes into data that knows its lines, `reading` turns that into a survey or a
list of everything to put right, `plain` is the form in which versions are kept.
"""

from surveys.core.slugs import suggest_key
from surveys.formats.checking import within_limits
from surveys.formats.decoding import LARGEST, too_large
from surveys.formats.plain import as_plain, from_plain, unfinished
from surveys.formats.problems import BadSurveyFileError, Problem
from surveys.formats.reading import read_survey

__all__ = [
    "LARGEST",
    "BadSurveyFileError",
    "Problem",
    "as_plain",
    "from_plain",
    "read_survey",
    "suggest_key",
    "too_large",
    "unfinished",
    "within_limits",
]
