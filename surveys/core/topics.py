"""What a community's rounds may be about, as its team types it."""

from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.text import clean, folded, quoted
from surveys.core.wording import setup as wording

MOST_TOPICS: Final = 10
LONGEST_TOPIC: Final = 40


def read_topics(typed: str) -> tuple[str, ...]:
    """The topics in a list with commas: cleaned, each once, in order. Nothing in it: none.

    Raises KindError for more than MOST_TOPICS, or one longer than LONGEST_TOPIC characters.
    """
    found: dict[str, str] = {}
    for part in typed.replace("，", ",").replace("、", ",").split(","):
        topic = " ".join(clean(part).split())
        if folded(topic):
            found.setdefault(folded(topic), topic)
    topics = tuple(found.values())
    if len(topics) > MOST_TOPICS:
        raise KindError(words.say(wording.TOPICS_OVER, count=len(topics), most=MOST_TOPICS))
    for topic in topics:
        if len(topic) > LONGEST_TOPIC:
            shown = quoted(topic, LONGEST_TOPIC)
            raise KindError(
                words.say(wording.TOPIC_LONG, topic=shown, length=len(topic), longest=LONGEST_TOPIC)
            )
    return topics
