"""What a team reads that hasn't said anything yet to the ideas of a round."""

from typing import Final

TITLE: Final = "Two weeks since round {number}"
WAITING_ONE: Final = "It brought one idea that still waits for a word from you."
WAITING_MANY: Final = "It brought {count} ideas that still wait for a word from you."
WAITING_THEMES: Final = "What people said in it is on the idea board, and still waits for a word from you."
WHY: Final = "Whoever asked hears by DM what you decide, and an honest no counts, too. One idea is a fine place to begin."
ONCE: Final = "This is the only reminder about this round."
BOARD_BUTTON: Final = "Open the idea board"
OFF_BUTTON: Final = "No more reminders like this"
ON_BUTTON: Final = "Remind us again"
NOT_HERE: Final = "That reminder isn't one of this server, so nothing was changed."
OFF: Final = "All right, there will be no more reminders about ideas that wait."
ON: Final = "All right. When ideas wait for two weeks, one reminder comes here."
