"""What the cast has to say: names, wishes by topic, wishes in other languages, and things that are no answer."""

from typing import Final

FIRST_NAMES: Final = (
    "Ava", "Ben", "Chloe", "Dev", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Leo", "Maya", "Noah",
    "Olive", "Priya", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Victor", "Wren", "Xander", "Yara", "Zoe", "Amir", "Bea",
    "Callum", "Dana", "Emil", "Freya", "Gus", "Hana", "Isaac", "Jade", "Kofi", "Lena", "Milo", "Nina", "Oscar", "Pia",
    "Rafa", "Sana", "Theo", "Ursula", "Vera", "Will", "Ximena", "Yusuf", "Zara", "Anton", "Bridget", "Cleo", "Dimitri",
    "Esme", "Felix", "Gwen", "Harper", "Ivy", "Joel", "Keiko", "Liam", "Mabel", "Nico", "Orla", "Paul", "Rhys", "Saoirse",
    "Tomas", "Alba", "Bruno", "Carmen", "Dylan", "Erin", "Frank", "Gia", "Henry", "Isla", "Jules", "Kit", "Lotte",
    "Marta", "Nils", "Otto", "Poppy", "Remy", "Silas", "Thea", "Wanda", "Yuri", "Zeno", "Adele", "Boris", "Cora", "Dario",
    "Edda", "Farid", "Greta", "Hank", "Ilse", "Jamal", "Kaya", "Luca", "Mina", "Noor", "Odin", "Pam", "Rico", "Sky",
    "Tina", "Vito", "Willa", "Yves", "Aiko", "Bram", "Cyrus", "Dora", "Enzo", "Fern",
)  # fmt: skip

#: Wishes by topic; the first topics are the most common, as in any audience.
WISHES: Final = (
    (  # a look at the studio
        "A studio tour please! I always try to guess what's behind the camera.",
        "Studio tour!!! Show us every corner of it",
        "I'd love a proper tour of the studio, with all the tools and where they came from",
        "Show us around the new studio, especially the workbench",
        "tour of the studio but honest, with the mess",
        "A tour of the workshop and how you set up the lights",
        "could you do a studio tour? curious how you fit everything in there",
        "Before and after of the studio, like a tour through the years",
        "A walk through your studio on a normal working day",
        "please please a studio tour",
    ),
    (  # longer videos
        "Longer videos. Ten minutes is over before my tea is cold.",
        "I want longer videos, even an hour is fine, I watch them while I draw",
        "one really long video where you build something from start to finish",
        "longer episodes please, the short ones leave out the good bits",
        "A long, slow build video without cuts",
        "more long videos on weekends",
        "Make the videos longer, we have the time!",
        "A full length build, one hour, no rush",
        "longer vids with less music under the talking",
    ),
    (  # questions and answers, live
        "A Q&A where you answer questions from the chat",
        "Live Q&A! You haven't done one since spring",
        "Please do a livestream where we can ask questions while you work",
        "livestream with questions and answers, evening in Europe would be great",
        "A monthly live Q&A for the people in the Discord",
        "do a q&a about how you started the channel",
        "Questions and answers about making a living from this",
        "A relaxed stream, you build, we ask questions",
        "Live stream of a whole build with questions at the end",
    ),
    (  # somebody else in the room
        "A collab with Wood & Wire, you two would be so funny together",
        "collab with another maker, each finishing what the other started",
        "Do a collab with somebody who does ceramics",
        "Invite a guest and build something together",
        "I'd like to see a collab with a smaller channel",
        "Collab with your brother again, that one was the best",
        "swap studios with another creator for a day",
    ),
    (  # how it is made
        "A tutorial on soldering for absolute beginners",
        "How do you edit your videos? A tutorial would help me a lot",
        "beginner tutorial: the first five tools to buy",
        "A step by step tutorial for the little lamp from March",
        "Tutorial about making moulds, mine always stick",
        "Explain how the walking robot works, slowly",
        "how to tutorial for painting small parts",
        "Show how you plan a build, from the sketch to the parts list",
        "A tutorial series, one skill each week",
    ),
    (  # music and sound
        "Build a music box that plays the intro",
        "Make an instrument out of scrap and play a song on it",
        "build a small synth and make the music for the next video with it",
        "A music video made only with sounds from the workshop",
        "Can you build a guitar pedal?",
        "an electric guitar from reclaimed wood, I'd watch ten parts of that",
    ),
    (  # challenges
        "Challenge: build something useful for under 10 euros",
        "24 hour build challenge with random parts",
        "A challenge where we choose the materials and you have to use them",
        "build challenge, one hour, blindfolded (kidding, one hour is enough)",
        "Do the 10 euro challenge again, but with things from the flea market",
        "challenge your viewers to build along with you",
        "a one colour challenge, everything has to be orange",
    ),
    (  # gear
        "Gear video: what camera and microphone do you use?",
        "Which tools were a waste of money? A gear review with no sponsor",
        "your whole gear list and what you'd buy again",
        "Review cheap tools against expensive ones",
        "A review of the 3D printer after a year of use",
        "What gear would you start with today on a small budget?",
    ),
    (  # everything else
        "Fix something a viewer sends in",
        "What happened to the blue bicycle??",
        "more of the dog",
        "Something about failures: builds that never made it into a video",
        "A day without any power tools",
        "Subtitles in the old videos would be lovely for my mum, she is hard of hearing",
        "I don't know, I like what you do. Keep going!",
        "build a kite",
        "Book recommendations for rainy days",
        "A tiny house for hedgehogs before winter comes",
    ),
)  # fmt: skip

#: Wishes in other languages, with the name of one who speaks it.
ELSEWHERE: Final = (
    ("Jürgen", "Eine Führung durchs Studio wäre toll, mit allen Werkzeugen 🔧"),
    ("Anneliese", "Bitte längere Videos, gern eine ganze Stunde"),
    ("Matthias", "Ein Video darüber, was alles schiefgegangen ist 😅"),
    ("Lucía", "Un recorrido por el estudio, ¡por favor! 🎥"),
    ("Joaquín", "Un directo con preguntas y respuestas por la noche"),
    ("Itziar", "¿Puedes construir una guitarra con madera reciclada? 🎸"),
    ("Beatriz", "Um tour pelo estúdio com todas as ferramentas 🛠️"),
    ("Thiago", "Faz um vídeo mais longo, sem cortes, do começo ao fim"),
    ("さくら", "スタジオツアーをお願いします！🏠"),
    ("健太", "もっと長い動画が見たいです。作業の音が好きです🎧"),
    ("ليلى", "جولة في الاستوديو من فضلك 🎬"),
    ("عمر", "فيديو أطول عن طريقة صنع الروبوت 🤖"),
    ("지민", "작업실 투어 영상 보고 싶어요 🛠️"),
    ("하준", "초보자를 위한 납땜 강좌 부탁드려요"),
    ("आरव", "स्टूडियो टूर दिखाइए, बहुत मज़ा आएगा 🎉"),
    ("दीया", "शुरुआती लोगों के लिए एक ट्यूटोरियल बनाइए 🙏"),
)  # fmt: skip

#: What some send instead of a rating or an option; none of it can be read as one.
NO_ANSWER: Final = (
    "asdfghjkl",
    "🤷",
    "idk lol",
    "what is this",
    "qqqqqq",
    "hmmmmmmm",
    "all of it I guess",
    "first!!",
)
MISTYPED: Final = ("tutroials", "reviewz", "chalenges", "behnid the scenes", "just chatign")
RUDE: Final = (
    "@everyone **look here** https://example.com/free [click](https://example.com) `code` ||spoiler||"
)
SMASHED: Final = "fjdkslafjdkslajfkdlsajfkdls"
EMOJI: Final = "🔥🔥🔥"
#: Far too long for an idea, if not for Discord, where 2,000 characters fit; the bot says how much fits here.
ESSAY: Final = (
    "So here is my idea in full. You build one thing over a whole year, a little in each video, and we vote every "
    "month on what comes next, and nobody knows what it will be in the end. "
) * 10
SHORTER: Final = "One build over a whole year, and we vote each month on what comes next."
