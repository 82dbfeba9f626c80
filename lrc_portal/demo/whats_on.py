"""What is on in the invented community: a walk, a choir, a family evening, a kitchen, a talk online."""

from datetime import date, time, timedelta

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.support.whats_on import attendance, events, programme
from lrc_portal.support.whats_on.events import EventSubmission, Said
from lrc_portal.vocabulary import ForWhom, Language, Rhythm

EN, CY = Language.ENGLISH, Language.CYMRAEG
TUESDAY, WEDNESDAY, THURSDAY, SATURDAY = 1, 2, 3, 5
AGO = 180
_HOUSE = "Stafell Fyw, 58 Richmond Road"


def put_on(lives: Lives, nia: Viewer, gareth: Viewer, sian: Viewer, ceri: Viewer) -> dict[str, int]:
    """The groups there are, since half a year. Returns their ids by name."""
    made = {
        "family": EventSubmission(
            said={
                EN: Said("Family evening", "For anybody who is close to somebody. Tea, a talk, time to ask."),
                CY: Said("Noson i'r teulu", "I bawb sy'n agos at rywun. Te, sgwrs ac amser i holi."),
            },
            rhythm=Rhythm.MONTHLY,
            first_day=_first_of_month(lives, WEDNESDAY),
            at=time(18),
            minutes=90,
            for_whom=ForWhom.FAMILY,
            place=_HOUSE,
            professional="Anwen Pryce, family therapist",
            token=lives.token(),
        ),
        "walk": EventSubmission(
            said={
                EN: Said("A walk in Bute Park", "Slowly, as far as the weir and back. Dogs are welcome."),
                CY: Said("Am dro ym Mharc Bute", "Yn araf, hyd at y gored ac yn ôl. Mae croeso i gŵn."),
            },
            rhythm=Rhythm.WEEKLY,
            first_day=_first(lives, SATURDAY),
            at=time(10),
            minutes=90,
            for_whom=ForWhom.EVERYBODY,
            place="Bute Park / Parc Bute",
            leader_id=gareth.person_id,
            token=lives.token(),
        ),
        "choir": EventSubmission(
            said={CY: Said("Côr y Stafell Fyw", "Canu gyda'n gilydd. Does dim rhaid darllen cerddoriaeth.")},
            rhythm=Rhythm.WEEKLY,
            first_day=_first(lives, THURSDAY),
            at=time(19),
            minutes=75,
            for_whom=ForWhom.EVERYBODY,
            place="Conway Road Hall, Pontcanna",
            leader_id=sian.person_id,
            token=lives.token(),
        ),
        "cooks": EventSubmission(
            said={
                EN: Said("Cooking together", "A warm meal, made by whoever comes. There is always enough."),
                CY: Said("Coginio gyda'n gilydd", "Pryd cynnes gan bwy bynnag sy'n dod. Mae digon bob tro."),
            },
            rhythm=Rhythm.WEEKLY,
            every_weeks=2,
            first_day=_first(lives, TUESDAY),
            at=time(17, 30),
            minutes=120,
            for_whom=ForWhom.MEMBERS,
            place=_HOUSE,
            leader_id=ceri.person_id,
            token=lives.token(),
        ),
        "online": EventSubmission(
            said={EN: Said("An evening talk, online", "For a day on which going out is too much.")},
            rhythm=Rhythm.WEEKLY,
            first_day=_first(lives, TUESDAY),
            at=time(20),
            minutes=60,
            for_whom=ForWhom.MEMBERS,
            link="https://talk.example.org/evening",
            leader_id=gareth.person_id,
            token=lives.token(),
        ),
    }
    with lives.on(AGO) as db:
        return {name: events.add(db, by=nia, submission=each) for name, each in made.items()}


def go(lives: Lives, who: Viewer, event_id: int, *, ago: int, times: int) -> None:
    """Somebody goes to so many dates of a group, from `ago` days back on, and says so each time."""
    with lives.on(0) as db:
        found = programme.read_query(who, lives.day(ago), lives.day(1)).run(db)
    for line in [each for each in found if each.event.id == event_id][:times]:
        day = line.occurrence.day
        with lives.on((lives.today - day).days, 21) as db:
            attendance.say_was_there(db, by=who, event_id=event_id, day=day)


def will_go(lives: Lives, who: Viewer, event_id: int, *, tells: bool = False) -> None:
    """Somebody says that they will be at the next date of a group; `tells`: and lets its leader know."""
    with lives.on(0, 8) as db:
        line = next(each for each in programme.ahead(who).run(db) if _is_next(each, event_id))
        attendance.say_will_be(db, by=who, event_id=event_id, day=line.occurrence.day)
        if tells:
            mine = next(each.mine for each in programme.ahead(who).run(db) if _is_next(each, event_id))
            assert mine
            attendance.let_leader_know(db, by=who, attendance_id=mine.id, told=True)


def _is_next(line: programme.DateLine, event_id: int) -> bool:
    return line.event.id == event_id and not line.has_begun


def _first(lives: Lives, weekday: int) -> date:
    """The first such weekday since then."""
    day = lives.day(AGO)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _first_of_month(lives: Lives, weekday: int) -> date:
    """The first such weekday of the month after."""
    day = (lives.day(AGO).replace(day=1) + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
