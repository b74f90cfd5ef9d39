"""What a creator sees, card by card, for the pictures of the creator guide: asked for by command, as creators do.

Only the status is made up, since a round takes days; the bot that runs draws it like any other.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

import simcord

from bot.app import App
from cogs.cards import draw
from demo import reading
from demo.stage import Play, StuckError
from surveys.core.invitation import InvitationState
from surveys.core.respect import Why
from surveys.core.rounds import RoundState
from surveys.core.status import Status
from surveys.core.status_cards import status_card
from surveys.core.wording import audiences, authoring

#: Cards that one command shows: the picture's name, the command and its options.
_ASKED: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("setup", "setup start", {}),
    ("setup-status", "setup status", {}),
    ("editor", "survey new", {"name": "Next month", "template": "monthly-ideas"}),
    ("surveys", "survey list", {}),
    ("preview", "survey preview", {"survey": "monthly-ideas"}),
    ("cost", "round start", {"survey": "monthly-ideas", "days": 3}),
    ("rights", "rights", {}),
)


async def hang(play: Play, app: App) -> dict[str, int]:
    """Have every card shown to the creator in the team's channel; the message behind each name."""
    hung: dict[str, int] = {}
    for name, command, options in _ASKED:
        hung[name] = _first(await play.creator.slash(play.team, command, **options), command).id
    hung["question"] = await _opened(play)
    hung["audience"] = await _audience(play)
    view = draw(_status(play))[0].view
    view.stop()
    hung["status"] = (await app.client.get_partial_messageable(play.team.id).send(view=view)).id
    return hung


async def _opened(play: Play) -> int:
    """A question in the editor, as followers will see it."""
    edited = _first(await play.creator.slash(play.team, "survey edit", survey="monthly-ideas"), "survey edit")
    menu = _menu(edited.components, authoring.OPEN_HINT)
    await play.creator.select(edited, [menu["options"][1]["value"]], custom_id=menu["custom_id"])
    return edited.id


async def _audience(play: Play) -> int:
    """An audience: who answered lately, without those who joined a moment ago."""
    made = _first(await play.creator.slash(play.team, "audience new", name="Regulars"), "audience new")
    menu = _menu(made.components, audiences.MENU_INCLUDE)
    lately = next(one["value"] for one in menu["options"] if "nswered" in one["label"])
    opened = await play.creator.select(made, [lately], custom_id=menu["custom_id"])
    if opened.modal is not None:
        await play.creator.submit_modal(opened, {"days": "60"})
    return made.id


def _status(play: Play) -> Any:
    now = play.env.now()
    counts = {
        InvitationState.QUEUED: 41,
        InvitationState.SENT: 32,
        InvitationState.STARTED: 9,
        InvitationState.COMPLETED: 34,
        InvitationState.UNREACHABLE: 2,
        InvitationState.HELD_BACK: 3,
    }
    status = Status(
        number=4,
        title="Monthly ideas",
        state=RoundState.OPEN,
        halted=None,
        opened_at=now - timedelta(minutes=40),
        closes_at=now + timedelta(days=3),
        closed_at=None,
        target=None,
        counts=counts,
        waiting={Why.QUIET: 41},
        held={Why.WEEK: 3},
        ready=0,
        last_due=now + timedelta(hours=9),
        recent=0,
        median_seconds=340.0,
        at=now,
    )
    return status_card(status, now)


def _first(result: simcord.InteractionResult, command: str) -> simcord.ResponseMessage:
    shown = next((one for one in (result.response, *result.followups) if one is not None), None)
    if shown is None:
        raise StuckError(f"/{command} was not answered.")
    return shown


def _menu(components: Iterable[dict[str, Any]], hint: str) -> Mapping[str, Any]:
    for one in reading.walk(list(components)):
        if one.get("placeholder") == hint:
            return one
    raise StuckError(f"There is no menu “{hint}”.")
