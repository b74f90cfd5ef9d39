"""The words Earful understands without being taught, in the languages its followers write."""

from typing import Final

from surveys.core.text import folded

STOP_WORDS: Final = frozenset(
    folded(word)
    for word in (
        # English
        "stop", "unsubscribe", "opt out", "optout", "quit", "leave me alone", "stop it", "please stop",
        # German
        "stopp", "aufhören", "abmelden", "austragen", "bitte aufhören", "schluss",
        # Spanish
        "parar", "para", "basta", "alto", "cancelar suscripción", "darme de baja", "baja",
        # French
        "arrêter", "arrête", "arrêtez", "désabonner", "désinscrire", "me désabonner",
        # Portuguese
        "pare", "parar", "sair", "cancelar inscrição",
        # Italian
        "fermati", "smetti", "disiscrivi", "cancellami",
        # Polish
        "przestań", "wypisz", "wypisz mnie", "rezygnuję",
        # Turkish
        "dur", "durdur", "abonelikten çık", "bırak", "abonelikten çik", "abonelikten cik", "birak",
        # Japanese
        "停止", "やめて", "やめる", "ストップ", "配信停止", "退会",
        # Korean
        "중지", "그만", "정지", "수신거부", "탈퇴",
    )
)  # fmt: skip
DONE_WORDS: Final = frozenset(
    {"done", "that's it", "thats it", "finished", "end", "fertig", "listo", "hecho", "fini", "terminé", "pronto",
     "feito", "fatto", "gotowe", "tamam", "完了", "おわり", "끝"}
)  # fmt: skip
SKIP_WORDS: Final = frozenset(
    {"skip", "next", "pass", "überspringen", "saltar", "passer", "pular", "スキップ"}
)
BACK_WORDS: Final = frozenset({"back", "go back", "zurück", "atrás", "retour", "voltar", "戻る"})
YES_WORDS: Final = frozenset(
    {"yes", "y", "yep", "yeah", "yup", "sure", "ok", "okay", "of course", "ja", "si", "sí", "oui", "sim", "tak",
     "evet", "はい", "うん", "네", "응", "да"}
)  # fmt: skip
NO_WORDS: Final = frozenset(
    {"no", "n", "nope", "nah", "not really", "nein", "non", "não", "nao", "nie", "hayır", "いいえ", "いや", "아니요",
     "아니", "нет"}
)  # fmt: skip
#: With statements; a yes or no says the same.
AGREE_WORDS: Final = frozenset(
    {"agree", "i agree", "agreed", "true", "stimme zu", "ich stimme zu", "zustimmen", "stimmt", "de acuerdo",
     "estoy de acuerdo", "d accord", "daccord", "je suis d accord", "concordo", "de acordo", "賛成", "そう思う", "同意"}
)  # fmt: skip
DISAGREE_WORDS: Final = frozenset(
    {"disagree", "i disagree", "i don't agree", "i dont agree", "false", "stimme nicht zu", "ich stimme nicht zu",
     "ablehnen", "stimmt nicht", "en desacuerdo", "no estoy de acuerdo", "desacuerdo", "pas d accord", "pas daccord",
     "je ne suis pas daccord", "discordo", "não concordo", "反対", "そう思わない", "同意しない"}
)  # fmt: skip
PASS_WORDS: Final = frozenset(
    {"pass", "no opinion", "don't know", "dont know", "neutral", "enthaltung", "weiß nicht", "weiss nicht",
     "keine meinung", "paso", "no sé", "sin opinión", "passe", "je passe", "sans avis", "je ne sais pas", "passo",
     "não sei", "sem opinião", "パス", "わからない", "分からない"}
)  # fmt: skip
#: The months' names, January first; each is known by its first three letters or more, where no other month begins so.
MONTHS: Final = (
    ("january", "januar", "jänner", "enero", "janvier", "janeiro"),
    ("february", "februar", "febrero", "février", "fevereiro"),
    ("march", "märz", "maerz", "marzo", "mars", "março"),
    ("april", "abril", "avril"),
    ("may", "mai", "mayo", "maio"),
    ("june", "juni", "junio", "juin", "junho"),
    ("july", "juli", "julio", "juillet", "julho"),
    ("august", "agosto", "août", "aout"),
    ("september", "septiembre", "septembre", "setembro"),
    ("october", "oktober", "octubre", "octobre", "outubro"),
    ("november", "noviembre", "novembre", "novembro"),
    ("december", "dezember", "diciembre", "décembre", "dezembro"),
)
#: Words for days that only a calendar can resolve, compared by their beginnings: "next Friday" has one of them.
CALENDAR_WORDS: Final = frozenset(
    {"today", "tomorrow", "yesterday", "tonight", "next", "last", "this", "monday", "tuesday", "wednesday", "thursday",
     "friday", "saturday", "sunday", "week", "weekend", "day",
     "heute", "morgen", "übermorgen", "gestern", "nächste", "letzte", "diese", "montag", "dienstag", "mittwoch",
     "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "woche", "tag",
     "hoy", "mañana", "ayer", "próximo", "próxima", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
     "domingo", "semana", "día",
     "aujourdhui", "aujourd", "demain", "hier", "prochain", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
     "samedi", "dimanche", "semaine", "jour",
     "hoje", "amanhã", "ontem", "segunda", "terça", "quarta", "quinta", "sexta", "dia",
     "今日", "明日", "昨日", "来週", "今週", "先週", "月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"}
)  # fmt: skip
YES_SIGNS: Final = frozenset({"👍", "✅", "✔️"})
NO_SIGNS: Final = frozenset({"👎", "❌", "✖️"})


def is_stop(text: str) -> bool:
    """Whether `text` is, as a whole, a request to leave. "Stop" inside a longer sentence is not."""
    return folded(text) in STOP_WORDS


#: Words so seldom used for anything else that a short message with one of them is asked back about.
_DOUBTFUL: Final = frozenset(
    folded(word)
    for word in (
        "stop", "unsubscribe", "opt out", "leave me alone", "stopp", "aufhören", "abmelden", "austragen",
        "darme de baja", "désabonner", "désinscrire", "sair", "disiscrivi", "wypisz", "abonelikten çık",
        "停止", "退会", "수신거부", "탈퇴",
    )
)  # fmt: skip
_MOST_WORDS: Final = 6


def may_mean_leaving(text: str) -> bool:
    """Whether `text` is no plain request to leave, but short and with a word of it: a doubt to be asked back."""
    said = folded(text)
    if is_stop(text) or len(said.split()) > _MOST_WORDS:
        return False
    # Japanese and Korean put no spaces between words.
    return any(
        f" {word} " in f" {said} " or (not word.isascii() and " " not in said and word in said)
        for word in _DOUBTFUL
    )
