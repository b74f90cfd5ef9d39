"""What creators read about audiences."""

from typing import Final

# --- Rules, each as it goes on after “who” ----------------------------------------------------------

HAS_ROLE: Final = "has the role {roles}"
HAS_ROLES: Final = "has one of the roles {roles}"
WANTS_TOPIC: Final = "wants to hear of {topics}"
ANSWERED: Final = "answered in the last {days}"
NEVER: Final = "has never answered"
INVITED: Final = "was in a round in the last {days}"
JOINED_BEFORE: Final = "joined at least {days} ago"
JOINED_SINCE: Final = "joined in the last {days}"
JOINED_BETWEEN: Final = "joined between {most} and {least} ago"
REPLIED: Final = "last replied {labels} to “{question}”"
RECOMMENDS: Final = "rated {least}–{most} in NPS last time"
ACTIVE_PEOPLE: Final = "is one of the {count} most active of the last {days}"
ACTIVE_SHARE: Final = "is among the most active {percent}% of the last {days}"
IN_AUDIENCE: Final = "is in the audience “{name}”"
DAYS_ONE, DAYS_MANY = "{count} day", "{count} days"

# --- One audience -----------------------------------------------------------------------------------

MEANS_ONE: Final = "Means **{count}** person now, of {all} who follow."
MEANS_MANY: Final = "Means **{count}** people now, of {all} who follow."
MEANS_FEW: Final = "Means **fewer than {few}** people now, of {all} who follow."
MEANS_NEARLY_ALL: Final = "Means **nearly all** of the {all} who follow."
MEANS_ABOUT: Final = "Means **about {count}** people now, of {all} who follow."
ABOUT: Final = "-# Who it means depends on what people answered, so small numbers aren't counted out."
EVERYBODY: Final = "**Everybody** who follows is in it, until you say who."
INCLUDE: Final = "**In it is who**"
EXCLUDE: Final = "**Left out is who**"
ALL_APPLY: Final = "-# All of it has to apply."
SAMPLE_ONE: Final = "Of them a round takes **{count}** person, the one who waited longest for a round."
SAMPLE_MANY: Final = "Of them a round takes **{count}** people, those first who waited longest for a round."
LIMIT: Final = "At most **{most}** of each: who {rule}."
MENU_INCLUDE: Final = "Only people who…"
MENU_EXCLUDE: Final = "Leave out people who…"
MENU_RULES: Final = "Change or remove a condition"
ENTRY_ONLY: Final = "Only who {rule}"
ENTRY_NOT: Final = "Not who {rule}"
ENTRY_LIMIT: Final = "Limit: who {rule}"
ENTRY_ROLE, ENTRY_ROLES = "has a role", "has one of {count} roles"
SETTINGS: Final = "Name and sample"
DELETE: Final = "Delete"
BACK: Final = "Back"
LIST: Final = "All audiences"
ROLES_UNKNOWN_NOW: Final = "Discord doesn't say right now who has which role, so I can't count them."

#: The entries of the menus that add a rule, and the titles of what follows.
KIND_ROLE: Final = "have a role"
KIND_TOPIC: Final = "want to hear of a topic"
KIND_ANSWERED: Final = "answered lately"
KIND_NEVER: Final = "never answered"
KIND_INVITED: Final = "were in a round lately"
KIND_TENURE: Final = "joined long ago, or lately"
KIND_REPLIED: Final = "gave a certain answer"
KIND_NPS: Final = "rated high or low in NPS"
KIND_ACTIVE: Final = "are the most active"
KIND_AUDIENCE: Final = "are in another audience"
ONLY_TITLE: Final = "Only people who {kind}"
LEAVE_OUT_TITLE: Final = "Leave out people who {kind}"
PICK_ROLE: Final = "Which roles? One of them is enough"
PICK_TOPIC: Final = "Which topics? One of them is enough"
PICK_SURVEY: Final = "Which survey?"
PICK_QUESTION: Final = "Which question?"
PICK_ANSWER: Final = "Which answers? One of them is enough"
PICK_NPS: Final = "How did they rate?"
PICK_AUDIENCE: Final = "Which audience?"
NPS_BANDS: Final = (
    (0, 6, "0–6, detractors"),
    (7, 8, "7 or 8, passives"),
    (9, 10, "9 or 10, promoters"),
)
#: What stands on the cards where something is picked, by kind.
NOTES: Final = {
    "ROLE": "Discord is asked who has it when a round opens, and again when it is sent.",
    "TOPIC": "Who chose no topics wants to hear of all, and is among them.",
    "REPLIED": "What counts is what somebody replied last.",
    "NPS": "What counts is how somebody rated last, in any survey of yours.",
    "AUDIENCE": "Whom that means is looked up anew for each round. Its own sample and limits don't count here.",
}

# --- Forms ------------------------------------------------------------------------------------------

DAYS: Final = "In the last how many days?"
AT_LEAST: Final = "Joined at least how many days ago?"
AT_MOST: Final = "Joined at most how many days ago?"
EITHER_HINT: Final = "Fill in one of them, or both"
HOW_MANY: Final = "How many people?"
HOW_MANY_HINT: Final = "A number as 20, or a share as 10%"
LIMIT_EACH: Final = "At most how many of each?"
LIMIT_TITLE: Final = "Limit how many"
NAME: Final = "Name"
SAMPLE: Final = "How many people a round takes"
SAMPLE_HINT: Final = "Left empty, everybody it means"

# --- One rule ---------------------------------------------------------------------------------------

RULE_TITLE: Final = "A condition of “{name}”"
RULE_IN: Final = "In it is who {rule}."
RULE_OUT: Final = "Left out is who {rule}."
MOVE_OUT: Final = "Leave these out instead"
MOVE_IN: Final = "Only these instead"
REMOVE: Final = "Remove"
AT_MOST_EACH: Final = "At most so many of each"
OUTDATED: Final = "This audience was changed meanwhile. Here is how it stands now."

# --- All of them ------------------------------------------------------------------------------------

LIST_TITLE: Final = "Audiences"
LIST_NONE: Final = "No audiences yet. `/audience new` makes one, for `/round start` and `/round schedule`."
LIST_LINE: Final = "**{name}** · {count}\n-# {rules}"
LIST_PICK: Final = "Choose an audience to change it"
COUNT_ONE, COUNT_MANY = "{count} person", "{count} people"
COUNT_FEW: Final = "fewer than {few} people"
COUNT_NEARLY_ALL: Final = "nearly all of {all}"
COUNT_ABOUT: Final = "about {count} people"
COUNT_UNKNOWN: Final = "not counted right now"
RULES_EVERYBODY: Final = "everybody who follows"
RULES_NOT: Final = "not who {rule}"
RULES_WHO: Final = "who {rule}"
RULES_SAMPLE: Final = "a sample of {count}"
RULES_LIMITED: Final = "with limits"

OVERVIEW_TITLE: Final = "Your followers"
OVERVIEW_NONE: Final = "Nobody follows yet. Put the join card up with `/setup`, and invite your server."
OVERVIEW_FOLLOW_ONE: Final = "**{count}** person follows."
OVERVIEW_FOLLOW_MANY: Final = "**{count}** people follow."
OVERVIEW_LATELY: Final = "In the last {days}: **{joined}** joined, **{left}** left."
OVERVIEW_REACHABLE: Final = "**{count}** can be reached by DM, as far as I know."
OVERVIEW_ANSWERED: Final = "**{count}** answered something in the last {days}."
OVERVIEW_SILENT: Final = "**{count}** answered before, but not in the last {days}."
OVERVIEW_NEVER: Final = "**{count}** never answered."
OVERVIEW_KEPT: Final = "-# Answers older than your host keeps them don't count here any more."

# --- Deleting ---------------------------------------------------------------------------------------

DELETE_TITLE: Final = "Delete “{name}”?"
DELETE_WHAT: Final = "Rounds that went to it stay as they are."
DELETED: Final = "“{name}” is deleted."
DELETE_CONFIRM: Final = "Delete it"
DELETE_DONT: Final = "Keep it"
IN_USE_SERIES: Final = (
    "“{name}” is still in use: the series of {surveys} goes to it. End or change that with `/round list` "
    "first, then delete it."
)
IN_USE_AUDIENCES: Final = (
    "“{name}” is still in use: {audiences} names it. Remove that condition first, then delete it."
)

# --- What can't be ----------------------------------------------------------------------------------

GONE: Final = "This audience isn't there any more. `/audience list` shows what is."
UNKNOWN: Final = "There is no audience “{name}” here. `/audience list` shows all, `/audience new` makes one."
NAME_TAKEN: Final = (
    "There is an audience “{name}” already. Choose another name, or change it with `/audience edit`."
)
NAME_EMPTY: Final = "A name needs a letter or a digit. Choose another, like “Regulars”."
TOO_MANY: Final = "{most} audiences are the most a server can have. Delete one with `/audience delete` first."
TOO_MANY_RULES: Final = "{most} conditions are the most an audience can have. Remove one first."
NOT_A_NUMBER: Final = "I can't read “{text}” as a number. Write a whole one from {least} to {most}."
NOT_A_SHARE: Final = "I can't read “{text}” as a number or a share. Write it as 20, or as 10%."
TENURE_NONE: Final = "Fill in at least one of the two, as 30."
TENURE_ORDER: Final = (
    "Nobody joined both at least {least} and at most {most} days ago. Make the second number the larger one."
)
NO_TOPICS: Final = "This server has no topics yet. `/setup topics:` sets them."
NO_SURVEYS: Final = (
    "There is no survey yet whose answers could be picked from. `/survey import` brings one in."
)
NO_QUESTIONS: Final = (
    "No question of that survey has answers to pick from. Choose another survey, or another condition."
)
NO_OTHERS: Final = "There is no other audience to name. `/audience new` makes one."
NAMES_OTHERS: Final = (
    "“{name}” names another audience itself, so it can't be named. Put its conditions here one by one."
)
IS_NAMED: Final = "This audience is named by {audiences}, so it can't name another itself. Put its conditions here one by one."
PICK_AGAIN: Final = "That isn't there any more. Choose from what is shown now."
ROLES_UNKNOWN: Final = (
    "Discord doesn't say right now who has which role, so I can't tell who that is. Try again in a minute."
)

# --- In rounds --------------------------------------------------------------------------------------

ROUND_TO: Final = "For **{name}**: {rules}."
ROUND_TO_SAMPLE: Final = "For {rules}."
FEWER_THAN: Final = "fewer than {few}"
ABOUT_SO_MANY: Final = "about {count}"
ROUND_NOBODY: Final = "Right now the audience means nobody. `/audience edit` shows who it is for."
ROUND_TOO_FEW: Final = (
    "This audience is chosen by what people answered, and means fewer than {few} people. Somebody who may see "
    "who said what (`/rights`) can start it; or widen the audience with `/audience edit`."
)
ROUND_CHANGED: Final = (
    "The audience has changed since you saw this. Use `/round start` again, so you see who gets it."
)
ROUND_GONE: Final = "The audience was deleted since you saw this. Use `/round start` again with another."
ROUND_OLD: Final = "This card is more than a day old. Use `/round start` again, so you see what it costs now."
QUIET_ONE: Final = "-# Of them **{count}** waits for the end of their quiet hours."
QUIET_MANY: Final = "-# Of them **{count}** wait for the end of their quiet hours."
LATER_LINE: Final = "-# {count} · {why}; they get it later"
NOT_NOW: Final = "**Not in this round**"
HELD_LINE: Final = "-# {count} · {why}"
NOBODY_GETS_IT: Final = "Nobody can get this round by DM now."
SERIES_TO: Final = "It goes to the audience **{name}**: {rules}."
SERIES_NOBODY: Final = (
    "**{title}** was to open now, but its audience “{name}” means nobody (or fewer than {few} people, where it "
    "goes by answers). The next date stays as it is; `/audience edit` shows who it is for."
)
