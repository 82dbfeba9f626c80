"""Streamlit's message with the theme, worked out once for a process and not for each rerun.

Streamlit reads some 300 options for it, six times over, whenever a page is drawn, while everybody else waits
for the event loop. They stand in `.streamlit/config.toml` and are the same for as long as the server runs.
"""

from collections.abc import Callable
from functools import cache, wraps

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Populate = Callable[..., None]


def remember() -> None:
    """From now on the sections of the theme are kept. Streamlit has no public way to it."""
    app_session._populate_theme_msg = remembered(app_session._populate_theme_msg)


def remembered(populate: Populate) -> Populate:
    """The same as this function, which fills a message with a section of the theme."""

    @cache
    def made(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        populate(message, section)
        return message

    @wraps(populate)
    def fill(message: CustomThemeConfig, section: str = "theme") -> None:
        # What is merged into a part makes it stand in the message, though nothing be in it.
        if made(section).ByteSize():
            message.MergeFrom(made(section))

    return fill
