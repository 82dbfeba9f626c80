"""What the tests need of the system: installed where that is possible.

`python -m tests.tools.packages` brings the servers of the drills and of the files in `deploy/`.
"""

import os
import shutil
import subprocess
import sys

PACKAGE_OF = {
    "haproxy": "haproxy",
    "pgbouncer": "pgbouncer",
    "nginx": "nginx-light",
    "caddy": "caddy",
    "systemd-analyze": "systemd",
}
"""Each program that is needed, and the package of Debian that brings it."""
_BESIDE = ("/usr/sbin", "/usr/local/sbin")


def find(name: str) -> str | None:
    """The path of a program, also where only root looks for one."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_BESIDE))


def needed(name: str) -> str:
    """The same; its absence is a failure that says how to get it."""
    path = find(name)
    assert path, how_to_get([name])
    return path


def how_to_get(names: list[str]) -> str:
    """What to do where they could not be installed from here."""
    return (
        f"The tests need {' and '.join(names)}, and could not install it from here: install it with your "
        f"system's packages (on Debian: apt-get install {' '.join(PACKAGE_OF[name] for name in names)}), and "
        "run this again."
    )


def missing() -> list[str]:
    return [name for name in PACKAGE_OF if not find(name)]


def install(*names: str) -> None:
    """Install packages of Debian, where that is possible; whether it was shows when they are looked for."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
            print("apt-get", *command, flush=True)
            subprocess.run(["apt-get", *command], env=quiet, check=False)


def main() -> int:
    if names := missing():
        install(*(PACKAGE_OF[name] for name in names))
    if names := missing():
        print(how_to_get(names), file=sys.stderr)
        return 1
    print(f"Of the system: {', '.join(filter(None, map(find, PACKAGE_OF)))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
