"""The portal runs on a Python that was built with optimization, where the machine has one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lrc_portal import interpreter

ROOT = Path(__file__).resolve().parents[1]
DISTRIBUTIONS = "/usr/bin/python3"


@pytest.mark.parametrize(
    ("prefix", "configured_with", "expected"),
    [
        ("/usr", "'--enable-shared' '--prefix=/usr' '--with-dtrace'", True),
        ("/usr/local", "'--build=x86_64-linux-gnu' '--enable-optimizations' '--with-lto'", True),
        ("/home/portal/.pyenv/versions/3.11.7", "'--prefix=/home/portal' '--enable-shared'", False),
        ("/usr/local", "", False),
    ],
    ids=["Debian", "a container image", "pyenv", "built by hand"],
)
def test_a_python_that_was_built_with_optimization_is_known(
    prefix: str, configured_with: str, expected: bool
) -> None:
    assert interpreter.has_pgo(prefix, configured_with) is expected


def test_make_passes_over_a_python_that_will_not_do(tmp_path: Path) -> None:
    """Where the distribution's will not do either, the fault of the first is told."""
    a_command(tmp_path / "python3", "exit 1")
    fits = subprocess.run([DISTRIBUTIONS, "-I", ROOT / "lrc_portal/interpreter.py"], capture_output=True)
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert chosen({"PATH": path}) == (DISTRIBUTIONS if fits.returncode == 0 else "python3")
    assert chosen({"PATH": path, "PYTHON": "python3.14"}) == "python3.14", "whoever names one has it"


def test_make_takes_the_python_in_the_path_where_it_will_do(tmp_path: Path) -> None:
    a_command(tmp_path / "python3", "exit 0")
    assert chosen({"PATH": f"{tmp_path}:{os.environ['PATH']}"}) == "python3"


def test_an_environment_keeps_the_python_that_it_was_made_with(tmp_path: Path) -> None:
    """Another one put into it would run with the library of the first."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "slim.py").touch()
    a_command(tmp_path / "newer", 'test "$1" = -c')  # it would do, and fails where it makes an environment
    command = ["make", "--silent", f"PYTHON={tmp_path / 'newer'}", ".venv/.ready"]
    environ = {**os.environ, "MAKEFLAGS": ""}
    there = tmp_path / ".venv" / "bin" / "python"
    there.parent.mkdir(parents=True)
    a_command(there, f'exec {sys.executable} "$@"')
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True)
    a_command(there, "exit 1")  # as it is where somebody stopped it before pip was there
    (tmp_path / ".venv" / ".ready").unlink()
    assert subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True).returncode != 0


def a_command(place: Path, script: str) -> None:
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o755)


def chosen(environ: dict[str, str]) -> str:
    """The Python that make takes."""
    asked = ["make", "--silent", "--eval=chosen: ; @echo $(PYTHON)", "chosen"]
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "MAKEFLAGS")}
    said = subprocess.run(asked, cwd=ROOT, env=own | environ, check=True, capture_output=True, text=True)
    return said.stdout.strip()
