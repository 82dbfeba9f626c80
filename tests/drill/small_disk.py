"""A disk of a few megabytes that can be full: a file system in memory, mounted for the time of a drill."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_PIECE = bytes(1 << 16)


class SmallDisk:
    """`folder` is all of it. `fill` leaves no room, `clear` gives it back.

    Where nobody may mount, as in many a container, it is a folder as any other, and not `mounted`.
    """

    def __init__(self, megabytes: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lrc-disk-"))
        self.folder.chmod(0o777)
        size = f"size={megabytes}m,mode=0777"
        self.mounted = _done("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self.folder))

    def fill(self) -> None:
        """Write until there is no room for one byte more."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            for piece in (_PIECE, b"0"):
                try:
                    while True:
                        ballast.write(piece)
                except OSError as fault:
                    assert fault.errno == errno.ENOSPC

    def clear(self) -> None:
        (self.folder / "ballast").unlink(missing_ok=True)

    def end(self) -> None:
        if self.mounted:
            _done("umount", "--lazy", str(self.folder))
        shutil.rmtree(self.folder, ignore_errors=True)


def _done(*command: str) -> bool:
    """Whether it could be done, as root."""
    if not shutil.which(command[0]):
        return False
    as_root = ["sudo", "-n"] if os.geteuid() and shutil.which("sudo") else []
    return subprocess.run([*as_root, *command], capture_output=True).returncode == 0
