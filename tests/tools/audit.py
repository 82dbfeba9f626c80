"""Whether a known fault stands in a library that is locked: `make audit`.

It asks OSV (https://osv.dev), which holds Python's own list (PYSEC) and GitHub's. Where that cannot be
asked nothing is known, which is no good news: it says so and fails.
"""

import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")
DATABASE = "https://api.osv.dev/v1/query"
KNOWN = {"version": "2.4.1", "package": {"name": "jinja2", "ecosystem": "PyPI"}}
"""A release with faults that have been known for years."""


def what_keeps_us(database: str = DATABASE) -> str:
    """Why nothing can be audited, in one sentence; nothing where it can."""
    try:
        answer = httpx.post(database, json=KNOWN, timeout=20)
        found = answer.status_code == 200 and answer.json().get("vulns")
    except (httpx.HTTPError, ValueError) as fault:
        return f"Not audited: {database} cannot be asked from here ({type(fault).__name__})."
    return "" if found else f"Not audited: {database} knows nothing of a fault that is known for years."


def main(database: str = DATABASE) -> int:
    if why := what_keeps_us(database):
        print(f"{why} Run `make audit` on a machine that reaches it.", file=sys.stderr)
        return 2
    worst = 0
    for lock in LOCKS:
        print(f"{lock}:", flush=True)
        asked = ["--strict", "--disable-pip", "--require-hashes", "--vulnerability-service", "osv"]
        done = subprocess.run([sys.executable, "-m", "pip_audit", *asked, "--requirement", lock], cwd=ROOT)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
