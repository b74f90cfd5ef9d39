"""The file of `/feedback mydata`: everything stored about a person, as docs/data-format.md describes it."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from surveys.core.language import Words
from surveys.core.survey import Survey
from surveys.core.values import Withdrawn, from_plain
from surveys.store.mydata import Everything, Row

FORMAT, VERSION = "earful.mydata", 1

Plain = dict[str, Any]


def told(
    user_id: int,
    everything: Everything,
    survey_of: Callable[[int, dict[str, Any]], Survey],
    checksums: Mapping[int, str | None],
    lang: Words,
    now: datetime,
) -> Plain:
    """All of it, JSON-ready. Discord's ids are strings, being too long for the numbers of some readers."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(now),
        "user_id": str(user_id),
        "person": None if everything.person is None else _person(everything.person),
        "memberships": [
            _membership(one, everything, survey_of, checksums, lang) for one in everything.memberships
        ],
        "creator": {
            "survey_versions": [
                {
                    "community": one.community,
                    "survey": one.key,
                    "version": one.number,
                    "made_at": _moment(one.made_at),
                }
                for one in everything.versions_made
            ],
            "rounds": [
                {
                    "community": one.community,
                    "round": None if one.rehearsal else one.number,
                    "rehearsal": bool(one.rehearsal),
                    "opened_at": _moment(one.opened_at),
                }
                for one in everything.rounds_started
            ],
            "series": [
                {"community": one.community, "survey": one.key, "made_at": _moment(one.made_at)}
                for one in everything.series_made
            ],
            "drafts": [
                {"community": one.community, "survey": one.key, "edited_at": _moment(one.edited_at)}
                for one in everything.drafts_edited
            ],
            "audiences": [
                {"community": one.community, "name": one.name, "made_at": _moment(one.made_at)}
                for one in everything.audiences_made
            ],
            "idea_statuses": [
                {"community": one.community, "state": one.state, "at": _moment(one.at)}
                for one in everything.statuses_set
            ],
            "deeds": [
                {"community": one.community, "deed": one.deed, "to": one.subject, "at": _moment(one.at)}
                for one in everything.deeds
            ],
        },
    }


def _person(row: Row) -> Plain:
    return {
        "dm_channel_id": _id(row.dm_channel_id),
        "dms_refused_at": _moment(row.dms_refused_at),
        "heard": _id(row.heard),
        "locale": row.locale,
        "language": row.language,
        "time_zone": row.time_zone,
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
    }


def _membership(
    row: Row,
    everything: Everything,
    survey_of: Callable[[int, dict[str, Any]], Survey],
    checksums: Mapping[int, str | None],
    lang: Words,
) -> Plain:
    return {
        "community_id": _id(row.community_id),
        "community": row.community,
        "joined_at": _moment(row.joined_at),
        "left_at": _moment(row.left_at),
        "cadence": row.cadence,
        "topics": row.topics,
        "asked_in": row.asked_in,
        "quoting": row.quoting,
        "paused_until": _moment(row.paused_until),
        "news": row.news,
        "kept_at": _moment(row.kept_at),
        "consents": [
            {
                "scope": one.scope,
                "granted": bool(one.granted),
                "place": one.place,
                "wording": one.wording,
                "at": _moment(one.at),
            }
            for one in everything.consents.get(row.id, ())
        ],
        "invitations": [
            _invitation(one, everything, survey_of(one.version_id, one.definition), checksums, lang)
            for one in everything.invitations.get(row.id, ())
        ],
        "ideas": [
            {
                "text": one.text,
                "state": one.state,
                "message_id": _id(one.ref),
                "from_answer": one.answer_id is not None,
                "at": _moment(one.at),
                "state_at": _moment(one.state_at),
                "response": one.response,
                "link": one.link,
                "merged": one.duplicate_of is not None,
                "kept_off_board": bool(one.hidden),
            }
            for one in everything.ideas.get(row.id, ())
        ],
        "votes": [{"idea": one.text, "at": _moment(one.at)} for one in everything.votes.get(row.id, ())],
        "tellings": [
            {
                "idea": one.text,
                "state": one.state,
                "planned_at": _moment(one.planned_at),
                "due_at": _moment(one.due_at),
                "claimed_at": _moment(one.claimed_at),
                "sent_at": _moment(one.sent_at),
                "ended_at": _moment(one.ended_at),
                "reason": one.reason,
                "hit": None if one.hit is None else bool(one.hit),
            }
            for one in everything.tellings.get(row.id, ())
        ],
    }


def _invitation(
    row: Row, everything: Everything, survey: Survey, checksums: Mapping[int, str | None], lang: Words
) -> Plain:
    return {
        "round": None if row.rehearsal else row.round_number,
        "rehearsal": bool(row.rehearsal),
        "survey": survey.title,
        "state": row.state,
        "reason": row.reason,
        "error": row.error,
        "variant": row.variant,
        "due_at": _moment(row.due_at),
        "claimed_at": _moment(row.claimed_at),
        "sent_at": _moment(row.sent_at),
        "started_at": _moment(row.started_at),
        "ended_at": _moment(row.ended_at),
        "message_id": _id(row.message_id),
        "heard": _id(row.heard),
        "current": row.current,
        "trail": row.trail,
        "draft": row.draft,
        "answers": [_answer(one, survey, lang) for one in everything.answers.get(row.id, ())],
        "replies": [
            {"id": _id(one.discord_id), "at": _moment(one.at)} for one in everything.replies.get(row.id, ())
        ],
        "follow_ups": [
            {
                "sort": one.sort,
                "due_at": _moment(one.due_at),
                "claimed_at": _moment(one.claimed_at),
                "sent_at": _moment(one.sent_at),
                "ended_at": _moment(one.ended_at),
                "reason": one.reason,
            }
            for one in everything.follow_ups.get(row.id, ())
        ],
        "attachments": [
            {
                "id": _id(one.id),
                "question": one.question_id,
                "name": one.name,
                "type": one.content_type,
                "size": one.size,
                "sha256": checksums.get(one.id),
                "at": _moment(one.at),
            }
            for one in everything.attachments.get(row.id, ())
        ],
        "themes": [
            {"question": one.question_id, "label": one.label, "size": one.size}
            for one in everything.themes.get(row.id, ())
        ],
        "claims": [
            {"question": one.question_id, "text": one.text} for one in everything.claims.get(row.id, ())
        ],
        "statements": [
            {"text": one.text, "taken_out_at": _moment(one.hidden_at)}
            for one in everything.statements.get(row.id, ())
        ],
        "judged": [
            {"statement": one.text, "verdict": one.verdict, "at": _moment(one.at)}
            for one in everything.judged.get(row.id, ())
        ],
        "quotes": [
            {"question": one.question_id, "line": one.line} for one in everything.quotes.get(row.id, ())
        ],
        "taken_out": [{"question": one.question_id} for one in everything.taken_out.get(row.id, ())],
    }


def _answer(row: Row, survey: Survey, lang: Words) -> Plain:
    question = survey.question(row.question_id)
    value = from_plain(row.value)
    shown: str | None = None
    if question is not None:
        shown = question.gone(lang) if isinstance(value, Withdrawn) else question.show(value, lang)
    return {
        "question": row.question_id,
        "asked": None if question is None else question.text,
        "in_words": shown,
        "value": row.value,
        "reply_id": _id(row.reply_id),
        "at": _moment(row.at),
        "vector": None if row.vector is None else b64encode(row.vector).decode("ascii"),
    }


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
