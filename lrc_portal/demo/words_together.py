"""What the invented people write to and about each other. Nobody here is real."""

from lrc_portal.vocabulary import Language

# Of a handover

GOODBYE_TO_TOM = (
    "Tom, when we began you kept your hands in your pockets. Now they are black with chain oil every time "
    "we meet. I start with the families on Wednesdays, and you start with Ceri. I liked walking with you."
)
TOM_ANSWERS = (
    "You never counted for me. You let me count. Thank you, Gareth. Come by on a Saturday, I owe you a bike."
)
TOM_AND_CERI = [
    (
        "Who Ceri is and who Tom is. The football on the radio, and what it does.",
        "Tom says early when something gets loud in him.\nHe asks questions back.",
        "Radio off at half time, to see how that is.",
        "",
    ),
    (
        "Half time. It worked twice, and once it did not.",
        "He tells the once as calmly as the twice.",
        "Mum keeps the second card until the spring.",
        "",
    ),
]
TOM_WRITES = (
    "I wanted to write this one down myself. We talked about my dad, for the first time. Ceri listened.",
    "I can say a thing and stay in the room.",
    "I ring my sister before Christmas.",
)

# Of a note that was corrected

CORRECTED = (
    "The choir: Mari went to listen, and they asked her to stand with the altos. She did.",
    "She went back to a place that had been hard.\nShe lets people be glad to see her.",
    "Wednesday's practice, and the bus home with Menna.",
)

# What a member writes herself

MARI_WRITES = (
    "I told Gareth about the wedding before he could ask. What I am afraid of is not the wine, it is the "
    'question "are you not drinking?".',
    "I know what I am afraid of, which is half of it.",
    "An answer for the question, one that makes me laugh.",
)

# What family notices

DAFYDD_NOTICED = "You hum when you do the dishes again"
DAFYDD_NOTICED_LATELY = "You rang your cousin back first, before she had to ask"
LOWRI_NOTICED = "Rwyt ti'n dweud yn syth pan fydd y cefn yn brifo, a dw i'n gwybod beth i'w wneud"

# Of people who walk along too

NEIGHBOURS = (
    ("Angharad", Language.CYMRAEG),
    ("Bleddyn", Language.ENGLISH),
    ("Carwyn", Language.CYMRAEG),
    ("Dilys", Language.ENGLISH),
    ("Emrys", Language.ENGLISH),
    ("Ffion", Language.CYMRAEG),
    ("Glyn", Language.ENGLISH),
    ("Hannah", Language.ENGLISH),
    ("Ieuan", Language.CYMRAEG),
    ("Jac", Language.ENGLISH),
    ("Kath", Language.ENGLISH),
    ("Llinos", Language.CYMRAEG),
    ("Menna", Language.ENGLISH),
    ("Nasra", Language.ENGLISH),
    ("Osian", Language.CYMRAEG),
    ("Pat", Language.ENGLISH),
    ("Rhian", Language.ENGLISH),
    ("Steffan", Language.CYMRAEG),
    ("Tariq", Language.ENGLISH),
    ("Una", Language.ENGLISH),
)
"""What each is called, and the language in which they read."""
GOALS = (
    ("Sunday dinner with my brother", "We were good at it once", ("Ring him", "Choose a Sunday")),
    ("Swim until the clocks go back", "Cold water wakes me kindly", ("Find a costume", "Go with Pat")),
    ("A key of my own again", "To shut a door and know it is mine", ("Ask at the hostel", "Two viewings")),
    ("Cymraeg gyda'r plant amser brecwast", "Dyna iaith Mam-gu", ("Un frawddeg y dydd",)),
    ("Play the cornet at the carol concert", "It is in the wardrobe, waiting", ("Valve oil", "One practice")),
)
TALKS = {
    Language.ENGLISH: (
        (
            "The week, and the one evening that was long.",
            "Kept the appointment although it rained.",
            "Write down what helped on Thursday.",
        ),
        ("A letter that had lain there since June.", "Opened it.", "Answer it together next time."),
        (
            "Sleep, toast, and who to ring at five in the morning.",
            "Rang.",
            "The number goes on the fridge.",
        ),
    ),
    Language.CYMRAEG: (
        ("Beth i'w ddweud wrth y plant.", "Mae'n meddwl cyn siarad.", "Mynd am dro gyda nhw ddydd Sul."),
        ("Y daith ar y bws, a phwy sy'n eistedd yn y cefn.", "Aeth yr holl ffordd.", "Mynd eto ddydd Iau."),
    ),
}
NEIGHBOURLY = "Carried chairs and stayed to wash up."
