"""A form as a browser without scripts reads it: the fields it would send."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "textarea":
            self._area = said["name"] or ""
            self.fields[self._area] = ""
        elif tag == "input" and (said["type"] not in {"radio", "checkbox"} or "checked" in said):
            self.fields[said["name"] or ""] = said.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A line break right after the tag is not part of what stands in it.
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data


def fields_of(page: str) -> dict[str, str]:
    """What "Save" would send as it stands."""
    reader = _Fields()
    reader.feed(page)
    return reader.fields
