"""Characters as a scanner sends them -> texts. Pure."""

from typing import Final

from kiosk.reading.reader import TEXT_LENGTH_MAX

SILENCE_SECONDS: Final = 0.4
"""After so long a silence a text is over, for scanners that are set to send nothing at its end.
Within a text a slow scanner on Bluetooth leaves a tenth of this between two characters."""
CANCEL: Final = 0x18
"""ASCII's CAN: the text that is being sent is not worth having."""
_ENDS: Final = frozenset(b"\r\n\t\x03\x04")
"""Carriage return, line feed, tabulator, end of text: what scanners can be set to end with."""
_STARTS: Final = frozenset(b"\x02\x00")
"""Start of text, and what comes on a line when a plug is put in."""


class Lines:
    """Puts texts together. Keeps at most one that is not over yet, of at most TEXT_LENGTH_MAX."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._useless = False
        self._overlong = 0
        self._last: float | None = None

    @property
    def overlong(self) -> int:
        """How many bytes have come since a text grew too long to be one, without an end."""
        return self._overlong

    def take(self, data: bytes, now: float) -> tuple[str, ...]:
        """What came (perhaps nothing), and when (monotonic seconds). The texts that are over."""
        texts = list[str]()
        if self._last is not None and now - self._last >= SILENCE_SECONDS:
            texts += self._over()
        if data:
            self._last = now
        for byte in data:
            if byte in _ENDS:
                texts += self._over()
            elif byte == CANCEL:
                self._useless = True
            elif byte in _STARTS and not self._text:
                continue
            elif len(self._text) >= TEXT_LENGTH_MAX:
                self._useless = True
                self._overlong += 1
            else:
                self._text.append(byte)
        return tuple(texts)

    def forget(self) -> None:
        """The scanner is gone: what it had begun to say is never finished."""
        self._text.clear()
        self._useless, self._overlong, self._last = False, 0, None

    def _over(self) -> list[str]:
        # what is no ASCII is no pass: what stands for it is not ASCII either, and refused later
        text = "" if self._useless else self._text.decode("ascii", "replace")
        self.forget()
        return [text] if text else []
