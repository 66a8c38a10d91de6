"""The lives of stops, counters and services: closed lists of where each can be."""

from enum import StrEnum


class StopState(StrEnum):
    """Where a stop is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    MISSED = "missed"
    PARKED = "parked"
    DONE = "done"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """How a stop ended at the counter."""

    DONE = "done"
    PAPERS_MISSING = "papers_missing"
    REFERRED = "referred"
    """It is dealt with elsewhere, outside this lobby."""
    COMES_AGAIN = "comes_again"
    OTHER = "other"


class Note(StrEnum):
    """What staff should know before they call. A closed list: free text would name people."""

    PAPERS_MISSING = "papers_missing"
    CHECKING = "checking"
    SPEAK_SLOWLY = "speak_slowly"
    CALL_BY_VOICE = "call_by_voice"
    COMPANION = "companion"
    SUPERVISOR = "supervisor"


class AuditKind(StrEnum):
    """What is kept for auditors beside the commands of the queue."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    REPORT_READ = "report_read"
    AUDIT_READ = "audit_read"
    REQUEST_OPENED = "request_opened"
    """A counter opened the sealed request of the visit that it serves."""
    VISIT_FOUND = "visit_found"
    """Somebody looked up what became of a number."""
    RESERVATION_FOUND = "reservation_found"
    """Somebody looked up a reservation by its number."""
    PASS_FOUND = "pass_found"
    """Somebody looked up what became of a pass."""
    DEVICE_COMMAND = "device_command"
    """Somebody told a device to do something."""


ENDED = frozenset({StopState.DONE, StopState.DROPPED})
"""Nothing more happens to such a stop."""


class Doubt(StrEnum):
    """What does not fit about a number that a kiosk gave alone. It is called all the same.

    As protocol/alone_messages.py has them.
    """

    SERVICE_CLOSED = "service_closed"
    PASS_TWICE = "pass_twice"
    PASS_REFUSED = "pass_refused"
    UNKNOWN_SERVICE = "unknown_service"
    NOT_LEASED = "not_leased"
    NUMBER_TWICE = "number_twice"
    CLOCK_OFF = "clock_off"
    ANOTHER_DAY = "another_day"


class CounterStatus(StrEnum):
    """Whether a counter calls people."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class ServiceStatus(StrEnum):
    """Whether a service takes people."""

    OPEN = "open"
    LAST_TICKET = "last_ticket"
    """No more numbers; who waits is served (受付終了)."""
    CLOSED = "closed"
    """Nobody is called either."""
