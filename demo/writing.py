"""The creator at the survey editor: opens a question, rewords its note, tries the survey out, saves it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import simcord

from demo import reading
from surveys.core.wording import authoring

#: The note the creator puts below the last question.
HELP: Final = "Wild ideas welcome."
#: Discord's numbers of parts of a form: a text, and entries of which one is picked.
_TEXT, _RADIO = 4, 21
#: Tells the audience what was done, and what came of it.
Tell = Callable[[str, simcord.InteractionResult], None]


async def write(member: simcord.MemberActor, card: simcord.ResponseMessage, tell: Tell) -> None:
    """Take the survey that `card` shows in the editor to its first version."""

    async def does(what: str, doing: Awaitable[simcord.InteractionResult]) -> simcord.InteractionResult:
        result = await doing
        tell(what, result)
        return result

    menu = _part(card.components, authoring.OPEN_HINT)
    last: Mapping[str, Any] = menu["options"][-1]
    await does(
        f"opens question {last['label']}", member.select(card, [last["value"]], custom_id=menu["custom_id"])
    )
    form = await member.click(card, label=authoring.EDIT)
    assert form.modal is not None
    values = {**standing_in(form.modal["components"]), "help": HELP}
    await does(f"rewords its note: “{HELP}”", member.submit_modal(form, values))
    await does(f"presses [{authoring.BACK}]", member.click(card, label=authoring.BACK))
    await does(f"presses [{authoring.PLAY}]", member.click(card, label=authoring.PLAY))
    await does(f"presses [{authoring.SAVE}]", member.click(card, label=authoring.SAVE))


def _part(components: Sequence[Mapping[str, Any]], hint: str) -> Mapping[str, Any]:
    return next(one for one in reading.walk(components) if one.get("placeholder") == hint)


def standing_in(components: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What stands in a form when it opens, which a client sends along."""
    values: dict[str, Any] = {}
    for part in reading.walk([inside for one in components for inside in (one, one.get("component") or {})]):
        name = part.get("custom_id")
        if name is None:
            continue
        if part["type"] == _TEXT:
            values[name] = part.get("value") or ""
        elif "options" in part:
            chosen = [one["value"] for one in part["options"] if one.get("default")]
            if chosen:
                values[name] = chosen[0] if part["type"] == _RADIO else chosen
    return values
