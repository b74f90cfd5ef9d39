"""What `/rights` and `/audit` say."""

from collections.abc import Mapping
from typing import Final

from surveys.core.roles import Right

RIGHTS: Final[Mapping[Right, tuple[str, str]]] = {
    Right.SURVEYS: ("Write and change surveys", "write and change surveys"),
    Right.ROUNDS: ("Start, schedule and steer rounds", "start, schedule and steer rounds"),
    Right.RESULTS: ("Read results", "read results"),
    Right.PEOPLE: ("See who did and said what", "see who did and said what"),
}
TITLE: Final = "Who may do what"
ALL: Final = "Everyone with Manage Server can do everything here."
ALL_AND_ROLE: Final = "Everyone with Manage Server and {role} can do everything here."
ROLE_MAY: Final = "{role} can {rights}."
NOBODY_ELSE: Final = "No other role has rights. `/rights role:` gives a role some."
MORE_ROLES: Final = "{count} more roles have rights; `/rights role:` shows each."
ROLE_TITLE: Final = "What this role may do"
ROLE_HAS: Final = "{role} can {rights}."
ROLE_HAS_NONE: Final = "{role} has no rights of its own."
MENU_HINT: Final = "What may they do?"
SAVED: Final = "Saved. It counts from now on."
INTEGRATIONS: Final = (
    "Discord shows these commands only to Manage Server until you allow the role under Server Settings, "
    "Integrations, Earful."
)
NOT_EVERYONE: Final = "Rights can't be given to everyone. Pick a role that only your team has."
IS_CREATOR_ROLE: Final = (
    "{role} is the creator role and can do everything already. `/setup start` changes that."
)
ONLY_MANAGERS: Final = "Only someone with Manage Server can give rights."

AUDIT_TITLE: Final = "What was done here"
AUDIT_NONE: Final = "Nothing yet. Everything creators do from now on is noted here."
AUDIT_LINE: Final = "{at} · {who} · {deed} ({subject})"
AUDIT_OLDER: Final = "Older"
AUDIT_END: Final = "That is all there is."
FORGOTTEN: Final = "somebody who was forgotten"
