"""The theme that a page is sent is the one of the settings, though it is worked out once."""

import inspect

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from lrc_portal.ui.kit import theme_message

STREAMLIT = inspect.unwrap(app_session._populate_theme_msg)
"""Also where the portal was loaded before."""

SECTIONS = {
    "theme": lambda theme: theme,
    "theme.light": lambda theme: theme.light,
    "theme.dark": lambda theme: theme.dark,
    "theme.sidebar": lambda theme: theme.sidebar,
    "theme.light.sidebar": lambda theme: theme.light.sidebar,
    "theme.dark.sidebar": lambda theme: theme.dark.sidebar,
}


def whole(populate: theme_message.Populate) -> CustomThemeConfig:
    """All of it, as a session puts it together."""
    theme = CustomThemeConfig()
    for section, part in SECTIONS.items():
        populate(part(theme), section)
    return theme


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sections of which Streamlit reads the settings."""
    read: list[str] = []
    get = config.get_options_for_section

    def counting(section: str) -> dict[str, object]:
        read.append(section)
        return get(section)

    monkeypatch.setattr(config, "get_options_for_section", counting)
    return read


def test_it_is_streamlit_s_own_each_time(counted: list[str]) -> None:
    plain = whole(STREAMLIT)
    assert plain.font_faces and plain.dark.primary_color and plain.light.sidebar.background_color
    counted.clear()
    populate = theme_message.remembered(STREAMLIT)
    assert [whole(populate), whole(populate)] == [plain, plain]
    assert len(counted) == len(SECTIONS), "the settings are read once"


def test_what_is_sent_cannot_change_what_is_kept() -> None:
    populate = theme_message.remembered(STREAMLIT)
    whole(populate).dark.primary_color = "#000000"
    assert whole(populate).dark.primary_color != "#000000"
