"""Followers at work in the simulated Discord: they see what is in their DM, and do what their part says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import discord
import simcord

from demo import reading
from demo.cast import (
    KINDS,
    Answer,
    Babble,
    Character,
    ComeBackLater,
    Doors,
    LeaveByCommand,
    Move,
    Press,
    PressOld,
    Type,
    Way,
)
from demo.reading import Card
from surveys.core.phrases import asking
from surveys.core.polis import MOST

#: What Discord says of somebody whose DMs are closed, and of a message that isn't there.
_CLOSED: Final[dict[str, Any]] = {
    "status": 403,
    "code": 50007,
    "message": "Cannot send messages to this user",
}
_NO_MESSAGE: Final[dict[str, Any]] = {"status": 404, "code": 10008, "message": "Unknown Message"}

BOT: Final = "Earful"
ONLY_YOU: Final = "(only you see this)"

#: What somebody said, and the first line of what came back.
Told = Callable[[str, str, str], None]
Plain = dict[str, object]


class Follower:
    """One member of the cast. `given` is what they answered, by question, as the cast remembers it."""

    def __init__(
        self, env: simcord.Env, guild: simcord.GuildHandle, number: int, character: Character, told: Told
    ) -> None:
        self.character = character
        self._env = env
        self._told = told
        self.user = env.create_user(f"follower{number}", global_name=character.name)
        self.member = guild.add_member(self.user)
        self.given: dict[str, Plain] = {}
        self.left = False
        self.asked = False
        self.completed = False
        self.chat: list[tuple[str, list[str]]] = []
        self._moves: list[Move] = list(character.moves)
        self._channels: Mapping[int, str] = {one.id: one.name or "" for one in guild.channels.values()}

    @property
    def dm(self) -> simcord.ChannelHandle:
        """The DM channel with the bot."""
        return self.user.dm_channel

    @property
    def closed(self) -> bool:
        """Whether the bot's messages are refused when the round comes."""
        return self.character.doors in {Doors.CLOSED, Doors.SHUT}

    async def join(self, card: discord.Message) -> None:
        """Press the join card's button, and look at the hello."""
        if self.character.doors in {Doors.CLOSED, Doors.OPENED}:
            self._refuse(None if self.character.doors is Doors.CLOSED else 1)
        times = 2 if self.character.joins_twice or self.character.doors is Doors.OPENED else 1
        for _ in range(times):
            heard = len(self.dm.history())
            pressed = await self.member.click(card, label=_only_label(card))
            self.chat.append((self.character.name, [f"presses [{_only_label(card)}] on the join card"]))
            self._hear_privately(pressed)
            self._hear(heard)
        if self.character.doors is Doors.SHUT:
            self._refuse(None)
        if self.character.thinks_better:
            hello = self.dm.last_message
            assert hello is not None
            await self._click(hello, label="Leave")
            self.left = True

    def card(self) -> tuple[discord.Message, Card] | None:
        """The question that is asked now, on the newest message that asks one."""
        for message in reversed(self.dm.history()):
            if (card := reading.card(_components(message))) is not None:
                return message, card
        return None

    def sees_card(self) -> bool:
        """Look into the DM for a question, and remember the moment it is first there."""
        if self.asked:
            return True
        if (found := self.card()) is None:
            return False
        self.asked = True
        self._note(BOT, _components(found[0]))
        return True

    @property
    def waits(self) -> bool:
        """Whether the next thing to do is to put the phone away for a while."""
        return bool(self._moves) and isinstance(self._moves[0], ComeBackLater)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return not self._moves or self.left

    async def act(self, channel: simcord.ChannelHandle) -> None:
        """Make the next move. `channel` is where server commands are used."""
        move = self._moves.pop(0)
        if isinstance(move, ComeBackLater):
            self.chat.append((self.character.name, ["(comes back later)"]))
            return
        if isinstance(move, LeaveByCommand):
            result = await self.member.slash(channel, "feedback leave")
            self.chat.append((self.character.name, ["/feedback leave   (in the server)"]))
            self._hear_privately(result)
            self._tell("/feedback leave", _private(result))
            self.left = True
            return
        found = self.card()
        assert found is not None, f"{self.character.name} has nothing to answer"
        message, card = found
        match move:
            case Answer(way):
                await self._answer(message, card, way)
            case PressOld():
                await self._press_old(message, card)
            case Babble(text):
                await self._type(text)
            case Press(label):
                await self._click(message, label=label)
                self.left = label == "Stop"
            case Type(word):
                await self._type(word)
                self.left = True
        if self.completed and self.done and not self.left:
            await self._judge_others()

    async def _judge_others(self) -> None:
        """Say what one thinks of the things others said, as many as one is asked about."""
        him = self.character
        for _ in range(MOST):
            message = self.dm.history()[-1]
            verdicts = reading.verdicts(_components(message))
            if not verdicts:
                return
            # Some things all like, and some those alone who like what this one likes.
            said = sum(map(ord, reading.texts(_components(message))[-2]))
            likes = said % 2 == 0 or (said // 2 + him.liked) % 2 == 0
            label, custom_id = verdicts[0] if likes else verdicts[1]
            await self._click(message, custom_id=custom_id, aloud=f"[{label}]")

    async def _answer(self, message: discord.Message, card: Card, way: Way) -> None:
        him = self.character
        if card.menu:
            picked = [card.menu[place % len(card.menu)] for place in him.when]
            if way is Way.TAP:
                labels = ", ".join(label for label, _ in picked)
                await self._select(message, [value for _, value in picked], labels)
            elif way is Way.NUMBER:
                await self._type(" ".join(str(place + 1) for place in him.when))
            else:
                await self._type(", ".join(label.lower() for label, _ in picked))
            self.given[card.question] = {"picked": [value for _, value in picked]}
        elif card.buttons:
            await self._answer_by_button(message, card, way)
        else:
            await self._type(him.wish)
            self.given[card.question] = {"wrote": him.wish}

    async def _answer_by_button(self, message: discord.Message, card: Card, way: Way) -> None:
        him = self.character
        rating = all(label.isdecimal() for label, _ in card.buttons)
        place = him.mood - 1 if rating else him.liked % len(card.buttons)
        label, custom_id = card.buttons[place]
        typed = {
            Way.NAME: label.lower(),
            Way.NUMBER: str(place + 1),
            Way.OUT_OF: f"{label}/{len(card.buttons)}" if rating else label,
            Way.STARS: "⭐" * him.mood if rating else label,
        }
        if way is Way.TAP:
            await self._click(message, custom_id=custom_id, aloud=f"[{label}]")
        else:
            await self._type(typed[way])
        token = custom_id.rsplit(":", 1)[-1]
        self.given[card.question] = {"rated": int(token)} if rating else {"picked": [token]}

    async def _press_old(self, message: discord.Message, card: Card) -> None:
        """Discord fails to take the buttons off the answered question, so an old one can be pressed."""
        path = f"/channels/{self.dm.id}/messages/{message.id}"
        self._env.inject_error("PATCH", path, times=1, **_NO_MESSAGE)
        await self._answer(message, card, Way.NUMBER)
        label, custom_id = card.buttons[0]
        await self._click(message, custom_id=custom_id, aloud=f"[{label}] on the old card")

    def _refuse(self, times: int | None) -> None:
        path = f"/channels/{self.dm.id}/messages"
        self._env.inject_error("POST", path, times=times, **_CLOSED)

    async def _click(
        self,
        message: discord.Message,
        *,
        label: str | None = None,
        custom_id: str | None = None,
        aloud: str | None = None,
    ) -> None:
        """Press the button with this label, or with this custom id, which is read out as `aloud`."""
        pressed = await self.user.click(message, label=label, custom_id=custom_id)
        said = aloud or f"[{label}]"
        self.chat.append((self.character.name, [f"presses {said}"]))
        self._heard_after(pressed, message, said)

    async def _select(self, message: discord.Message, values: Sequence[str], labels: str) -> None:
        pressed = await self.user.select(message, values)
        self.chat.append((self.character.name, [f"picks [{labels}]"]))
        self._heard_after(pressed, message, f"[{labels}]")

    def _heard_after(self, pressed: simcord.InteractionResult, message: discord.Message, said: str) -> None:
        private = _private(pressed)
        if private:
            self._hear_privately(pressed)
            self._tell(said, private)
            return
        now = next(one for one in self.dm.history() if one.id == message.id)
        self._note(BOT, _components(now))
        self._tell(said, [_components(now)])

    async def _type(self, text: str) -> None:
        heard = len(self.dm.history()) + 1
        await self.user.send_dm(text)
        self.chat.append((self.character.name, text.splitlines()))
        replies = self._hear(heard)
        self._tell(f"“{' '.join(text.split())}”", replies)

    def _hear(self, before: int) -> list[list[dict[str, Any]]]:
        """Note what the bot wrote since there were `before` messages."""
        replies = [_components(message) for message in self.dm.history()[before:]]
        for components in replies:
            self._note(BOT, components)
        return replies

    def _hear_privately(self, result: simcord.InteractionResult) -> None:
        for components in _private(result):
            self.chat.append((BOT, [*reading.shown(components, self._channels), ONLY_YOU]))

    def _note(self, who: str, components: Sequence[dict[str, Any]]) -> None:
        self.chat.append((who, reading.shown(components, self._channels)))
        self.completed |= reading.gist(components) == asking.THANKS_TITLE.text

    def _tell(self, said: str, replies: Sequence[Sequence[dict[str, Any]]]) -> None:
        self._told(self.character.name, said, reading.gist(replies[0]) if replies else "")


def telling(followers: Sequence[Follower]) -> list[Follower]:
    """One follower of each kind, those with the most telling parts first."""
    of_kind = {one.character.kind: one for one in reversed(followers)}
    return sorted(of_kind.values(), key=lambda one: KINDS.index(one.character.kind))


def _components(message: discord.Message) -> list[dict[str, Any]]:
    return [dict(component.to_dict()) for component in message.components]


def _private(result: simcord.InteractionResult) -> list[list[dict[str, Any]]]:
    messages = [result.response, *result.followups]
    return [one.components for one in messages if one is not None and one.ephemeral]


def _only_label(card: discord.Message) -> str:
    """The label of the one button on the join card."""
    return next(
        str(one["label"]) for one in reading.walk(_components(card)) if "label" in one and "custom_id" in one
    )
