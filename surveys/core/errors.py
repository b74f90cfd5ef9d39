"""The one kind of error that is meant for people."""

from surveys.core.language import ENGLISH, Sentence, Words


class KindError(Exception):
    """Something a person can put right. Its text is complete and kind, and says what to do next.

    The edges show it to the person who asked, privately, and store nothing. What followers may meet
    is given as a `Sentence` with its `values`, so that it can be said in their language.
    """

    def __init__(self, sentence: str | Sentence, **values: object) -> None:
        self._sentence = sentence
        self._values = values
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.said(ENGLISH)

    def said(self, lang: Words) -> str:
        """The sentence in that language, as far as it is translated."""
        if isinstance(self._sentence, Sentence):
            return lang.say(self._sentence, **self._values)
        return self._sentence
