"""Messages with news: what they say, what they never show, and how many tell the board what."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.cards import draw
from surveys.core.ideas import IdeaState
from surveys.core.ids import mark_of_telling, press, telling_args
from surveys.core.language import ENGLISH, Sentence
from surveys.core.phrases import tellings as phrases
from surveys.core.prompt import Say, Verb
from surveys.core.tellings import MOST_AT_ONCE, Asked, Hits, Told, message, shown_link, verdict

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
LINK = "https://video.example/watch?v=a_b*c"


def said(*told: Told) -> Say:
    return message(told, 100, "Studio *Nine*", 7, AT, ENGLISH)


def text(card: Say) -> str:
    return "\n".join((card.title or "", *card.paragraphs))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (IdeaState.PLANNED, phrases.PLANNED),
        (IdeaState.STARTED, phrases.STARTED),
        (IdeaState.DECLINED, phrases.DECLINED),
        (IdeaState.OPEN, phrases.REOPENED),
        (IdeaState.DUPLICATE, phrases.MERGED_HIDDEN),
        (IdeaState.MADE, phrases.MADE_PLAIN),
    ],
)
def test_each_state_has_its_own_sentence(state: IdeaState, sentence: Sentence) -> None:
    card = said(Told(1, state, Asked.OWN, "a tour"))
    assert sentence.text in text(card)
    assert card.title == (phrases.MADE_TITLE if state is IdeaState.MADE else phrases.TITLE).text
    assert [one.verb for one in card.buttons][-2:] == [Verb.IDEA_NEWS, Verb.LEAVE]
    assert (Verb.IDEA_HIT in [one.verb for one in card.buttons]) is (state is IdeaState.MADE)


def test_what_people_wrote_formats_and_pings_nothing() -> None:
    nasty = "@everyone **bold** [x](https://evil.example) `code`\n# title"
    card = said(Told(1, IdeaState.MADE, Asked.OWN, nasty, response=nasty, link=LINK))
    assert "**bold**" not in text(card)
    assert "[x]" not in text(card)
    assert "https://evil" not in text(card)
    assert "\n# " not in text(card)
    assert f"<{LINK}>" in text(card)


def test_an_idea_whose_author_is_not_to_be_read_is_told_without_its_words() -> None:
    card = said(Told(1, IdeaState.MADE, Asked.VOTED, "", link=LINK))
    assert phrases.VOTED_HIDDEN.text in text(card)
    assert "“”" not in text(card)


def test_a_message_after_the_state_changed_again_offers_no_verdict_and_no_link() -> None:
    card = said(Told(1, IdeaState.MADE, Asked.OWN, "a tour", link=LINK, stands=False))
    assert phrases.CHANGED.text in text(card)
    assert LINK not in text(card)
    assert Verb.IDEA_HIT not in [one.verb for one in card.buttons]


@given(st.lists(st.text(max_size=3000), min_size=MOST_AT_ONCE, max_size=MOST_AT_ONCE), st.text(max_size=600))
def test_the_longest_fits_one_message(texts: list[str], response: str) -> None:
    told = (
        Told(number, IdeaState.MADE, Asked.THEME, one, response=response, link=LINK, hit=True)
        for number, one in enumerate(texts, start=1)
    )
    card = said(*told)
    (drawn,) = draw(card)
    assert drawn.view.content_length() <= 4000
    assert mark_of_telling(7, AT) in [press(one) for one in card.buttons]
    assert mark_of_telling(7, AT) == press(next(one for one in card.buttons if one.verb is Verb.IDEA_NEWS))
    assert telling_args(7, AT) != telling_args(8, AT)


@pytest.mark.parametrize(
    "link",
    [
        None, "", "http://video.example", "javascript:alert(1)", "https://", "https://a b", "https://a>b.example",
        "https://video.example/\u202e", "https://video.example/" + "x" * 300, "https://[", "<https://a.example>",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_no_link(link: str | None) -> None:
    assert shown_link(link) == ""


def test_few_verdicts_are_not_counted_out() -> None:
    assert verdict(None, ENGLISH) is None
    assert verdict(Hits(0, 0, 90), ENGLISH) is None
    assert verdict(Hits(3, 1, 90), ENGLISH) == phrases.HITS_FEW.text
    assert verdict(Hits(4, 1, 90), ENGLISH) == "4 of 5 who asked for it say that it hit."
