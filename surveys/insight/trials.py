"""What a summary says about a wording experiment, in words."""

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.results import RoundData
from surveys.core.text import quoted
from surveys.core.wording import experiments as wording
from surveys.insight.breakdowns import percent
from surveys.insight.experiments import LEAST, SMALLEST, Answers, Arm, Comparison, Stage, Trial, judge

_LONGEST_TITLE, _LONGEST_WORDING, _LONGEST_OPTION, _LONGEST_NAME = 60, 70, 60, 32


def section(data: RoundData) -> Section | None:
    """The part about the round's experiment; None where it has none."""
    trial = judge(data)
    if trial is None:
        return None
    if trial.question is None:
        title = wording.TITLE_INTRO
    else:
        title = words.say(wording.TITLE_QUESTION, question=quoted(trial.question.text, _LONGEST_TITLE))
    arms = [_arm(trial, one, _read(data, trial, one)) for one in trial.arms]
    return Section("\n".join([title, *arms, "", *_verdict(trial)]))


def _read(data: RoundData, trial: Trial, arm: Arm) -> str | None:
    """The text that those in `arm` read and others didn't; None where it was Earful's own."""
    shown = data.survey.in_variant(arm.variant.id)
    if trial.question is None:
        return shown.intro
    asked = shown.question(trial.question.id)
    reworded = any(one.text for one in trial.experiment.variants)
    return None if asked is None else asked.text if reworded else asked.help


def _arm(trial: Trial, arm: Arm, text: str | None) -> str:
    shown = wording.OWN if text is None else f"“{quoted(text, _LONGEST_WORDING)}”"
    line = words.say(wording.ARM, name=_name(arm), wording=shown)
    if trial.stage is Stage.HIDDEN:
        return line
    if trial.stage is Stage.OPEN:
        return f"{line}\n-# {words.say(wording.REACHED, reached=f'{arm.reached:,}')}"
    told = words.say(
        wording.FINISHED if trial.question is None else wording.ANSWERED,
        reached=f"{arm.reached:,}",
        started=f"{arm.started:,}",
        count=f"{arm.outcome.count:,}",
        of=f"{arm.outcome.of:,}",
        share=percent(arm.outcome),
    )
    return f"{line}\n-# {told}"


def _verdict(trial: Trial) -> list[str]:
    have, needed = f"{trial.have:,}", f"{trial.needed:,}"
    match trial.stage:
        case Stage.HIDDEN:
            return [words.say(wording.HIDDEN, least=LEAST)]
        case Stage.OPEN if trial.have < trial.needed:
            return [words.say(wording.OPEN, have=have, needed=_about(trial.needed))]
        case Stage.OPEN:
            return [wording.OPEN_ENOUGH]
        case Stage.FEW:
            points = round(100 * SMALLEST)
            return [words.say(wording.FEW, have=have, needed=needed, points=points)]
        case Stage.DECIDED:
            lines = [line for one in trial.comparisons for line in _compared(trial, one)]
            return [*lines, f"-# {wording.METHOD}"]


def _compared(trial: Trial, one: Comparison) -> list[str]:
    first, other, found = one.first, one.other, one.difference
    if found.is_real:
        better, worse = (other, first) if found.value > 0 else (first, other)
        least, most = sorted((abs(found.low), abs(found.high)))
        told = words.say(
            wording.MORE_FINISHED if trial.question is None else wording.MORE_ANSWERED,
            better=_name(better),
            worse=_name(worse),
            high=percent(better.outcome),
            low=percent(worse.outcome),
            least=_points(least),
            most=_points(most),
        )
    else:
        told = words.say(
            wording.SAME,
            one=_name(first),
            other=_name(other),
            here=percent(first.outcome),
            there=percent(other.outcome),
            least=_signed(found.low),
            most=_signed(found.high),
        )
    if not one.compared:
        return [told]
    if one.answers is None:
        return [told, words.say(wording.ALIKE, one=_name(first), other=_name(other))]
    return [told, _answers(one, one.answers)]


def _answers(one: Comparison, answers: Answers) -> str:
    names = {"one": _name(one.first), "other": _name(one.other)}
    if answers.option is not None:
        option = quoted(answers.option, _LONGEST_OPTION)
        here, there = f"{answers.here:.0%}", f"{answers.there:.0%}"
        return words.say(wording.PICKS, option=option, here=here, there=there, **names)
    least, most = sorted((abs(answers.difference.low), abs(answers.difference.high)))
    return words.say(
        wording.MEANS,
        here=f"{answers.here:,.1f}",
        there=f"{answers.there:,.1f}",
        least=f"{least:,.2f}",
        most=f"{most:,.2f}",
        **names,
    )


def _name(arm: Arm) -> str:
    return quoted(arm.variant.id, _LONGEST_NAME)


def _points(share: float) -> str:
    """A real difference in points; never none at all."""
    return str(max(1, round(100 * share)))


def _signed(share: float) -> str:
    whole = round(100 * share)
    return f"{whole:+d}" if whole else "0"


def _about(people: int) -> str:
    """A number nobody should take for exact."""
    return f"{round(people, -1):,}"
