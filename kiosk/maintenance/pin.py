"""The staff's PIN: kept as a hash in the data folder, in a file that only the kiosk may read.

scrypt (RFC 7914) of Python's own hashlib: argon2, which the server uses, would be one more compiled
library on every kiosk. What keeps a short PIN is not its hash but the wait after wrong ones and who
may read the file: whoever has a hash of four digits tries all ten thousand.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from base64 import b64decode, b64encode
from itertools import pairwise
from pathlib import Path
from typing import Final

from kiosk.maintenance.digits import DIGITS_MAX, DIGITS_MIN, PinAnswer
from protocol.secret_files import write_secret

PIN_FILE: Final = "staff-pin.json"
"""In the data folder."""
_COST: Final = {"n": 2**14, "r": 8, "p": 5}
"""16 MiB, five times: the OWASP's least for scrypt, and about 0.3 s on a Raspberry Pi 4."""
_MEMORY_MAX: Final = 64 * 1024 * 1024
_STEPS_MAX: Final = 64
_PIN: Final = re.compile(rf"[0-9]{{{DIGITS_MIN},{DIGITS_MAX}}}")


class PinError(Exception):
    """The PIN cannot be set or checked. The message says why, and never holds a digit of it."""


class StaffPin:
    """The PIN of one data folder. Every call looks at the file: another PIN counts at once."""

    def __init__(self, data: Path) -> None:
        self._path = data / PIN_FILE

    def set(self, pin: str) -> None:
        """Keep a PIN, in place of the one before.

        Raises:
            PinError: it is not `DIGITS_MIN` to `DIGITS_MAX` digits, or too easily guessed.
            OSError: the file cannot be written.
        """
        if not _PIN.fullmatch(pin):
            raise PinError(f"a PIN is {DIGITS_MIN} to {DIGITS_MAX} digits")
        if _easy(pin):
            raise PinError("a PIN of one digit, or of digits in a row, is the first to be guessed")
        salt = secrets.token_bytes(16)
        kept = {
            "version": 1,
            "kdf": "scrypt",
            **_COST,
            "salt": b64encode(salt).decode(),
            "hash": b64encode(_hash(pin, salt, **_COST)).decode(),
        }
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # set by root, it still has to be read by whoever the folder belongs to
        user = self._path.parent.stat().st_uid if os.geteuid() == 0 else None
        write_secret(self._path, json.dumps(kept), user=user)

    def remove(self) -> bool:
        """Have no PIN. False where there was none."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True

    def is_set(self) -> bool:
        """Whether there is one that can be entered."""
        return self._kept() is not None

    def check(self, pin: str) -> PinAnswer:
        """Whether it is the PIN. Slow on purpose: not for a thread that draws."""
        kept = self._kept()
        if kept is None:
            return PinAnswer.NONE_SET
        salt, wanted, cost = kept
        right = hmac.compare_digest(_hash(pin, salt, **cost), wanted)
        return PinAnswer.RIGHT if right else PinAnswer.WRONG

    def problem(self) -> str | None:
        """Why a file that is there cannot be used; None where it can, or where there is none."""
        try:
            self._read()
        except PinError as error:
            return str(error)
        return None

    def _kept(self) -> tuple[bytes, bytes, dict[str, int]] | None:
        try:
            return self._read()
        except PinError:
            return None

    def _read(self) -> tuple[bytes, bytes, dict[str, int]] | None:
        try:
            mode = stat.S_IMODE(self._path.stat().st_mode)
            text = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise PinError(f"{self._path}: cannot be read") from error
        if mode & 0o077:
            raise PinError(
                f"{self._path}: others may read it (mode {mode:o}): chmod 600 {self._path}"
            )
        try:
            kept = json.loads(text)
            cost = {name: int(kept[name]) for name in _COST}
            salt, wanted = b64decode(kept["salt"]), b64decode(kept["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise PinError(f"{self._path}: is damaged; set the PIN again") from error
        if kept.get("kdf") != "scrypt" or not _bearable(**cost):
            raise PinError(f"{self._path}: is damaged; set the PIN again")
        return salt, wanted, cost


def _bearable(*, n: int, r: int, p: int) -> bool:
    """Whether scrypt takes these: with others it raises, or goes on for hours."""
    known = n > 1 and n.bit_count() == 1 and 0 < r <= _STEPS_MAX and 0 < p <= _STEPS_MAX
    return known and 128 * n * r <= _MEMORY_MAX // 2


def _easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def _hash(pin: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode("ascii"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_MAX)
