"""The yearly report to take along: for coordinators, without a name, a word or a small number."""

import csv
import io

import pytest

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.paper import report as on_paper
from lrc_portal.support.report import report
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.paper import reading
from tests.paper.test_routes import AN_HTML_PAGE, House
from tests.support.a_year import SECRET, YEAR, Year, after

PDF, CSV = f"/export/report.pdf?year={YEAR}", f"/export/report.csv?year={YEAR}"


class Office(House):
    """The community of that year, and a browser for each of them."""

    def __init__(self, year: Year) -> None:
        self.year, self.database = year, year.database

    def get(self, viewer: Viewer | None, address: str, **headers: str):
        return self.browser(viewer).get(address, headers=headers)


@pytest.fixture
def office(sqlite_database) -> Office:
    return Office(Year(sqlite_database))


def numbers(answer) -> dict[tuple[str, str, str], str]:
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {(row["Part"], row["Row"], row["What is counted"]): row["Number"] for row in rows}


def test_a_coordinator_reads_the_year_on_paper(office) -> None:
    answer = office.get(office.year.nia, PDF)
    assert answer.status_code == 200
    told = reading.words(answer.content)
    assert f"The year {YEAR} in numbers" in told and f"1 January {YEAR} to 31 December {YEAR}" in told
    for words in (
        "Members 30 to 34",
        "One to one 12 to 16",
        "By phone fewer than 5",
        "All together 18 to 34",
    ):
        assert words in told
    assert f"1 January {YEAR} to 31 December {YEAR}. The figures were kept on" in told
    assert answer.headers["content-disposition"] == 'inline; filename="report.pdf"'


def test_and_in_a_spreadsheet(office) -> None:
    answer = office.get(office.year.nia, CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="report.csv"'
    told = numbers(answer)
    assert told["People", "Members", "People"] == "30 to 34"
    assert told["Goals", "Sobriety", "Set"] == "fewer than 5"
    assert told["How members’ answers moved", "Health", "Higher"] == "8"
    assert all(not cell.isdecimal() or int(cell) >= 5 for cell in told.values())


@pytest.mark.parametrize("address", [PDF, CSV])
def test_it_is_kept_nowhere_on_the_way(office, address) -> None:
    headers = office.get(office.year.nia, address).headers
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", [PDF, CSV])
def test_for_everybody_else_it_is_not_there(office, address) -> None:
    somebody = {
        "member": office.year.members[0],
        "family": office.year.family[0],
        "peer worker": office.year.workers[0],
    }
    for viewer in somebody.values():
        answer = office.get(viewer, address, **AN_HTML_PAGE)
        assert answer.status_code == 404 and "There is no page here" in answer.text
    signed_out = office.get(None, address)
    assert (signed_out.status_code, signed_out.headers["location"]) == (303, "/sign-in?next=/community")


@pytest.mark.parametrize("year", ["", "1", "0000", "9999", "20²4", "2024x", "-2024", "two"])
@pytest.mark.parametrize("file", ["report.pdf", "report.csv"])
def test_a_year_without_a_report_is_not_there(office, file, year) -> None:
    assert office.get(office.year.nia, f"/export/{file}?year={year}").status_code == 404


@pytest.mark.parametrize("address", [PDF, CSV])
@pytest.mark.parametrize("language", Language)
def test_no_name_and_nobodys_words_are_in_it(office, address, language) -> None:
    answer = office.get(office.year.nia, f"{address}&language={language.value}")
    told = reading.words(answer.content) if address == PDF else answer.content.decode("utf-8-sig")
    for marker in (SECRET, "Secret", "Mari", "Rhys", "Gareth", "Nia"):
        assert reading.letters(marker) not in reading.letters(told)


def test_excel_is_told_which_letters_they_are(office) -> None:
    told = office.get(office.year.nia, f"{CSV}&language=cy").content
    assert told.startswith(b"\xef\xbb\xbf") and "Grŵp".encode() in told


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_can_become_a_formula(begins) -> None:
    assert on_paper._no_formula(begins) == f"'{begins}"
    assert on_paper._no_formula("fewer than 5") == "fewer than 5"


def test_an_unfinished_year_says_so_and_since_when_its_figures_stand(office) -> None:

    with clock.standing_at(after(120)):
        found, _years = report.read(office.database, office.year.nia, YEAR + 1)
    assert found is not None
    told = reading.words(on_paper.paper(translator(Language.ENGLISH), found))
    assert f"So far: 1 January {YEAR + 1} to 31 March {YEAR + 1}" in told
    assert f"The figures were kept on 1 May {YEAR + 1}." in told and "not over" in told
