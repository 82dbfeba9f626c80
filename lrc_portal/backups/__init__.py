"""Backups: every row in one encrypted file, made while people write; verified, restored, thinned out."""


class BackupProblem(Exception):
    """A backup that cannot be made, read or restored. The message is for the operator."""


class Damaged(BackupProblem):
    """The file is not as it was written."""
