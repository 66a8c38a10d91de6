"""What is said aloud: words, and the language that they are in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, in one breath."""

    words: str
    language: str
    """One of the kiosk's languages: it decides the voice."""
