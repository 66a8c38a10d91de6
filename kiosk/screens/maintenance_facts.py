"""What the pages of maintenance say of the kiosk's parts. Pure."""

from kiosk.maintenance import words as w
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.words import Pair, filled
from kiosk.screens.maintenance_frame import Row
from kiosk.theme import ERROR, INK, Colour

_PRINTS = {None, "ready", "printing"}
_SEES = {None, "seeing", "ready", "starting"}


def printer_colour(facts: Facts) -> Colour:
    """What somebody has to see to stands out; the words say it as well."""
    return INK if facts.printer in _PRINTS else ERROR


def camera_colour(facts: Facts) -> Colour:
    """The same of the camera, or of the scanner where there is only that."""
    return INK if (facts.camera or facts.scanner) in _SEES else ERROR


def connection_row(facts: Facts) -> Row:
    """Whether the server can be reached."""
    if facts.connected:
        return Row(w.ROWS["connected"], w.YES)
    return Row(w.ROWS["connected"], w.NO, ERROR)


def outbox_row(facts: Facts) -> Row:
    """What was given while it was cut off, and the server lacks."""
    waiting, dead = facts.outbox.waiting, facts.outbox.dead
    if dead:
        return Row(w.ROWS["outbox"], filled(w.REFUSED, count=waiting, refused=dead), ERROR)
    return Row(w.ROWS["outbox"], filled(w.COUNT, count=waiting))


def alone_row(facts: Facts) -> Row:
    """Whether it could go on if it were cut off."""
    if facts.outbox.trouble is None:
        return Row(w.ROWS["alone"], w.CAN)
    return Row(w.ROWS["alone"], w.CANNOT, ERROR)


def span(seconds: int) -> Pair:
    """Seconds, or the minutes or hours that they are."""
    size = abs(seconds)
    if size < 120:
        return filled(w.SECONDS, seconds=seconds)
    if size < 7200:
        return filled(w.MINUTES, minutes=int(seconds / 60))
    return filled(w.HOURS, hours=int(seconds / 3600))


def printer_words(facts: Facts) -> Pair:
    """The printer's state."""
    return w.NONE if facts.printer is None else w.PRINTER.get(facts.printer, w.UNKNOWN)


def camera_words(facts: Facts) -> Pair:
    """The camera's state; the scanner's where there is only that."""
    if facts.camera is not None:
        return w.CAMERA.get(facts.camera, w.UNKNOWN)
    return scanner_words(facts)


def scanner_words(facts: Facts) -> Pair:
    """The scanner's state."""
    return w.NONE if facts.scanner is None else w.SCANNER.get(facts.scanner, w.UNKNOWN)


def metres_words(facts: Facts) -> Pair:
    """What is left on the roll."""
    if facts.metres_left is None:
        return w.UNKNOWN if facts.printer is not None else w.NONE
    return filled(w.METRES, metres=facts.metres_left)


def rolls_words(facts: Facts) -> Pair:
    """What is left in the cupboard."""
    if facts.rolls_left is None:
        return w.UNKNOWN
    return filled(w.COUNT_OF_ROLLS, count=facts.rolls_left)
