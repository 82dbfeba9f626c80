"""What is inside the encryption of a backup: JSON, a line for each row, compressed (gzip).

It begins with a head and ends with a manifest: how many rows each table has, with a checksum (SHA-256) of
their lines. Reading holds every line against it, so a file without its end is never taken for a whole one.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from lrc_portal.backups import BackupProblem, Damaged
from lrc_portal.backups.tables import AT_ONCE, Kind, TableShape, Values

FORMAT = 1
_GZIP = 31
_PIECE = 1 << 16


@dataclass(frozen=True)
class Head:
    """What a backup says of itself before its rows."""

    made_at: str
    """When its moment was: all rows are as they stood then. In UTC."""
    schema: str
    """The newest migration that the database had."""
    database: str
    """Which kind it was: sqlite or postgresql."""
    keys: list[str]
    """Fingerprints of the keys that it needs."""
    with_keys: bool
    """Whether it brings them along."""
    format: int = FORMAT


@dataclass
class Counted:
    """Rows of one table, and the checksum of their lines in their order."""

    rows: int = 0
    sha256: str = ""


@dataclass
class Manifest:
    """What a backup held, said at its end."""

    head: Head
    tables: dict[str, Counted] = field(default_factory=dict)
    keys: bytes | None = None
    """The portal's keys file, where it was taken along."""
    erased: list[str] = field(default_factory=list)
    """The list of erased accounts as it stood."""

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


class Reading(Protocol):
    """Whoever reads a backup is told these, in the order of the file."""

    def head(self, head: Head) -> None: ...
    def table(self, shape: TableShape) -> None: ...
    def rows(self, rows: list[Values]) -> None: ...


def line_of(value: object) -> bytes:
    """A value as its line: the same bytes for the same value, always."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def compressed(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines in larger pieces, compressed."""
    press = zlib.compressobj(wbits=_GZIP)
    waiting = bytearray()
    for line in lines:
        waiting += line
        if len(waiting) > _PIECE:
            yield press.compress(bytes(waiting))
            waiting.clear()
    yield press.compress(bytes(waiting)) + press.flush()


class Writer:
    """Turns what is in a backup into its lines, and counts."""

    def __init__(self, head: Head) -> None:
        self.manifest = Manifest(head)

    def begin(self) -> bytes:
        return line_of({"head": asdict(self.manifest.head)})

    def table(self, shape: TableShape, rows: Iterator[Values]) -> Iterator[bytes]:
        yield line_of({"table": shape.name, "columns": dict(shape.columns), "key": list(shape.key)})
        counted, digest = Counted(), hashlib.sha256()
        self.manifest.tables[shape.name] = counted
        for row in rows:
            line = line_of(row)
            digest.update(line)
            counted.rows += 1
            yield line
        counted.sha256 = digest.hexdigest()

    def end(self, keys: bytes | None, erased: list[str]) -> bytes:
        self.manifest.keys, self.manifest.erased = keys, erased
        tables = {name: asdict(counted) for name, counted in self.manifest.tables.items()}
        return line_of(
            {
                "end": {
                    "tables": tables,
                    "erased": erased,
                    "keys": None if keys is None else keys.decode(),
                }
            }
        )


class Reader:
    """Takes the bytes as they come, and tells them on as rows. `end` says whether that was all."""

    def __init__(self, to: Reading) -> None:
        self.manifest: Manifest | None = None
        self._to = to
        self._open = zlib.decompressobj(wbits=_GZIP)
        self._rest = b""
        self._waiting: list[Values] = []
        self._found: dict[str, Counted] = {}
        self._digest = hashlib.sha256()
        self._at: Counted | None = None
        self._ended = False

    def feed(self, piece: bytes) -> None:
        """Raises `Damaged`, or `BackupProblem` for a file of a newer release."""
        try:
            while piece:
                lines = (self._rest + self._open.decompress(piece, _PIECE)).split(b"\n")
                self._rest = lines.pop()
                for line in lines:
                    self._take(line)
                piece = self._open.unconsumed_tail or self._open.unused_data
                if self._open.eof and piece:
                    raise Damaged(_UNSOUND)
        except (zlib.error, ValueError, KeyError, TypeError) as fault:
            raise Damaged(_UNSOUND) from fault

    def end(self) -> Manifest:
        """What it held. Raises `Damaged` where something is lacking."""
        if self.manifest is None or not self._ended or not self._open.eof or self._rest:
            raise Damaged("The backup has no end: the making of it was cut off. Take another one.")
        return self.manifest

    def _take(self, line: bytes) -> None:
        said = json.loads(line)
        if self._ended:
            raise Damaged(_UNSOUND)
        if self.manifest is None:
            self._take_head(said["head"])
        elif isinstance(said, list):
            self._take_row(line, said)
        elif "table" in said:
            self._close_table()
            self._at, self._digest = Counted(), hashlib.sha256()
            self._found[said["table"]] = self._at
            columns = {name: Kind(kind) for name, kind in said["columns"].items()}
            self._to.table(TableShape(said["table"], columns, said["key"]))
        else:
            self._take_end(self.manifest, said["end"])

    def _take_head(self, said: dict[str, Any]) -> None:
        if said["format"] != FORMAT:
            raise BackupProblem(
                f"A newer release of the portal made this backup (its format is {said['format']}, this one "
                f"reads {FORMAT}). Restore it with that release."
            )
        self.manifest = Manifest(Head(**said))
        self._to.head(self.manifest.head)

    def _take_row(self, line: bytes, row: Values) -> None:
        if self._at is None:
            raise Damaged(_UNSOUND)
        self._digest.update(line + b"\n")
        self._at.rows += 1
        self._waiting.append(row)
        if len(self._waiting) >= AT_ONCE:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._waiting:
            self._to.rows(self._waiting)
            self._waiting = []

    def _close_table(self) -> None:
        self._hand_on()
        if self._at is not None:
            self._at.sha256 = self._digest.hexdigest()

    def _take_end(self, manifest: Manifest, said: dict[str, Any]) -> None:
        self._close_table()
        manifest.tables = {name: Counted(**each) for name, each in said["tables"].items()}
        if manifest.tables != self._found:
            wrong = sorted(
                name
                for name in manifest.tables.keys() | self._found
                if manifest.tables.get(name) != self._found.get(name)
            )
            raise Damaged(f"The rows of {', '.join(wrong)} are not those that the backup's manifest counts.")
        manifest.erased = said["erased"]
        manifest.keys = None if said["keys"] is None else said["keys"].encode()
        self._ended = True


_UNSOUND = "The backup opens, and what is in it is not sound: it was not made by `backup`, or was altered."
