"""The one kind of error that is meant for people."""


class KindError(Exception):
    """Something a person can put right. Its text is complete and kind, and says what to do next.

    The edges show it to the person who asked, privately, and store nothing.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
