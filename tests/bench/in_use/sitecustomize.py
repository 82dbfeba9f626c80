"""For a server that is measured: at SIGUSR1 it writes how many bytes Python and C libraries have in use.

Python imports a module of this name by itself where it starts with this folder on its path. What the process
holds in the system's eyes (RSS) counts freed memory that lies in heaps too, and moves with each run.
"""

import ctypes
import os
import re
import signal
import sys
import tempfile

WRITTEN_TO = "BENCH_IN_USE"


def by_python() -> int:
    """Bytes in blocks that Python's own allocator has given out."""
    with tempfile.TemporaryFile() as told:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(told.fileno(), 2)
        try:
            sys._debugmallocstats()  # writes to the process's own stderr
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        [found] = re.findall(rb"# bytes in allocated blocks\s*=\s*([\d,]+)", told.read())
    return int(found.replace(b",", b""))


def by_c() -> int:
    """Bytes that the C library has given out, in heaps and in maps of their own (glibc, `mallinfo2`)."""
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"

    class Info(ctypes.Structure):
        _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

    library = ctypes.CDLL(None)
    library.mallinfo2.restype = Info
    info = library.mallinfo2()
    return int(info.uordblks + info.hblkhd)


def write(*_signal: object) -> None:
    """Whole or not at all, since somebody waits for the file."""
    path = os.environ[WRITTEN_TO]
    with open(f"{path}.new", "w", encoding="ascii") as file:
        file.write(str(by_python() + by_c()))
    os.replace(f"{path}.new", path)


if WRITTEN_TO in os.environ:
    signal.signal(signal.SIGUSR1, write)
