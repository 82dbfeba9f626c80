"""Which build of Python runs the portal: with profile-guided optimization (PGO), or without.

A version manager such as pyenv builds Python on the machine, and without PGO unless it is told to; those of
distributions, of python.org, of uv and of the container images have it. `make` runs this file by itself to
choose an interpreter, so it imports nothing of ours: code 0 says that this one will do.
"""

import sys
import sysconfig
from importlib.util import find_spec

LEAST = (3, 11)
_WITH_PGO = "--enable-optimizations"


def is_optimized() -> bool:
    """Whether the Python that runs this was built with PGO."""
    return has_pgo(sys.base_prefix, str(sysconfig.get_config_var("CONFIG_ARGS") or ""))


def has_pgo(prefix: str, configured_with: str) -> bool:
    """The same by where it is installed, and by what its `configure` was told.

    Below /usr stands the distribution's own. Debian optimizes it without telling `configure`.
    """
    return prefix == "/usr" or _WITH_PGO in configured_with


def makes_environments() -> bool:
    """Whether it can make a virtual environment with pip in it; Debian has that in a package of its own."""
    return bool(find_spec("venv") and find_spec("ensurepip"))


if __name__ == "__main__":
    sys.exit(not (sys.version_info >= LEAST and is_optimized() and makes_environments()))
