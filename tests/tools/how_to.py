"""A how-to document done by a machine: a copy of the portal, the steps of the document, and one left out.

A step is a numbered line, `1. **The word.** …`, and the blocks below it:

- `diff`, whose first line is `--- PATH`: hunks, parted by `@@`; the lines that stay or go are found once
- any block after `<!-- new: PATH -->`: a new file
- `po` after `<!-- catalogue: PATH -->`: translations of sentences that were gathered
- `sh`: commands that begin with `.venv/bin/python -m lrc_portal.` are run; others are for people
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tests.tools.live_server import ROOT

DOCUMENTS = ROOT / "docs" / "developers"
_STEP = re.compile(r"\d+\. \*\*(.+?)\.\*\*")
_MARK = re.compile(r"<!-- (new|catalogue): (\S+) -->")
_COMMAND = ".venv/bin/python -m lrc_portal."
# Nothing but pytest itself, so that a look costs a second or two.
_QUICK = ("-o", "addopts=--import-mode=importlib", "--noconftest", "-p", "no:cacheprovider", "-q")


@dataclass(frozen=True)
class Block:
    """What one block of a step does: its kind, the file it goes to, and its text."""

    kind: str
    path: str
    text: str


@dataclass
class Step:
    """One step of a document, and the files that its commands left: path → text."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)


class HowTo:
    """A document and a copy of the portal in which its steps are done."""

    def __init__(self, document: str, folder: Path) -> None:
        self.folder = folder
        (folder / "tmp").mkdir()
        self.steps = list(_steps((DOCUMENTS / document).read_text(encoding="utf-8")))
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        self._before = self._texts()

    def do(self) -> None:
        """All steps, in their order, in the copy."""
        for step in self.steps:
            before = self._texts()
            for block in step.blocks:
                self._do(block)
            if any(block.kind in {"sh", "catalogue"} for block in step.blocks):
                after = self._texts()
                step.made = {path: text for path, text in after.items() if before.get(path) != text}

    def files(self) -> list[str]:
        """The files that were touched or made, tests aside."""
        now = self._texts()
        return sorted(
            path for path in now if now[path] != self._before.get(path) and not path.startswith("tests/")
        )

    def said_without(self, name: str, *tests: str) -> str:
        """What these quick tests say where one step is left out; everything is there again afterwards."""
        left_out = next(step for step in self.steps if step.name == name)
        whole = self._texts()
        self._restore(self._before)
        for step in self.steps:
            if step is left_out:
                continue
            if step.made:
                self._write(step.made)
                continue
            for block in step.blocks:
                self._do(block)
        found = self.run("-m", "pytest", *_QUICK, *tests, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        self._restore(whole)
        assert found.returncode != 0, f"without the step {name!r} these pass: {' '.join(tests)}"
        return " ".join(found.stdout.split())

    def passes(self, *tests: str) -> None:
        """These tests of the portal pass in the copy."""
        found = self.run("-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *tests)
        assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]

    def run(self, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Python in the copy."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={
                **os.environ,
                "LRC_VAR": str(self.folder / "var"),
                # A run tidies the folders of earlier ones; two that do so at once fall over each other.
                "PYTEST_DEBUG_TEMPROOT": str(self.folder / "tmp"),
                # What one start has compiled, the next one need not.
                "PYTHONDONTWRITEBYTECODE": "",
                **environ,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def _texts(self) -> dict[str, str]:
        """All that the steps may change; pictures and fonts are not among it."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8")
            for place in ("lrc_portal", "pages", "docs", "tests")
            for path in (self.folder / place).rglob("*")
            if path.suffix in {".py", ".po", ".toml", ".html", ".md"}
        }

    def _write(self, texts: Mapping[str, str]) -> None:
        for path, text in texts.items():
            (self.folder / path).write_text(text, encoding="utf-8")

    def _restore(self, texts: Mapping[str, str]) -> None:
        now = self._texts()
        for path in now.keys() - texts.keys():
            (self.folder / path).unlink()
        self._write({path: text for path, text in texts.items() if now.get(path) != text})

    def _do(self, block: Block) -> None:
        if block.kind == "sh":
            for line in block.text.splitlines():
                if line.startswith(_COMMAND):
                    self._command(line)
            return
        path = self.folder / block.path
        if block.kind == "new":
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "catalogue":
            path.write_text(_translated(path.read_bytes(), block.text), encoding="utf-8")
        else:
            path.write_text(_changed(path.read_text(encoding="utf-8"), block), encoding="utf-8")

    def _command(self, line: str) -> None:
        _python, *arguments = shlex.split(line)
        done = self.run(*arguments)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def _steps(document: str) -> Iterator[Step]:
    step, mark, kind, lines = None, None, "", []
    for line in document.splitlines():
        stripped = line.removeprefix("   ")
        if kind:
            if stripped.startswith("```"):
                block = _block(kind, mark, lines)
                if block and step:
                    step.blocks.append(block)
                mark, kind, lines = None, "", []
            else:
                lines.append(stripped)
        elif found := _STEP.match(line):
            if step:
                yield step
            step = Step(found[1])
        elif found := _MARK.fullmatch(stripped.strip()):
            mark = found
        elif stripped.startswith("```"):
            kind = stripped[3:].strip() or "text"
    if step:
        yield step


def _block(kind: str, mark: "re.Match[str] | None", lines: list[str]) -> Block | None:
    text = "\n".join(lines) + "\n"
    if mark:
        return Block(mark[1], mark[2], text)
    if kind == "diff":
        return Block("diff", lines[0].removeprefix("--- "), "\n".join(lines[1:]))
    return Block("sh", "", text) if kind == "sh" else None


def _changed(text: str, block: Block) -> str:
    for hunk in block.text.split("\n@@\n"):
        lines = hunk.split("\n")
        before = "\n".join(line[1:] for line in lines if not line.startswith("+")) + "\n"
        after = "\n".join(line[1:] for line in lines if not line.startswith("-")) + "\n"
        assert text.count(before) == 1, f"{block.path} holds this {text.count(before)} times:\n{before}"
        text = text.replace(before, after)
    return text


def _translated(catalogue: bytes, entries: str) -> str:
    whole = read_po(BytesIO(catalogue))
    said = read_po(BytesIO(entries.encode()), locale=whole.locale)
    for message in said:
        if message.id:
            key = message.id[0] if message.pluralizable else message.id
            assert (found := whole.get(key)) is not None, f"{key!r} was not gathered"
            found.string = message.string
            found.flags.discard("fuzzy")
    written = BytesIO()
    write_po(written, whole, sort_output=True, width=100)
    return written.getvalue().decode()
