"""What stands on the invented community's shelf, who keeps what of it, and what was passed on.

Nothing of Help now stands on it, so that nobody reads two days of a check. Numbers are of those that Ofcom
keeps for stories.
"""

from dataclasses import replace

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.support.good_to_know import keeping, passing_on, shelf
from lrc_portal.support.good_to_know.shelf import Said, ThingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.vocabulary import Aid, Element, ForWhom, Language, MeetingKind, UsefulKind

PLACE, PERSON, PAGE = UsefulKind.PLACE, UsefulKind.PERSON, UsefulKind.PAGE
PHONE, TEXT = UsefulKind.PHONE, UsefulKind.TEXT
SOBRIETY, HEALTH, AROUND = Element.SOBRIETY, Element.HEALTH, Element.REINTEGRATION
ALL, MEMBERS, FAMILY = ForWhom.EVERYBODY, ForWhom.MEMBERS, ForWhom.FAMILY

NOTE = {
    Language.ENGLISH: (
        "You asked where people go on a weekday that is warm and costs nothing.",
        "To look in once",
    ),
    Language.CYMRAEG: ("Fe ofynnoch chi am rywle cynnes i fynd yn ystod yr wythnos.", "Galw heibio unwaith"),
}
CHOIR, LIBRARY, FRIDAYS, LEAFLET = "choir", "library", "fridays", "leaflet"
_THINGS: tuple[tuple[str, int, ThingSubmission], ...] = (
    (
        CHOIR,
        20,
        ThingSubmission(
            PLACE,
            AROUND,
            ALL,
            Said(
                "The Thursday choir", "Half past six, in the hall behind the chapel. Nobody has to sing well."
            ),
            Said(
                "Côr nos Iau",
                "Hanner awr wedi chwech, yn y neuadd y tu ôl i'r capel. Does dim rhaid canu'n dda.",
            ),
        ),
    ),
    (
        LIBRARY,
        95,
        ThingSubmission(
            PLACE,
            AROUND,
            ALL,
            Said("The library", "Warm, free, and nobody asks why you are there. Computers to use, too."),
            Said("Y llyfrgell", "Cynnes, am ddim, a neb yn holi pam. Mae cyfrifiaduron yno hefyd."),
        ),
    ),
    (
        FRIDAYS,
        12,
        ThingSubmission(
            PLACE,
            SOBRIETY,
            MEMBERS,
            Said(
                "Friday evenings together",
                "Food, games and no drink, from six. Come for ten minutes or for all of it.",
            ),
            Said(
                "Nosweithiau Gwener gyda'n gilydd",
                "Bwyd, gemau a dim alcohol, o chwech ymlaen. Dewch am ddeg munud neu am y cyfan.",
            ),
        ),
    ),
    (
        "walk",
        30,
        ThingSubmission(
            PERSON,
            HEALTH,
            ALL,
            Said("Gareth and the dog", "In Bute Park most mornings at eight. You can walk along."),
            Said("Gareth a'r ci", "Ym Mharc Bute bron bob bore am wyth. Cewch gerdded gyda nhw."),
        ),
    ),
    (
        "benefits",
        60,
        ThingSubmission(
            PERSON,
            AROUND,
            ALL,
            Said("Help with forms and letters", "Somebody sits down with you. Ring for a time."),
            Said("Help gyda ffurflenni a llythyrau", "Bydd rhywun yn eistedd gyda chi. Ffoniwch am amser."),
            phone="029 2018 0452",
        ),
    ),
    (
        "house",
        45,
        ThingSubmission(
            PHONE,
            None,
            ALL,
            Said("Our own phone", "Weekdays, nine to five. Leave a word and somebody rings back."),
            Said(
                "Ein ffôn ein hunain",
                "Dyddiau'r wythnos, naw tan bump. Gadewch air, a bydd rhywun yn ffonio'n ôl.",
            ),
            phone="029 2018 0110",
        ),
    ),
    (
        "evenings",
        230,
        ThingSubmission(
            PHONE,
            SOBRIETY,
            ALL,
            Said("The evening phone", "From six to nine one of us is there, when an evening is long."),
            Said("Ffôn gyda'r nos", "O chwech tan naw mae un ohonon ni yno, pan fydd y noson yn hir."),
            phone="029 2018 0234",
        ),
    ),
    (
        "families",
        40,
        ThingSubmission(
            PAGE,
            None,
            FAMILY,
            Said("What helped other families", "Short pieces by parents, partners and friends."),
            web="https://families.example.org",
        ),
    ),
    (
        LEAFLET,
        15,
        ThingSubmission(
            TEXT,
            SOBRIETY,
            ALL,
            Said(
                "A craving passes",
                "It rises, stands for a while, and goes. Ten minutes are often enough. "
                "Drink water, go outside, ring somebody.",
            ),
            Said(
                "Mae ysfa yn mynd heibio",
                "Mae'n codi, yn sefyll am ychydig, ac yn mynd. Mae deg munud yn aml yn ddigon. "
                "Yfwch ddŵr, ewch allan, ffoniwch rywun.",
            ),
        ),
    ),
    (
        "sleep",
        200,
        ThingSubmission(
            TEXT,
            HEALTH,
            ALL,
            cy=Said(
                "Cysgu'n well",
                "Yr un amser bob nos, y ffôn mewn ystafell arall, a phaned heb gaffîn.",
            ),
        ),
    ),
)


def fill(lives: Lives, nia: Viewer) -> dict[str, int]:
    """Put it there, each on the day on which it was checked last. Returns the ids by name."""
    ids = {}
    for name, ago, thing in sorted(_THINGS, key=lambda each: -each[1]):
        with lives.on(ago, 10) as db:
            ids[name] = shelf.add(db, by=nia, submission=replace(thing, token=lives.token()))
    return ids


def keep(lives: Lives, person: Viewer, *thing_ids: int, ago: int) -> None:
    """Somebody keeps these."""
    with lives.on(ago, 20) as db:
        for thing_id in thing_ids:
            keeping.keep(db, by=person, thing_id=thing_id)


def write_with(
    lives: Lives, worker: Viewer, person: Viewer, pairing_id: int, thing_id: int, *, ago: int
) -> None:
    """A note of a call, with which something goes; the person agrees."""
    talked, agreed = NOTE[person.language]
    with lives.on(ago, 17) as db:
        note = NoteSubmission(
            pairing_id,
            lives.day(ago),
            MeetingKind.PHONE,
            frozenset({Aid.EMOTIONAL}),
            frozenset({AROUND}),
            talked,
            "",
            agreed,
            token=lives.token(),
        )
        note_id = notes.save_draft(db, by=worker, submission=note)
        passing_on.put_with(db, by=worker, note_id=note_id, thing_id=thing_id)
        aids = frozenset({Aid.EMOTIONAL, Aid.INFORMATIONAL})
        offered = replace(note, aids=aids, token=lives.token())
        notes.offer(db, by=worker, submission=offered, note_id=note_id)
    with lives.on(ago - 1) as db:
        notes.answer(db, by=person, note_id=note_id, submission=AnswerSubmission(True, "", lives.token()))
