"""Joining and leaving."""

from surveys.core.language import Sentence

NOT_A_FOLLOWER = Sentence(
    "You aren't signed up here. To join, use the join card in your server, or `/feedback join` there."
)
NOT_SIGNED_UP = Sentence(
    "You aren't signed up for questions here, so I didn't store that. To join, use the join card in your server."
)
JOIN_TITLE = Sentence("Have a say in what {community} makes next")
JOIN_WHAT = Sentence(
    "**What you get** · A few short questions by DM when a round opens, about a minute each."
)
#: By the days a community leaves between rounds.
JOIN_OFTEN = {
    7: Sentence(
        "**How often** · One round a week at most, four messages in four weeks, one reminder. Nothing from {begin} to "
        "{end} where you are. Fewer, other hours or a pause: `/feedback preferences`."
    ),
    14: Sentence(
        "**How often** · One round in two weeks at most, four messages in four weeks, one reminder. Nothing from "
        "{begin} to {end} where you are. Fewer, other hours or a pause: `/feedback preferences`."
    ),
    28: Sentence(
        "**How often** · One round in four weeks at most, four messages in that time, one reminder. Nothing from "
        "{begin} to {end} where you are. Fewer, other hours or a pause: `/feedback preferences`."
    ),
}
JOIN_STORED = Sentence(
    "**What is stored** · Your Discord ID and language, that you joined, your preferences and your replies. "
    "Nothing else you write or do."
)
JOIN_WHO = Sentence(
    "**Who sees it** · The creator's team sees totals, and quotes without your name, unless you choose otherwise."
)
JOIN_LEAVE = Sentence(
    "**Leaving** · Type “stop” in the DM, tap Stop on any question, or use `/feedback leave`."
)
JOIN_BUTTON = Sentence("Count me in")
PRIVACY_BUTTON = Sentence("What happens to my data")
WELCOME_TITLE = Sentence("You're in")
WELCOME = Sentence(
    "This is where questions from **{community}** will arrive. There is nothing to do now. "
    "Type “stop” here whenever you like and that's the end of it."
)
JOINED = Sentence("**You're in.** I sent you a short hello by DM, so you know where the questions will come.")
JOINED_HERE = Sentence(
    "**You're in.** As you asked, I won't DM you: when a round opens, its card in the server has a button to "
    "answer there."
)
JOINED_ALREADY = Sentence("You're already in, and your DMs are open. Questions will come when a round opens.")
JOINED_ALREADY_HERE = Sentence(
    "You're already in. As you asked, I won't DM you: when a round opens, its card in the server has a button to "
    "answer there."
)
JOINED_CLOSED = Sentence(
    "**You're in, but your DMs are closed to me,** so I can't ask you anything yet. To open them: tap the "
    "server's name, then **Privacy Settings**, switch on **Direct Messages**, and tap **Count me in** once more. "
    "Or answer in the server, without any DM: tap the button below."
)
JOIN_RETRY = Sentence(
    "**You're in.** The hello by DM didn't get through just now; that is on Discord's side or mine, not yours. "
    "Tap **Count me in** again in a few minutes to see it arrive."
)
HOW_I_ASK = Sentence("This is how I'll ask you. It is fine as it is; to change something, just pick.")
ROUND_OPEN_NOW = Sentence("A round is open until {closes}, and you can answer it right away.")
ANSWER_OPEN_BUTTON = Sentence("Answer the open round")
LEAVE_BUTTON = Sentence("Leave")
LEFT_TITLE = Sentence("You've left")
LEFT = Sentence("Done. **{community}** won't send you questions any more.")
LEFT_KEPT = Sentence("What you already answered still counts.")
LEFT_ALSO = Sentence("You're still in for {others}. Type “stop” once more to leave there too.")
NOT_JOINED = Sentence("You aren't signed up here, so there is nothing to leave.")
NOT_SET_UP = Sentence(
    "Feedback isn't set up in this server yet. Someone who can manage the server starts it with `/setup start`."
)
SERVER_ONLY = Sentence("This works in a server only. Open your server and use it there.")
