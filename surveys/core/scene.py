"""What a conversation happens in: everything about it that no reply changes."""

from dataclasses import dataclass, field
from datetime import datetime

from surveys.core.hours import Hours, Snooze, snooze_choices
from surveys.core.language import Words
from surveys.core.media import Uploads
from surveys.core.polis import Said
from surveys.core.survey import Survey
from surveys.core.text import clean, clip

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Scene:
    """One follower in one round, at one moment.

    `name` is how they are addressed: their mention, which Discord shows as their name. `here`: they
    answer in the server, where there is no chat to type in. `returns`: a question they put off
    could come back to them by DM. `rehearsal`: the team tries the survey out, and nothing counts.
    `survey` is in their language as far as it is translated; `own` is the same survey in its own words,
    where those differ. `uploads` are the files that its questions show.
    """

    survey: Survey
    community: str
    lang: Words
    hours: Hours
    closes_at: datetime
    now: datetime
    name: str = ""
    community_id: int = 0
    here: bool = False
    returns: bool = True
    rehearsal: bool = False
    own: Survey | None = None
    #: Where replies go to be summed up by a language model; None: nowhere.
    model_host: str | None = None
    uploads: Uploads = field(default_factory=dict)
    #: What others said, for this follower, once they may be asked about it.
    said: Said | None = None

    @property
    def host(self) -> str:
        """The community's name, fit to be shown."""
        return clip(clean(self.community), _LONGEST_NAME)

    @property
    def later(self) -> tuple[tuple[Snooze, datetime], ...]:
        """The moments to which a question can be put off."""
        return snooze_choices(self.now, self.hours, self.closes_at) if self.returns else ()


def relative(at: datetime) -> str:
    """A moment as Discord shows it to each reader: "in 2 days"."""
    return f"<t:{int(at.timestamp())}:R>"


def moment(at: datetime) -> str:
    """A moment as Discord shows it to each reader: in their own zone and language."""
    return f"<t:{int(at.timestamp())}:f>"
