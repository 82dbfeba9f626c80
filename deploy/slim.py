"""Takes out of an installation what libraries bring and nothing here loads: `python deploy/slim.py PREFIX`.

Their own tests, headers for C++, Arrow's ways to other machines, the world's languages but ours, and a
page for notebooks. What it leaves is what is tested: `make` does the same in each environment it makes.
"""

import shutil
import sys
from pathlib import Path

OURS = ("root", "en", "en_GB", "cy", "cy_GB")
NOT_LOADED = (
    "babel/locale-data/*.dat",
    "fontTools/*/*.c",
    "numpy/**/tests",
    "pandas/tests",
    "pyarrow/include",
    "pyarrow/src",
    "pyarrow/tests",
    "pyarrow/*flight*",
    "pyarrow/libarrow_s3*",
    "pyarrow/_s3fs*",
    "pydeck/nbextension",
)
"""Below site-packages."""


def slim(packages: Path) -> int:
    """How many bytes went."""
    found = {path for pattern in NOT_LOADED for path in packages.glob(pattern)}
    gone = 0
    for path in found:
        if path.suffix == ".dat" and path.stem in OURS:
            continue
        if path.is_dir() and not path.is_symlink():
            gone += sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
            shutil.rmtree(path)
        elif path.exists():
            gone += path.stat().st_size
            path.unlink()
    return gone


if __name__ == "__main__":
    folders = [found for given in sys.argv[1:] for found in Path(given).glob("lib/python3*/site-packages")]
    if not folders:
        sys.exit("Say where the libraries were installed: python deploy/slim.py .venv")
    print(f"Taken out, since nothing loads it: {sum(map(slim, folders)) // 1_000_000} MB")
