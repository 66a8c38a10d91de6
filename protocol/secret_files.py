"""Secrets in files: read from a path or from systemd's credentials, and never where others look."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SECRET_MAX = 64 * 1024
"""Bytes. A key or a password has far fewer; a wrong path may be a huge file."""


class SecretFileError(Exception):
    """A file with a secret cannot be used. The message says which and why, without the secret."""


def read_secret(path: Path) -> bytes:
    """The content of a file that nobody else may read.

    A group may read it where the file is another's, as one is that root keeps for a service.

    Raises:
        SecretFileError: others may read it, it is too large, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            refuse_readable(path, os.fstat(file.fileno()))
            secret = file.read(SECRET_MAX + 1)
    except OSError as error:
        raise SecretFileError(f"{path}: {error.strerror or error}") from error
    if len(secret) > SECRET_MAX:
        raise SecretFileError(f"{path}: is too large for a secret")
    return secret


def refuse_readable(path: Path, found: os.stat_result) -> None:
    """Look at a file's mode.

    Raises:
        SecretFileError: others may read or change it. The message has the command that mends it.
    """
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISREG(found.st_mode):
        raise SecretFileError(f"{path}: is no file")
    if found.st_uid == os.geteuid():
        if mode & 0o077:
            raise SecretFileError(f"{path}: others may read it (mode {mode:o}): chmod 600 {path}")
    elif mode & 0o027:
        raise SecretFileError(
            f"{path}: others may read or change it (mode {mode:o}): chmod 640 {path}"
        )


def write_secret(
    path: Path, text: str, *, user: int | None = None, group: int | None = None
) -> None:
    """Replace a file durably and at once; nobody else may read it from its first moment.

    `user` and `group` (ids, given by root) own it then; `group` may read it.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    # a folder may be another's, who could have put a link to any file of root's there
    unfinished.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(unfinished, flags, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if user is not None or group is not None:
                os.fchown(descriptor, -1 if user is None else user, -1 if group is None else group)
            if group is not None:
                os.fchmod(descriptor, 0o640)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # else a power cut may bring back what was there before
        os.fsync(folder)
    finally:
        os.close(folder)


def read_password(path: Path) -> str:
    """A password on the first line of a file.

    Raises:
        SecretFileError: see `read_secret`; or there is none in it.
    """
    try:
        words = read_secret(path).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise SecretFileError(f"{path}: is not UTF-8") from error
    if not words or not words[0]:
        raise SecretFileError(f"{path}: has no password on its first line")
    return words[0]


def credential(name: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """A credential that systemd gave to this service (`LoadCredential=`, systemd.exec(5)).

    Raises:
        SecretFileError: there are some, and this process may not look at them.
    """
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    path = Path(folder) / name
    try:
        path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretFileError(f"{path}: {error.strerror or error}") from error
    return path
