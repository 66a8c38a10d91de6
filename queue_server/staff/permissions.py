"""Who may do what: a closed list of roles, and of rights. Pure.

A role is what somebody does in the building, not how much they are trusted: whoever reads the audit
trail is not among those who are in it, so nobody reviews themselves.
"""

from collections.abc import Mapping
from enum import StrEnum

from queue_server.domain.lives import ServiceStatus
from queue_server.staff.words import Words


class Role(StrEnum):
    """What an account is for."""

    STAFF = "staff"
    """窓口: calls and serves at counters."""
    SUPERVISOR = "supervisor"
    """責任者: runs the lobby, and can stand in at a counter."""
    FACILITIES = "facilities"
    """設備: keeps the devices running."""
    AUDITOR = "auditor"
    """監査: reads what was done, and does nothing."""


class Right(StrEnum):
    """What an account may be allowed to do."""

    LOOK = "look"
    """See counters and who waits, by numbers."""
    SERVE = "serve"
    """Call, finish, park …: everything that a console sends."""
    BOOK = "book"
    """Book, change and cancel a slot for a resident."""
    RUN_LOBBY = "run_lobby"
    """The supervisor's view: services, any counter, who serves what today, the end of the day."""
    CHANGE_CALENDAR = "change_calendar"
    """Slots, closures and holidays."""
    READ_REPORTS = "read_reports"
    READ_AUDIT = "read_audit"
    LOOK_AFTER_DEVICES = "look_after_devices"
    """Tell kiosks what to do: test print, restart, out of service …"""


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.STAFF: frozenset({Right.LOOK, Right.SERVE, Right.BOOK}),
    Role.SUPERVISOR: frozenset(
        {
            Right.LOOK,
            Right.SERVE,
            Right.BOOK,
            Right.RUN_LOBBY,
            Right.CHANGE_CALENDAR,
            Right.READ_REPORTS,
            # the lobby's kiosks stand in it, and facilities may be in another building
            Right.LOOK_AFTER_DEVICES,
        }
    ),
    Role.FACILITIES: frozenset({Right.LOOK, Right.LOOK_AFTER_DEVICES}),
    Role.AUDITOR: frozenset({Right.READ_REPORTS, Right.READ_AUDIT}),
}

ROLE_WORDS: Mapping[Role, Words] = {
    Role.STAFF: Words(ja="窓口", en="Counter staff"),
    Role.SUPERVISOR: Words(ja="責任者", en="Supervisor"),
    Role.FACILITIES: Words(ja="設備", en="Facilities"),
    Role.AUDITOR: Words(ja="監査", en="Auditor"),
}


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in RIGHTS[role]


def may_set_service(
    role: Role, *, now: ServiceStatus, wanted: ServiceStatus, own_service: bool
) -> bool:
    """Whether a role may change what a service takes.

    受付終了 belongs to the day of a counter: whoever sits there sees how many can still be served
    before the doors close, and the supervisor may be two floors away. So staff may end the numbers
    of a service that their counter serves, and take that back. 停止 leaves people waiting whom
    nobody calls, at other counters too: that, and ending it, is the supervisor's.
    """
    if may(role, Right.RUN_LOBBY):
        return True
    stops = ServiceStatus.CLOSED in {now, wanted}
    return may(role, Right.SERVE) and own_service and not stops
