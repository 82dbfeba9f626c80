"""The icons that are sent in place of Streamlit's four thousand are those that a page can show."""

from starlette.testclient import TestClient

from lrc_portal.identity.streamlit_files import ICONS
from tests.tools import icon_font


def test_every_icon_that_a_page_can_show_is_among_those_that_are_sent() -> None:
    sent = set(icon_font.NAMES.read_text(encoding="utf-8").split())
    missing = icon_font.needed() - sent
    assert not missing, f"python -m tests.tools.icon_font takes them in: {sorted(missing)}"
    assert icon_font.ICONS.stat().st_size < 40_000


def test_they_are_sent_in_their_place_and_asked_for_anew_where_they_are_more(door: TestClient) -> None:
    [whole] = (icon_font.STREAMLITS / "media").glob("MaterialSymbols-Rounded*.woff2")
    to_ours = door.get(f"/static/media/{whole.name}", follow_redirects=False)
    assert (to_ours.status_code, to_ours.headers["location"]) == (308, ICONS)
    assert to_ours.headers["cache-control"] == "public, max-age=3600"
    ours = door.get(ICONS)
    assert ours.content == icon_font.ICONS.read_bytes()
    assert "immutable" in ours.headers["cache-control"]
