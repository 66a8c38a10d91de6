"""What of a code that was read gets any further: only what has the shape of ours. Pure."""

import re
from typing import Final

from protocol.passes import PREFIX, TEXT_LENGTH_MAX

FOREIGN: Final = "?"
"""Stands for any code that is not ours, of which nothing else gets further: people hold up their
insurance card or a friend's address by mistake, and a crafted text has nobody to reach."""
UNREAD: Final = "!"
"""Stands for something that has been held up for a while, and of which nothing can be read."""
ADDRESS_LENGTH_MAX: Final = 200
_PASS: Final = re.compile(re.escape(PREFIX) + r"[0-9A-Z $%*+\-./:]+")
"""The prefix and the alphabet of Base45 (RFC 9285), which is that of a QR code's dense mode."""
_TICKET: Final = re.compile(
    r"MGT1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://[A-Za-z0-9.\-:\[\]]+/v/[\w\-.~/?=&%]+",
    re.ASCII,
)
"""What stands on our tickets: a visit's id, or the address of its page."""


def admitted(text: str) -> str:
    """The text if it is shaped like a pass or like what stands on a ticket, else what stands in.

    Something that begins as a pass and is none is PREFIX alone: it is refused as unreadable, and
    not as somebody else's.
    """
    if text.startswith(PREFIX):
        whole = len(text) <= TEXT_LENGTH_MAX and _PASS.fullmatch(text)
        return text if whole else PREFIX
    if len(text) <= ADDRESS_LENGTH_MAX and _TICKET.fullmatch(text):
        return text
    return FOREIGN
