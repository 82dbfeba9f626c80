"""A disk of a few megabytes that can be full: a file system in memory, mounted for the time of a drill."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_PIECE = bytes(1 << 16)


class SmallDisk:
    """`folder` is all of it. `fill` leaves no room, `clear` gives it back."""

    def __init__(self, megabytes: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lrc-disk-"))
        size = f"size={megabytes}m,mode=0777"
        done = subprocess.run(
            [*_as_root(), "mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self.folder)],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            self.folder.rmdir()
        assert done.returncode == 0, f"{HOW_TO_MOUNT}\n{done.stderr}"

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
        subprocess.run([*_as_root(), "umount", "--lazy", str(self.folder)], check=True)
        self.folder.rmdir()


HOW_TO_MOUNT = (
    "A full disk is tried on one that is mounted for it (tmpfs), which this machine does not allow: run it "
    "as root or with sudo, in a container with --cap-add SYS_ADMIN."
)


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 or not shutil.which("sudo") else ["sudo", "-n"]
