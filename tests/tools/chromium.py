"""Find a Chromium for the browser tests, or bring one: `python -m tests.tools.chromium`."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools import packages

# The shell is the same Chromium without windows, which saves a tenth of what a test in a browser costs.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HOW_TO_GET_ONE = (
    "The browser tests need Chromium, and it could not be installed from here: install it with your "
    "system's packages (on Debian: apt-get install chromium) or with `playwright install --with-deps "
    "chromium`, and run this again."
)


def find() -> str | None:
    """The path of a Chromium that starts: the system's first, else Playwright's own; else None."""
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    path = _playwrights_own()
    return path if path and Path(path).exists() and _starts(path) else None


def bring() -> str | None:
    """Install one where that is possible: Debian's package as root, else Playwright's download."""
    for package in (SHELL, "chromium"):
        packages.install(package)
        if found := find():
            return found
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print(*command, flush=True)
    # Where that fails, too, the last word is `find()`.
    subprocess.run(command, check=False)
    return find()


def _starts(path: str) -> bool:
    """Whether it runs at all: a stub or a missing system library shows here."""
    try:
        asked = subprocess.run(
            [path, "--version", "--no-sandbox"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def main() -> int:
    found = find() or bring()
    if not found:
        print(HOW_TO_GET_ONE, file=sys.stderr)
        return 1
    print(f"Chromium for the browser tests: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
