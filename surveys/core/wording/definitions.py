"""What is said about a survey's translations and experiments, beside what `surveys.core.words` has."""

from typing import Final

FLAW_LANGUAGE: Final = "“{code}” is no language that people can set in Discord."
REMEDY_LANGUAGE: Final = "Use its code, like de, fr or pt-BR."
REMEDY_LANGUAGE_MEANT: Final = "Did you mean “{meant}”?"
FLAW_TRANSLATED_QUESTION: Final = "There is no question “{name}” to translate."
FLAW_TRANSLATED_ENTRY: Final = "There is no “{name}” here to translate."
FLAW_TRANSLATED_FIELD: Final = "“{name}” is no text of this question that can be translated."
REMEDY_TRANSLATED_KNOWN: Final = "Use one of: {known}."
FLAW_TRANSLATED_LIST: Final = "This is a list, and only one text stands here."
REMEDY_TRANSLATED_LIST: Final = "Write each entry's id with its translation, like “tutorials: …”."
FLAW_TRANSLATED_LISTED: Final = "A list can't say what it translates."
REMEDY_TRANSLATED_IDS: Final = "Write each question's id, and below it the texts."
FLAW_TRANSLATED_NOTHING: Final = "The survey itself has no such text."
REMEDY_TRANSLATED_NOTHING: Final = "Write it in the survey first, or remove the translation."
FLAW_TRANSLATED_BLANKS: Final = "What is filled in here differs from the survey's own text."
REMEDY_TRANSLATED_BLANKS: Final = "Fill in the same, in braces: {blanks}."
TRANSLATED_NO_BLANKS: Final = "nothing"

FLAW_EXPERIMENT_WHAT: Final = "There is no “{what}” to try wordings of."
FLAW_EXPERIMENT_TWO: Final = "“intro” is the text before the questions, and a question has the same id."
REMEDY_EXPERIMENT_TWO: Final = "Give the question another id."
FLAW_EXPERIMENT_HELP: Final = "The intro has no help to try wordings of."
REMEDY_EXPERIMENT_HELP: Final = "Write the whole wording as “text”."
FLAW_EXPERIMENT_SAME: Final = "This reads the same as variant {number}."
REMEDY_EXPERIMENT_SAME: Final = (
    "Write another “text”. Only one variant can go without: it is the survey's own wording."
)
FLAW_TWICE_VARIANT: Final = "Variant {number} has the id “{id}” already."
FLAW_TRANSLATED_VARIANT: Final = (
    "The wording “{name}” isn't translated here, and what it is compared with is."
)
REMEDY_TRANSLATED_VARIANT: Final = "Translate it under “variants”, or else two languages are compared."

ALSO_IN: Final = "Its texts are there in other languages, too: {languages}."
TRIES: Final = (
    "It tries {count} wordings of `{what}`. To tell a difference of ten points from chance, about {people} people have "
    "to be reached; with fewer, the summary shows the numbers and leaves it open."
)
