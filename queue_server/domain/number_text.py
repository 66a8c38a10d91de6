"""A number as it is on paper, on the glass and said by staff."""


def number_text(letter: str, sequence: int) -> str:
    """`B103` is letter `B`, sequence 103; three digits at least, so that a column stays even."""
    return f"{letter}{sequence:03d}"
