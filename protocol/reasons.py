"""The closed lists of reasons for which a request is refused."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a request was refused. What the person then reads is chosen where they stand."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_KIOSK = "unknown_kiosk"
    UNKNOWN_SERVICE = "unknown_service"
    SERVICE_CLOSED = "service_closed"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    PASS_NOT_OURS = "pass_not_ours"
    PASS_UNREADABLE = "pass_unreadable"
    PASS_FORGED = "pass_forged"
    PASS_OTHER_CITY = "pass_other_city"
    PASS_EXPIRED = "pass_expired"
    PASS_NOT_YET_VALID = "pass_not_yet_valid"
    PASS_USED = "pass_used"
    PASS_REVOKED = "pass_revoked"
    """The city took it back before it expired."""
    TICKET_UNKNOWN = "ticket_unknown"
    """No number of this lobby has the code."""
    TICKET_OTHER_DAY = "ticket_other_day"
    """The number was given on an earlier day."""
    TICKET_OVER = "ticket_over"
    """The visit has ended already."""
    TOO_MANY = "too_many"
    """More of it than people ask for: papers of one number, codes that nobody knows, or answers
    without a ticket to how it was."""


class PadReason(StrEnum):
    """Why a press on a call pad changed nothing."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_PAD = "unknown_pad"
    COUNTER_BUSY = "counter_busy"
    """Somebody is at the counter: finish first."""
    COUNTER_EMPTY = "counter_empty"
    """Nobody is at the counter."""
    NOBODY_WAITING = "nobody_waiting"
    VISIT_CHANGED = "visit_changed"
    """Somebody else is at the counter than the request names: the console was faster."""
    ID_REUSED = "id_reused"
    """The id was used for another press."""
