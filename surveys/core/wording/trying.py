"""What is said around surveys that are tried out: previews and rehearsals."""

from typing import Final

PREVIEW: Final = "**Preview** · nothing is stored or sent"
PREVIEW_OVER: Final = (
    "This preview is over: it ends after half an hour without a tap, and when I am restarted. `/survey preview` plays it "
    "again."
)

REHEARSE_TITLE: Final = "Rehearse “{title}”"
REHEARSE_WHAT: Final = (
    "Pick up to {most} people who joined here, yourself included. They get it by DM as soon as you have picked, marked as a "
    "rehearsal. It counts nowhere, ends after a day, and what they answer is deleted then."
)
REHEARSE_HINT: Final = "Who tries it out?"
REHEARSE_STALE: Final = "The survey was changed since you asked. Use `/survey rehearse` again, so it is the newest that is tried out."
REHEARSE_NONE: Final = "Nobody of them can get it now, so nothing was sent."
REHEARSE_SENT: Final = "On its way to {people}."
REHEARSE_NEXT: Final = (
    "Who received it and who got to the end is posted in {channel}, at the latest in a day."
)
NOT_JOINED_ONE: Final = (
    "{people} hasn't joined here, so they can't be sent anything. The join card is the way in."
)
NOT_JOINED_MANY: Final = (
    "{people} haven't joined here, so they can't be sent anything. The join card is the way in."
)
ENOUGH_ONE: Final = "{people} is in {most} rehearsals already; the first of them ends within a day."
ENOUGH_MANY: Final = "{people} are in {most} rehearsals already; the first of them ends within a day."

REPORT_TITLE: Final = "Rehearsal of “{title}”"
REPORT_RECEIVED: Final = "**Received it:** {people}"
REPORT_FINISHED: Final = "**Answered to the end:** {people}"
REPORT_UNREACHED: Final = "**Could not be reached:** {people}"
REPORT_WAITING: Final = "**Got nothing:** {people}"
REPORT_PERSON_WHY: Final = "{person} ({why})"
REPORT_NOBODY: Final = "nobody"
REPORT_STILL: Final = "-# They can change their answers until it ends {at}; then everything in it is deleted."
REPORT_ENDED: Final = "-# It is over, and everything in it is deleted."
