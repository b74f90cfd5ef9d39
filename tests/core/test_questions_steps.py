"""Files, and statements one after another."""

import json

import pytest

from surveys.core.language import ENGLISH
from surveys.core.questions import Drafted, Misread
from surveys.core.questions.file import collected, kind_of
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Attached, Judged, Sent, Withdrawn, to_plain
from surveys.core.widgets import Buttons, Writing
from tests.core.kinds import agree, file, files, played, read

PICTURE = Attached(1, "cat.png", "image/png", 1000)
VOICE = Attached(2, "voice-message.ogg", "audio/ogg", 2000)
CLIP = Attached(3, "clip.mp4", "video/mp4", 3000)
HUGE = Attached(4, "huge.png", "image/png", 1024 * 1024 + 1)


def test_one_file_is_the_answer() -> None:
    answer = played(file, Typed("my cat", (PICTURE,)))
    assert answer == Sent((PICTURE,), "my cat")
    assert file.show(answer, ENGLISH) == "1 file: cat.png · my cat"
    assert played(file, Typed("", (CLIP,))) == Sent((CLIP,))


def test_several_files_are_collected_until_done() -> None:
    first = read(files, Typed("", (PICTURE,)))
    assert isinstance(first, Drafted)
    assert [json.loads(piece) for piece in first.pieces] == [to_plain(Sent((PICTURE,)))]
    assert files.now(first.pieces, ENGLISH) == "So far: 1 file"
    assert files.widget((), ENGLISH) == Writing()
    assert files.widget(first.pieces, ENGLISH) == Writing(done="Done")
    assert played(files, Typed("", (PICTURE,)), Done("q")) == Sent((PICTURE,))
    assert played(files, Typed("a", (PICTURE,)), Typed("b", (VOICE,)), "done") == Sent(
        (PICTURE, VOICE), "a\nb"
    )
    assert played(files, Typed("", (PICTURE,)), "that is my cat", "Done!") == Sent(
        (PICTURE,), "that is my cat"
    )
    three = (PICTURE, VOICE, Attached(9, "b.png", "image/png", 5))
    assert played(files, Typed("", three[:1]), Typed("", three[1:])) == Sent(three)


def test_a_form_with_files_is_the_answer_at_once() -> None:
    assert played(files, Typed("hi", (PICTURE,), question="q")) == Sent((PICTURE,), "hi")
    form = files.form(ENGLISH)
    assert (form.files, form.paragraph, form.button) == (3, True, "Send a file")


def test_the_same_file_twice_is_one() -> None:
    assert played(files, Typed("", (PICTURE,)), Typed("", (PICTURE,)), "done") == Sent((PICTURE,))


@pytest.mark.parametrize("said", ["", "here: https://example.com/cat.png", "cat", "done"])
def test_words_alone_are_not_enough(said: str) -> None:
    reading = read(files, said)
    assert isinstance(reading, Misread)
    assert "pictures, sound and voice messages, up to 1 MB" in reading.sentence


def test_what_cant_be_taken_is_named_with_what_can() -> None:
    assert files.refuses(PICTURE, ENGLISH) is None
    assert "Fine are: pictures, sound" in str(files.refuses(CLIP, ENGLISH))
    assert "“huge.png” is larger than 1 MB" in str(files.refuses(HUGE, ENGLISH))
    assert "empty" in str(files.refuses(Attached(1, "a.png", "image/png", 0), ENGLISH))
    assert r"\*\*x\*\*" in str(files.refuses(Attached(1, "**x**", "text/html", 5), ENGLISH))
    for refused in (CLIP, HUGE):
        assert isinstance(read(files, Typed("", (PICTURE, refused))), Misread)
    assert isinstance(read(file, Typed("", (PICTURE, VOICE))), Misread), "one was asked for"
    assert isinstance(read(file, Typed("x" * 1001, (PICTURE,))), Misread)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("image/png", "image"), ("IMAGE/JPEG", "image"), ("image/svg+xml", None), ("video/mp4", "video"), ("audio/ogg; codecs=opus", "audio"),
     ("application/pdf", "document"), ("text/plain; charset=utf-8", "document"), ("text/html", None), ("application/x-msdownload", None),
     ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"), ("application/zip", None), ("", None),
     ("document/x", None)],
)  # fmt: skip
def test_the_sort_of_a_file(content_type: str, kind: str | None) -> None:
    assert kind_of(content_type) == kind


def test_a_draft_that_is_no_files_holds_none() -> None:
    assert collected(("", "{", '{"wrote": "x"}', "[" * 100_000, "null", "\ud800")) == Sent(())


# --- Statements ------------------------------------------------------------------------------------

ALL_THREE = Judged((("tut", "agree"), ("bts", "disagree"), ("vlog", "pass")))


def tap(token: str) -> Tapped:
    return Tapped("q", (token,))


@pytest.mark.parametrize(
    "heard",
    [
        [tap("agree-1"), tap("disagree-2"), tap("pass-3")],
        ["agree", "disagree", "pass"],
        ["yes", "No.", "no opinion"],
        ["1", "2", "3"],
        ["👍", "👎", "🤷"],
        ["stimme zu", "stimme nicht zu", "weiß nicht"],
        ["de acuerdo", "en desacuerdo", "no sé"],
        ["d'accord", "pas d'accord", "je passe"],
        ["concordo", "discordo", "não sei"],
        ["賛成", "反対", "パス"],
    ],
)
def test_statement_by_statement(heard: list[Said | str]) -> None:
    assert played(agree, *heard) == ALL_THREE


def test_the_statement_that_is_up_stands_under_the_question() -> None:
    assert agree.now((), ENGLISH) == "1 of 3: **Tutorials**"
    first = read(agree, tap("agree-1"))
    assert isinstance(first, Drafted)
    assert agree.now(first.pieces, ENGLISH) == "2 of 3: **Behind the scenes**"
    widget = agree.widget(first.pieces, ENGLISH)
    assert isinstance(widget, Buttons)
    assert [one.token for one in widget.options] == ["agree-2", "disagree-2", "pass-2"]
    assert [one.label for one in widget.options] == ["Agree", "Disagree", "Pass"]


def test_a_double_tap_does_not_judge_the_next_statement() -> None:
    first = read(agree, tap("agree-1"))
    assert isinstance(first, Drafted)
    for late in ("agree-1", "disagree-1", "pass-3"):
        again = read(agree, tap(late), first.pieces)
        assert isinstance(again, Drafted)
        assert again.pieces == first.pieces


def test_who_stops_midway_keeps_what_they_said() -> None:
    assert played(agree, "agree", Done("q")) == Judged((("tut", "agree"),))
    assert isinstance(read(agree, Done("q")), Misread)
    assert isinstance(read(agree, "maybe"), Misread)
    assert agree.show(ALL_THREE, ENGLISH) == "Tutorials: Agree, Behind the scenes: Disagree, Vlogs: Pass"
    assert agree.show(Withdrawn(), ENGLISH) == "(deleted)"
