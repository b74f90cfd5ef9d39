"""Somebody at the survey editor, as their client has it: the card they look at, its buttons, menus and forms."""

from typing import Any

from simcord.actors import MemberActor
from simcord.components import walk_components
from simcord.results import InteractionResult

from demo.writing import standing_in
from surveys.core import ids
from surveys.core.editing_cards import Mark
from surveys.core.prompt import Button, Picking, Verb
from surveys.core.wording import authoring
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, shown


class Editor:
    """One person with one card. What they do changes the card they look at, unless they are told something beside it."""

    def __init__(self, stage: Stage, server: Server, who: MemberActor | None = None) -> None:
        self.stage = stage
        self.server = server
        self.who = who or server.boss
        self.card: Shown
        #: How many times something was tapped, picked or sent.
        self.steps = 0

    @property
    def text(self) -> str:
        return self.card.text

    async def run(self, command: str, **given: object) -> str:
        return self._see(await self.who.slash(self.server.results, command, **given))

    async def press(self, label: str) -> str:
        return self._see(await self.who.click(self.card.message, label=label))

    async def pick(self, hint: str, label: str) -> str:
        return self._see(await self._picked(hint, label))

    async def fill(self, label: str, **changes: Any) -> str:
        """Open a form by its button, change some of what stands in it, and send it."""
        return await self.send(await self.open(label), **changes)

    async def add(self, kind: str, **filled: Any) -> str:
        return await self.send(await self._picked(authoring.ADD_HINT, kind), **filled)

    async def open(self, label: str) -> InteractionResult:
        self.steps += 1
        return await self.who.click(self.card.message, label=label)

    async def send(self, opened: InteractionResult, **changes: Any) -> str:
        assert opened.modal is not None, "no form was opened"
        values = {**standing_in(opened.modal["components"]), **changes}
        return self._see(await self.who.submit_modal(opened, values))

    async def use(self, mark: Mark, values: list[str] | None = None) -> str:
        """Use a button (or, with values, a menu) that isn't on the card: of an older one, or forged."""
        custom_id = ids.press(Button(Verb.DRAFT, mark.args, ""))
        if values is not None:
            custom_id = ids.pick(Picking(Verb.DRAFT, mark.args, ""))
        self.card = await self.stage.press(self.who, self.server.welcome, custom_id, values)
        return self.card.text

    async def _picked(self, hint: str, label: str) -> InteractionResult:
        found = custom_ids(components_of(self.card.message))[hint]
        token = next(
            one["value"]
            for menu in walk_components(components_of(self.card.message))
            if menu.get("custom_id") == found
            for one in menu["options"]
            if label in one["label"]
        )
        self.steps += 1
        return await self.who.select(self.card.message, [token], custom_id=found)

    def _see(self, result: InteractionResult) -> str:
        self.steps += 1
        self.card = shown(result)
        return self.card.text

    @property
    def labels(self) -> list[str]:
        """What the card's buttons and menus say."""
        return list(custom_ids(components_of(self.card.message)))
