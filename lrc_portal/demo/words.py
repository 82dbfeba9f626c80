"""What the invented people of the demo write. Nobody here is real."""

from typing import Any

from lrc_portal.vocabulary import Element, MomentKind, StrengthPlace

SELF, PEOPLE, COMMUNITY = StrengthPlace.SELF, StrengthPlace.PEOPLE, StrengthPlace.COMMUNITY
SOBRIETY, HEALTH, REINTEGRATION = Element.SOBRIETY, Element.HEALTH, Element.REINTEGRATION
MILESTONE, CONTRIBUTION, HARD = MomentKind.MILESTONE, MomentKind.CONTRIBUTION, MomentKind.HARD_DAY

GARETH_STRENGTH = "I remember what the first month felt like"
GARETH: dict[str, Any] = {"days": ["Quiet day, allotment in the rain.", "Good to hear others laugh today."]}

MARI: dict[str, Any] = {
    "days": [
        "Slept well for once.",
        "Walked home along the river instead of past the shop.",
        "Argument at home, then a long bath. I stayed.",
        "Sang at the top of my voice in the car.",
        "Tired, but it was an honest kind of tired.",
        "Rang Gareth before it got dark. It helped.",
    ],
    "strengths": [
        (SELF, "I can sing, and it calms me"),
        (SELF, "I keep going when it is uphill"),
        (PEOPLE, "Dafydd makes tea and doesn't ask"),
        (PEOPLE, "My sister rings on Sundays"),
        (COMMUNITY, "The choir keeps a seat for me"),
    ],
    "goals": [
        (
            "Sing with the choir in spring",
            "Because I was happy there once",
            ("Go and listen", "Ask for a place", "Sing one evening"),
        ),
        (
            "Run five kilometres in the park",
            "My body has carried me a long way",
            ("Buy shoes", "Run to the bridge", "Run around the lake", "Run the five"),
        ),
        (
            "Make Friday evenings mine",
            "Fridays are the hard ones",
            ("Plan the next four Fridays", "Tell Dafydd the plan"),
        ),
    ],
    "moments": [
        (262, MILESTONE, SOBRIETY, "Thirty days. I told nobody and smiled all day."),
        (202, MILESTONE, SOBRIETY, "Three months."),
        (
            128,
            HARD,
            SOBRIETY,
            "After the funeral I drank. I rang Gareth two days later. What helped: not being alone.",
        ),
        (118, MILESTONE, SOBRIETY, "Back at the group. Nobody asked for an explanation."),
        (95, CONTRIBUTION, REINTEGRATION, "Sang at the community centre with the choir."),
        (33, CONTRIBUTION, REINTEGRATION, "Made the tea at the Tuesday group for the first time."),
    ],
    "helped": [
        (
            120,
            128,
            "Ringing Gareth, and not being alone in the evening. Then the group, and nobody asked why.",
        ),
        (55, 57, "I told my sister the same night. We walked along the river until it was dark."),
    ],
    "agenda": ["How to say no at my cousin's wedding", "Running: I want to go further than I did last week"],
    "notes": [
        (
            "How evenings go, and what Mari does between six and eight.",
            "She plans ahead and tells people what she needs.",
            "Mari tries a walk at six; Gareth rings on Thursday.",
            "",
        ),
        (
            "The choir, and being nervous about going back.",
            "She has kept her friends there for twenty years.",
            "Mari goes to listen once. Nothing more.",
            "",
        ),
        (
            "Sleep and coffee. Gareth told how long it took him.",
            "She notices what her body says.",
            "No coffee after three, for a week.",
            "",
        ),
        (
            "A phone call on a hard evening.",
            "She rang before, not after.",
            "Meet on Friday.",
            "",
        ),
        (
            "Going home by another road. Gareth thought it was about avoiding the shop.",
            "She found a way of her own.",
            "Keep the river walk.",
            "It was not about the shop. I like the river. I would like that to be written down.",
        ),
        (
            "Mari's mother, and what can be said on the phone in ten minutes.",
            "She ends a call kindly before it turns.",
            "Sundays at eleven, with the kettle on.",
            "",
        ),
        (
            "Two people from the group who moved away. Missing somebody without drinking on it.",
            "She wrote to both of them.",
            "A card for Anwen's new kitchen.",
            "",
        ),
        (
            "The bridge, and the half mile after it. Gareth walked, Mari ran, they talked at the benches.",
            "She stops when her knee says so.\nShe laughs while running.",
            "Once more before the year ends.",
            "",
        ),
        (
            "A day on which nothing was wrong and it was hard all the same.",
            "She did not look for a reason to blame.",
            "On such a day: soup, and someone's voice.",
            "",
        ),
        (
            "Being asked for advice by somebody new. What to say and what to leave.",
            "She told what she did, not what they should do.",
            "Mari sits beside the new ones on Tuesday, if she likes.",
            "",
        ),
        (
            "The children's school play. Where to stand, and who else is there.",
            "She knows which chair is near the door, and did not need it.",
            "Nothing this time. It was enough.",
            "",
        ),
    ],
}

TOM: dict[str, Any] = {
    "days": [
        "Left the phone in the kitchen all evening.",
        "Paid the rent first this time.",
        "Thought about the odds all through the match. Did not open the app.",
        "Cooked with my mum.",
    ],
    "strengths": [
        (SELF, "I am good with my hands"),
        (PEOPLE, "Mum lets me cook in her kitchen"),
        (COMMUNITY, "The bike workshop on Saturdays"),
    ],
    "goals": [
        (
            "Keep the rent money apart",
            "I want to open my own post without fear",
            ("Second account", "Standing order", "Six months of it"),
        ),
        ("Coach the under elevens", "", ("Ask the club", "Do the course")),
    ],
    "moments": [
        (180, MILESTONE, SOBRIETY, "First month with rent paid on the first."),
        (110, HARD, SOBRIETY, "Lost a week's money. Told Gareth the same day."),
        (48, CONTRIBUTION, REINTEGRATION, "Mended nine bikes for the school."),
    ],
    "notes": [
        (
            "Money, and who looks after it.",
            "Tom said the number out loud.",
            "He asks the bank for a second account.",
            "",
        ),
        (
            "The workshop: what he does there and who is there.",
            "People ask him when they are stuck.",
            "He goes on Saturday.",
            "",
        ),
        (
            "How often, and when. Gareth understood it as most evenings.",
            "He counts honestly.",
            "Free evenings are written down.",
            "It is two evenings a week, not most. The rest I wrote myself and it is right.",
        ),
        (
            "His mum's kitchen, and being trusted with the shopping money.",
            "He brought the change back without being asked.",
            "Cawl on Thursday. Tom peels.",
            "",
        ),
        (
            "The week after payday. What the phone does in his pocket.",
            "He gave the phone to Gareth for an hour and forgot it there.",
            "The phone sleeps in the hall.",
            "",
        ),
    ],
}

ELERI: dict[str, Any] = {
    "days": [
        "Noson dda o gwsg. Diolch byth.",
        "Cerdded ar y traeth gyda'r ci, gwynt yn fy ngwallt.",
        "Diwrnod hir, ond fe wnes i goginio swper go iawn.",
        "Ffoniais Siân. Roedd siarad yn ddigon.",
        "Ŵyr neb ond fi mor anodd oedd heddiw, ac eto dyma fi.",
    ],
    "strengths": [
        (SELF, "Dw i'n gallu gwrando"),
        (SELF, "Dw i'n codi'n gynnar ac yn hoffi'r bore"),
        (PEOPLE, "Mae Lowri yn gwneud i mi chwerthin"),
        (COMMUNITY, "Y côr a'r capel, hyd yn oed pan dw i'n dawel"),
    ],
    "goals": [
        (
            "Dechrau grŵp darllen yn y llyfrgell",
            "Mae llyfrau wedi fy nghario",
            ("Gofyn i'r llyfrgell", "Dewis y llyfr cyntaf", "Gwahodd tri o bobl"),
        ),
        ("Nofio bob dydd Mercher", "Mae'r cefn yn well yn y dŵr", ("Mynd unwaith", "Mynd am fis")),
    ],
    "moments": [
        (170, MILESTONE, SOBRIETY, "Dau gant o ddyddiau heb dabledi."),
        (66, HARD, HEALTH, "Y cefn yn ddrwg iawn. Dim ond gorwedd a gwrando ar y radio."),
        (30, CONTRIBUTION, REINTEGRATION, "Wyth o bobl yn y grŵp darllen cyntaf!"),
    ],
    "notes": [
        (
            "Y boen, a beth sy'n helpu heb dabledi. Soniodd Siân am ei phrofiad ei hun.",
            "Mae hi'n gwybod beth sy'n gweithio iddi hi.",
            "Nofio unwaith cyn y tro nesaf.",
            "",
        ),
        (
            "Y grŵp darllen, a phwy i'w gwahodd.",
            "Mae pobl yn ymddiried ynddi.",
            "Eleri i ofyn i'r llyfrgell.",
            "",
        ),
        (
            "Nosweithiau heb gwsg, a beth sydd ar y radio am bedwar y bore.",
            "Mae hi'n gallu chwerthin am y peth.",
            "Llyfr wrth y gwely yn lle'r ffôn.",
            "",
        ),
        (
            "Mynd yn ôl at y meddyg gyda chwestiynau ar bapur, a Siân yn y stafell aros.",
            "Gofynnodd hi bob un o'r cwestiynau.",
            "Paned yn y farchnad wedyn, fel y tro hwn.",
            "",
        ),
        (
            "Lowri, a sut mae dweud wrth ei gilydd beth sy'n brifo heb frifo.",
            "Mae hi'n gwrando tan y diwedd.",
            "Un peth da am y dydd, bob nos, y ddwy.",
            "",
        ),
    ],
}

OWAIN: dict[str, Any] = {
    "days": ["First time I write anything like this.", "Didn't go out. Wrote this instead."],
    "strengths": [(SELF, "I started this by myself"), (PEOPLE, "My neighbour says good morning")],
}

DAFYDD: dict[str, Any] = {
    "days": [
        "I went fishing and thought of nothing.",
        "We talked. Really talked.",
        "I worry less than in spring.",
    ],
    "strengths": [(SELF, "I can be quiet with someone"), (COMMUNITY, "The families' evening on Wednesdays")],
    "goals": [
        (
            "Have one evening a week of my own",
            "So that I have something to tell",
            ("Choose the evening", "Keep it for a month"),
        )
    ],
}

LOWRI: dict[str, Any] = {
    "days": ["Diwrnod gwell i'r ddwy ohonom.", "Es i am dro ar fy mhen fy hun, ac roedd yn braf."],
    "strengths": [(SELF, "Dw i'n amyneddgar"), (PEOPLE, "Mae Eleri yn gofyn sut ydw i")],
    "goals": [("Dysgu dweud na", "Er mwyn cael nerth i ddweud ie", ("Dweud na unwaith yr wythnos hon",))],
}

TRAINING = "Peer support in recovery, six days"
GARETH_REFLECTIONS = [
    (40, "I talk too much when a silence lasts. This week I counted to ten, and it was worth the wait."),
    (
        12,
        "Two heavy afternoons one after the other. I went home by the river and rang my own friend. "
        "I would like to talk about how many people I can walk with.",
    ),
]
SIAN_REFLECTIONS = [
    (20, "Dw i’n falch o sut dw i’n gwrando nawr. Hoffwn i siarad am sut i ddod â chyfarfod i ben."),
]
