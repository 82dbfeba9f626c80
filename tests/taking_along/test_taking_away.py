"""Taking it away: everything of one's own in one ZIP, readable without us, and nothing of others'."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from lrc_portal.database.engine import Database
from lrc_portal.identity import unsaved_words
from lrc_portal.record import check_ins, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.taking_along import package, spreadsheets
from lrc_portal.vocabulary import Content, Facet, Language, Role, StrengthPlace
from lrc_portal.words.translator import translator
from tests import people
from tests.people import token
from tests.sharing.house import make_house
from tests.support.company import a_note
from tests.taking_along.doors import browser, record, taken
from tests.tools.statements import sent_to

FORMULA = '=HYPERLINK("http://evil.example";"click")'
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
OWN = [
    *("strength", "pursuit", "check-in words", "goal health", "why health", "step health", "done health"),
    *("ending health", "moment health", "way", "measure health", "unit"),
]
PLAN = ("how I notice", "what I tell myself", "safe", "Bron", "029 2018 0000")


class Read(HTMLParser):
    """What a browser would do with a page: its tags, and all addresses that it would ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href", "srcset", "action"}]
        self.handlers += [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.words += data


def a_person(database: Database, *roles: Role, language: Language = Language.ENGLISH):
    with database.writing() as db:
        mari = people.make_person(db, "Mari", *(roles or (Role.MEMBER,)), language=language)
        people.live(db, mari)
        people.what_helps(db, mari)
    return mari


def test_all_of_my_record_is_in_each_form_with_only_me_said(database):
    mari = a_person(database)
    files = taken(database, mari)
    page = Read(files["index.html"].decode())
    sheets = "".join(files[name].decode() for name in files if name.endswith(".csv"))
    for words in [*OWN, *(f"{each} secret" for each in OWN)]:
        assert words in page.words and words in files["record.json"].decode() and words in sheets, words
    for words in PLAN:
        assert words in page.words and words in files["record.json"].decode() and words in sheets, words
    told = record(files)["record"]
    assert [len(way["used_on"]) for way in told["ways"]] == [1, 1]
    assert [day["only_me"] for day in told["check_ins"]] == [True, False]
    assert page.words.count("Only me") == 4 + 3 * 3
    assert [goal["steps"][0]["what_was_done"] for goal in told["goals"]][:1] == ["done sobriety"]


def test_the_page_opens_anywhere_asks_no_address_and_runs_nothing(sqlite_database):
    mari = a_person(sqlite_database)
    with sqlite_database.writing() as db:
        strengths.add(db, by=mari, submission=StrengthSubmission(StrengthPlace.SELF, SCRIPT, token=token()))
    text = taken(sqlite_database, mari)["index.html"].decode()
    page = Read(text)
    assert "script" not in page.tags and page.tags.count("img") == len(re.findall("data:image/svg", text)) > 1
    assert all(each.startswith(("#", "data:image/svg+xml;base64,")) for each in page.addresses)
    assert SCRIPT in page.words and not page.handlers
    assert "default-src 'none'" in text


def test_the_page_is_in_my_language(sqlite_database):
    mari = a_person(sqlite_database, language=Language.CYMRAEG)
    text = taken(sqlite_database, mari)["index.html"].decode()
    assert '<html lang="cy">' in text and "Fy nodau" in text and "My goals" not in text


def test_what_stands_between_me_and_others_is_there_and_nothing_of_theirs(database):
    with database.writing() as db:
        house = make_house(db)
        check_ins.save(
            db,
            by=house.dafydd,
            submission=CheckInSubmission(
                people.live(db, house.dafydd).day, {Facet.SOBRIETY: 1}, {}, "Dafydd’s", token=token()
            ),
        )
        note_id = notes.offer(db, by=house.gareth, submission=a_note(house.paired, "we talked of the sea"))
        answer = AnswerSubmission(False, "I saw it otherwise", token())
        notes.answer(db, by=house.mari, note_id=note_id, submission=answer)
        place = unsaved_words.Place("goal", "0" * 8 + "-" + "0" * 12, "title")
        unsaved_words.keep(db, by=house.mari, place=place, words="half a sentence")
    files = taken(database, house.mari)
    mine, page = record(files), files["index.html"].decode()
    assert mine["me"]["begun_and_not_saved"] == ["half a sentence"] and "half a sentence" in page
    assert mine["with_others"]["invitations"] and "Invitations of mine that are open" in page
    assert house.code not in page + json.dumps(mine), "a code opens something"
    others = mine["with_others"]
    assert ("we talked of the sea", "I saw it otherwise") in [
        (note["talked_about"], note["own_account"]) for note in others["notes"]
    ]
    assert {note["state"] for note in others["notes"] if note["author"] == "Gareth"} <= {
        "offered",
        "differing",
    }
    assert others["pairings"] and others["circle"] and others["meetings"] and others["shares"]
    assert mine["record"]["agenda"] and others["consents"]
    assert "Dafydd’s" not in json.dumps(mine, ensure_ascii=False)
    theirs = record(taken(database, house.gareth))
    assert theirs["work"]["trainings"] and theirs["with_others"]["pairings"]
    assert theirs["with_others"]["notes"] == [] and "I saw it otherwise" not in json.dumps(theirs)
    [letter] = others["letters"]
    assert (letter["by"], letter["to"]) == ("Gareth", "Mari") and letter["words"] in page
    assert theirs["with_others"]["letters"] == [letter], "while they walk together"
    with database.writing() as db:
        pairings.end(db, by=house.mari, pairing_id=house.paired)
    assert record(taken(database, house.mari))["with_others"]["letters"] == [letter]
    assert record(taken(database, house.gareth))["with_others"]["letters"] == []
    assert theirs["me"]["about_me"] == "I have walked this way myself."
    coordinators = record(taken(database, house.nia))
    assert coordinators["me"]["display_name"] == "Nia" and coordinators["record"]["goals"] == []


def test_what_i_agreed_at_home_is_in_each_form_with_the_words_of_both(database):
    mari = a_person(database)
    with database.writing() as db:
        sian = people.make_person(db, "Siân", Role.FAMILY)
        people.into_circle(db, mari, sian)
        mine, theirs = Part("I ring early", good_wishes="the choir"), Part(good_does="I cook")
        offered = agreements.offer(db, by=mari, submission=OfferSubmission(sian.person_id, mine, token()))
        answer = agreements.AnswerSubmission(False, theirs, "I see it so", token())
        agreements.answer(db, by=sian, agreement_id=offered, submission=answer)
    files = taken(database, mari)
    page = Read(files["index.html"].decode())
    for words in ("I ring early", "the choir", "I cook", "I see it so"):
        assert words in page.words and words in files["at-home.csv"].decode(), words
    [entry] = record(files)["with_others"]["at_home"]
    assert (entry["with_whom"], entry["state"], entry["offered_by_me"]) == ("Siân", "differing", True)
    assert (entry["they_do_on_a_good_day"], entry["how_they_see_it"]) == ("I cook", "I see it so")
    [hers] = record(taken(database, sian))["with_others"]["at_home"]
    assert (hers["they_do_on_a_hard_day"], hers["how_i_see_it"]) == ("I ring early", "I see it so")


def test_record_json_is_what_its_schema_says_and_shares_have_the_shape_of_fhir(database):
    with database.writing() as db:
        house = make_house(db)
        people.live(db, house.mari)
        people.into_circle(db, house.mari, house.tom, Grant(Content.GOALS, True))
    files = taken(database, house.mari)
    schema = json.loads(files["record.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    checked = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    told = record(files)
    checked.validate(told)
    assert schema == json.loads(package.schema())
    consents = told["with_others"]["shares"] + told["with_others"]["consents"]
    assert consents
    for each in consents:
        jsonschema.validate(each, FHIR_R5_CONSENT)
    told["record"]["goals"][0]["element"] = "luck"
    assert [error.json_path for error in checked.iter_errors(told)] == ["$.record.goals[0].element"]


_CONCEPT = {
    "type": "object",
    "properties": {
        "coding": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code"],
                "properties": {"system": {"type": "string", "format": "uri"}, "code": {"type": "string"}},
                "additionalProperties": False,
            },
        },
        "text": {"type": "string"},
    },
    "additionalProperties": False,
}
_CONCEPTS = {"type": "array", "minItems": 1, "items": _CONCEPT}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_PERIOD = {"type": "object", "properties": {"start": _DAY, "end": _DAY}, "additionalProperties": False}
_REFERENCE = {
    "type": "object",
    "properties": {"display": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
_REFERENCES = {"type": "array", "minItems": 1, "items": _REFERENCE}
# The elements of hl7.org/fhir/R5/consent.html that we use, with their types and what is needed there.
FHIR_R5_CONSENT = {
    "type": "object",
    "required": ["resourceType", "status"],
    "properties": {
        "resourceType": {"const": "Consent"},
        "id": {"type": "string", "pattern": r"^[A-Za-z0-9\-\.]{1,64}$"},
        "status": {"enum": ["draft", "active", "inactive", "not-done", "entered-in-error", "unknown"]},
        "category": _CONCEPTS,
        "subject": _REFERENCE,
        "date": _DAY,
        "period": _PERIOD,
        "grantor": _REFERENCES,
        "grantee": _REFERENCES,
        "sourceAttachment": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("contentType", "language", "title")},
                "additionalProperties": False,
            },
        },
        "decision": {"enum": ["deny", "permit"]},
        "provision": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"period": _PERIOD, "code": _CONCEPTS},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def test_a_formula_in_my_words_is_none_in_a_spreadsheet_and_reads_back_as_i_wrote_it(sqlite_database):
    mari = a_person(sqlite_database)
    with sqlite_database.writing() as db:
        strengths.add(db, by=mari, submission=StrengthSubmission(StrengthPlace.SELF, FORMULA, token=token()))
    sheet = taken(sqlite_database, mari)["strengths.csv"]
    [cell] = [row[2] for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig"))) if "evil" in row[2]]
    assert cell.startswith("'=")
    assert FORMULA in [row[2] for row in spreadsheets.rows_of(sheet)]


CELLS = st.text(
    st.sampled_from("=+-@'\";,|\t\r\n ab1ŵ＝") | st.characters(codec="utf-8", exclude_characters="\0")
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_any_cells_read_back_letter_for_letter_and_no_spreadsheet_finds_a_formula(rows):
    file = spreadsheets.sheet(("one", "other"), rows)
    assert spreadsheets.rows_of(file) == rows
    # However a spreadsheet of another country parts the lines, no part begins a formula.
    for separator in ",;\t|":
        for line in csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator):
            assert not [cell for cell in line if cell[:1] in set("=+-@＝")]


def test_it_costs_as_many_statements_whatever_the_record_holds(sqlite_database):
    database = sqlite_database
    mari = a_person(database)
    costs = []
    for _more in range(2):
        with sent_to(database) as statements:
            package.made(database, mari, translator(Language.ENGLISH))
        costs.append(len(statements))
        with database.writing() as db:
            people.live(db, mari)
    assert costs[0] == costs[1] <= 6


def test_only_whoever_is_signed_in_gets_a_file_and_no_cache_keeps_it(sqlite_database):
    mari = a_person(sqlite_database)
    assert browser(sqlite_database).get("/export").headers["location"] == "/sign-in?next=/account"
    door = browser(sqlite_database, mari)
    answer = door.get("/export")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-record.zip"'
    assert answer.headers["content-type"] == "application/zip"
    assert door.get("/export", headers={"origin": "https://evil.example"}).status_code == 403
    assert door.get("/export", headers={"sec-purpose": "prefetch"}).status_code == 503
    assert door.head("/export").status_code == 405
