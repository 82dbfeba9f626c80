"""An installation that is made smaller keeps what is loaded."""

from pathlib import Path

import pytest
from babel.core import get_global

from deploy import slim
from lrc_portal.vocabulary import LANGUAGES


@pytest.mark.parametrize("locale", sorted(each.locale for each in LANGUAGES.values()))
def test_each_language_of_ours_keeps_all_that_it_builds_on(locale: str) -> None:
    name = locale
    while name != "root":
        assert name in slim.OURS
        name = get_global("parent_exceptions").get(name) or name.rpartition("_")[0] or "root"
    assert "root" in slim.OURS


def test_what_goes_is_what_is_listed(tmp_path: Path) -> None:
    kept = ("babel/locale-data/cy.dat", "pyarrow/libarrow.so", "pandas/core/frame.py")
    goes = (
        "babel/locale-data/fr.dat",
        "pyarrow/libarrow_flight.so",
        "pandas/tests/a.py",
        "numpy/a/tests/b.py",
    )
    for name in (*kept, *goes):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1234")
    assert slim.slim(tmp_path, all_languages=True) == 12
    assert (tmp_path / "babel/locale-data/fr.dat").exists()
    assert slim.slim(tmp_path, all_languages=False) == 4
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)
