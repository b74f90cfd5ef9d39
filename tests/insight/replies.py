"""Short replies with the theme each belongs to, made up for the tests; NOWHERE are those that fit none."""

NOWHERE = "-"

ENGLISH = {
    "minecraft": """more minecraft please
minecraft survival series
i'd love a Minecraft hardcore run
can you go back to minecraft
Minecraft!!
bring back the minecraft lets play
minecraft with mods would be sick
building a castle in minecraft
minecraft speedrun attempts
new minecraft update review
minecraft
Minecraft hardcore again pls""",
    "longer": """longer videos please
make the videos longer
videos are too short, make them longer
I wish the videos were longer
longer episodes
20 minute videos would be great, longer is better
longer vids
they're a bit short, longer please
could the episodes be longer?""",
    "editing": """editing tutorial
show us how you edit your videos
how do you edit? a tutorial on your editing
your editing process
a video about editing
editing tips for beginners
which editing software do you use
tutorial: how you edit
teach us editing""",
    "cooking": """cooking stream
a cooking stream would be fun
cook something on stream
cooking your favourite recipe
more cooking content
cooking with your mum
recipes! do a cooking video
try cooking something difficult""",
    "sound": """the microphone is too quiet
your mic is really quiet
audio is too quiet compared to the music
music is louder than your voice, mic is quiet
fix the audio please
audio quality could be better
better microphone audio
the music is too loud""",
    "qna": """q&a
do a Q&A
a q&a with viewers
q&a video please
Q and A about your life
next q&a when""",
    "horror": """horror games
play more horror games
scary games in october
horror game night
scary horror stuff
a horror game marathon
horror games with friends please""",
    "collab": """collab with Jana
collab with other creators
a collab with Jana again
do more collabs
you and Jana should collab
more collabs with other youtubers""",
    "merch": """merch
when will there be merch
hoodies as merch
sell merch please
merch drop with hoodies
a hoodie in your merch shop""",
    "setup": """setup tour
show your setup
gaming setup tour
pc setup tour
what pc do you have, setup tour
tour of your gaming setup""",
    "travel": """travel vlog
vlog from japan
travel vlogs again
japan trip vlog
more travel vlogs
vlog about your trip to japan""",
    NOWHERE: """honestly you're doing great
my dog likes the intro
nothing comes to mind
ask again in spring
the guy with the accordion was hilarious
a documentary on lighthouses
have you considered beekeeping
subtitles for the deaf
explain taxes to teenagers
chess with grandpa
sing an opera
thumbnails with less red arrows""",
}

MIXED = {
    "horror de": """mehr Horrorspiele bitte
Horrorspiele spielen
ein Horrorspiel im Oktober
Horrorspiele mit Freunden
gruselige Horrorspiele""",
    "length de": """längere Videos
die Videos sollten länger sein
bitte längere Videos machen
Videos länger machen
viel zu kurz, längere Videos wären toll""",
    "cocina es": """más recetas de cocina
un video de cocina
recetas fáciles de cocina
cocina mexicana por favor
cocinar en directo, recetas de cocina""",
    "música es": """la música está muy alta
baja la música
música más baja por favor
la música tapa tu voz
menos música""",
    "montage fr": """un tuto montage
comment tu fais le montage
tutoriel de montage vidéo
le montage de tes vidéos
plus de tutos montage""",
    "jeux fr": """plus de jeux rétro
des jeux rétro
jouer à des jeux rétro
une soirée jeux rétro
les vieux jeux rétro""",
    "viagem pt": """vlog de viagem
mais vlogs de viagem
viagem para o Japão
vlog da viagem
uma viagem pelo Brasil em vlog""",
    "料理 ja": """料理の動画が見たい
もっと料理してほしい
料理配信お願いします
簡単な料理を作って
料理動画""",
    "ホラー ja": """ホラーゲームをやってほしい
ホラーゲーム実況
もっとホラーゲーム
怖いホラーゲームお願いします
ホラーゲームが見たい""",
    "长 zh": """视频可以更长一点
希望视频时间更长
视频时间太短了
视频再长一点
视频太短了""",
    "노래 ko": """노래 불러주세요
노래 방송 해주세요
노래 커버 듣고 싶어요
노래 더 많이
노래 방송 좋아요""",
    "сериал ru": """больше стримов по майнкрафту
майнкрафт с подписчиками
хочу майнкрафт
играть в майнкрафт
майнкрафт стрим""",
    "podcast en": """start a podcast
a podcast with guests
podcast please
podcast episodes every week
your own podcast""",
    "gry pl": """więcej gier planszowych
gry planszowe na żywo
planszówki, gry planszowe
gra planszowa z widzami
wieczór gier planszowych""",
    NOWHERE: """alles gut so
weiß nicht
no sé
ça va comme ça
特にない
모르겠어요
не знаю
whatever you feel like
fai quello che vuoi
die Katze war süß""",
}


#: What a theme of MIXED is called in ENGLISH, or in another of its languages.
_SAME = {
    "length": "longer", "长": "longer", "cocina": "cooking", "料理": "cooking", "montage": "editing",
    "ホラー": "horror", "viagem": "travel", "сериал": "minecraft",
}  # fmt: skip


def labelled(by_theme: dict[str, str]) -> tuple[list[str], list[str]]:
    """The replies and, in the same order, what each is about, in whichever language."""
    pairs = [(text, theme.split()[0]) for theme, texts in by_theme.items() for text in texts.splitlines()]
    return [text for text, _ in pairs], [_SAME.get(theme, theme) for _, theme in pairs]
