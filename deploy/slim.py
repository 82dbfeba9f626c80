"""Takes out of an installation what libraries bring and nothing here loads: `python deploy/slim.py PREFIX`.

Their own tests and what these stand on, headers for C++, Arrow's ways to other machines and the same library
under further names, Streamlit's charts of kinds that no page draws, the world's languages but ours, and a
page for notebooks. `make` does so in each environment that it makes, so what it leaves is what is tested;
there all languages stay (`--all-languages`), for somebody may add one.
"""

import argparse
import shutil
import sys
from pathlib import Path

OURS = ("root", "en", "en_001", "en_GB", "cy")
"""Our languages, and those that they build on."""
NOT_LOADED = (
    "alembic/testing",
    "fontTools/*/*.c",
    "icalendar/tests",
    "numpy/**/tests",
    "numpy/distutils",
    "numpy/f2py",
    "pandas/tests",
    "pyarrow/include",
    "pyarrow/src",
    "pyarrow/tests",
    "pyarrow/*flight*",
    "pyarrow/_pyarrow_cpp_tests*",
    "pyarrow/libarrow_python*.so",
    "pyarrow/libarrow_python*.so.*.*.*",
    "pyarrow/libarrow_s3*",
    "pyarrow/_s3fs*",
    "pydeck/nbextension",
    "sqlalchemy/testing",
    "streamlit/static/static/js/DeckGlJsonChart.*",
    "streamlit/static/static/js/EChartsChart.*",
    "streamlit/static/static/js/GraphVizChart.*",
    "streamlit/static/static/js/PlotlyChart.*",
)
"""Below site-packages."""
LANGUAGES = "babel/locale-data/*.dat"


def slim(packages: Path, *, all_languages: bool) -> int:
    """How many bytes went."""
    patterns = NOT_LOADED if all_languages else (*NOT_LOADED, LANGUAGES)
    found = {path for pattern in patterns for path in packages.glob(pattern)}
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
    parser = argparse.ArgumentParser(description="Take out what libraries bring and nothing here loads.")
    parser.add_argument("prefix", type=Path, help="where the libraries were installed, such as .venv")
    parser.add_argument("--all-languages", action="store_true", help="leave the languages of the world")
    asked = parser.parse_args()
    folders = list(asked.prefix.glob("lib/python3*/site-packages"))
    if not folders:
        sys.exit(f"No libraries are installed in {asked.prefix}.")
    gone = sum(slim(folder, all_languages=asked.all_languages) for folder in folders)
    print(f"Taken out, since nothing loads it: {gone // 1_000_000} MB")
