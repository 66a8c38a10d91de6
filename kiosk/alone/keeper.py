"""Tells the server what happened without it, and has numbers lent before they are needed.

Every message is sent until it is answered, and each by itself: one that is never answered, or is
refused, holds up no other. For one thread; time comes in with every call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from kiosk.alone.clock import Heard
from kiosk.alone.store import AloneStore
from kiosk.session.model import Now
from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumbersLeased,
    NumbersReturned,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
    Withdrawn,
)
from protocol.reasons import Reason
from protocol.requests import AloneRequest

AGAIN_SECONDS: Final = 2.0
"""After so long a message that was not answered is sent again; then twice as long each time."""
AGAIN_SECONDS_MAX: Final = 60.0
TIMELESS_SECONDS: Final = 10.0
"""So long the server's time is waited for."""
LEASE_SECONDS: Final = 300.0
"""So often a kiosk asks whether it should have more numbers: demand grows, and days begin."""
LOOK_SECONDS: Final = 15.0
"""So often the file is looked into: a person's command may have put back what was dead."""

REFUSES_REPORTS: Final = {Reason.MALFORMED, Reason.UNKNOWN_KIOSK, Reason.TOO_LARGE}
"""What a report can be refused for. A refusal for another reason is the late answer to the request
that has the same id."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Sending:
    due: float
    wait: float = AGAIN_SECONDS


class Keeper:
    """One kiosk's outbox and leases, as long as its store can be used."""

    def __init__(
        self,
        store: AloneStore,
        say: Callable[[AloneRequest], object],
        new_id: Callable[[], UUID],
        boot: str,
    ) -> None:
        """`say` sends a message, where there is a broker."""
        self._store = store
        self._say = say
        self._new_id = new_id
        self._boot = boot
        self._connected = False
        self._sending: dict[UUID, _Sending] = {}
        self._reports: dict[UUID, ReportIssued] = {}
        self._withdrawals: dict[UUID, UUID] = {}
        self._returns: dict[UUID, ReturnNumbers] = {}
        self._left = dict(store.left())
        self._closed = frozenset[str]()
        self._open = frozenset[str]()
        self._lease: UUID | None = None
        """The lease that was asked for and has not come."""
        self._lease_at = 0.0
        self._look_at = float("-inf")
        self._time: Heard | None = None
        self._timeless_until = 0.0
        """So long what was given by the machine's own clock waits for the server's time."""

    def connection(self, connected: bool, now: Now) -> None:
        """The broker is there, or gone."""
        self._connected = connected
        # whatever was on the way is lost
        self._sending.clear()
        # what was asked for and not heard is asked for again as the same: a connection that comes
        # and goes would be lent more each time
        self._lease_at = now.seconds
        self._timeless_until = now.seconds + TIMELESS_SECONDS

    def time(self, heard: Heard | None) -> None:
        """What time it is by the server's clock."""
        if (heard is None) != (self._time is None):
            self._look_at = float("-inf")
        self._time = heard

    def given(self, now: Now) -> None:
        """A number was given: its report is in the store, and there is one fewer to give."""
        self._look_at = float("-inf")
        self._left = dict(self._store.left())
        self._lease_at = min(self._lease_at, now.seconds)

    def give_up(self, request: UUID, message: UUID) -> None:
        """Nobody has got a number for a request; `message` says so to the server."""
        self._store.take_back(request)
        self._store.withdraw(request, message)
        self._reports.pop(request, None)
        self._look_at = float("-inf")

    def waits_for(self, message: UUID) -> bool:
        """Whether this is the lease that was asked for last: its answer tells the time."""
        return message == self._lease

    def services(self, takes: Mapping[str, bool], now: Now) -> None:
        """Which services take people now."""
        opened = frozenset(name for name, there in takes.items() if there)
        self._closed = frozenset(takes) - opened
        if opened - self._open:
            self._lease_at = min(self._lease_at, now.seconds)
        self._open = opened

    def heard(
        self, reply: NumbersLeased | NumbersReturned | IssuedReported | Withdrawn, now: Now
    ) -> None:
        """The server has answered."""
        self._sending.pop(reply.id, None)
        match reply:
            case NumbersLeased():
                if reply.id == self._lease:
                    self._store.leased(reply, Heard(reply.at, now.seconds), self._boot)
                    self._lease, self._lease_at = None, now.seconds + LEASE_SECONDS
                else:
                    # of the process before, or once more: the numbers are ours, the time is over
                    self._store.leased(reply)
                self._left = dict(self._store.left())
            case NumbersReturned():
                self._returns.pop(reply.id, None)
            case IssuedReported():
                self._store.reported(reply.id)
                self._reports.pop(reply.id, None)
                if not self._reports:
                    self._store.tidy()
                if reply.doubts:
                    log.warning("alone_number_doubted", id=str(reply.id), doubts=list(reply.doubts))
            case Withdrawn():
                self._store.withdrawn(reply.id)
                self._withdrawals.pop(reply.id, None)

    def refused(self, message: UUID, reason: Reason, now: Now) -> None:
        """The server has refused something; it may be a request of somebody who stood there."""
        if message in self._reports and reason in REFUSES_REPORTS:
            self._store.refused(message, reason.value)
            del self._reports[message]
            log.error("alone_number_refused", id=str(message), reason=reason.value)
        elif message in self._withdrawals:
            self._store.withdrawn(message)
            del self._withdrawals[message]
        elif message in self._returns:
            del self._returns[message]
        elif message == self._lease:
            # an older server, or one that does not know this kiosk: asked again much later
            self._lease, self._lease_at = None, now.seconds + LEASE_SECONDS
            log.warning("lease_refused", reason=reason.value)
        else:
            return
        self._sending.pop(message, None)

    def look(self, now: Now) -> float:
        """Send what is due. How many seconds until there may be something to do."""
        if not self._connected:
            return LOOK_SECONDS
        if now.seconds >= self._look_at + LOOK_SECONDS:
            self._look_at = now.seconds
            self._reports = {
                report.id: report for report in self._store.waiting(self._time, self._boot)
            }
            self._withdrawals = dict(self._store.withdrawals())
        self._give_back(now)
        # its lease tells the server's time: with that, what was given is known to be of today
        timeless = self._time is None and now.seconds < self._timeless_until
        for report in self._reports.values():
            if not (timeless and report.clock == "own"):
                self._send(report, now)
        for message, request in self._withdrawals.items():
            self._send(Withdraw(id=message, at=now.wall, request=request), now)
        for numbers in self._returns.values():
            self._send(numbers, now)
        if self._lease is None and now.seconds >= self._lease_at:
            self._lease = self._new_id()
            self._lease_at = now.seconds + LEASE_SECONDS
        if self._lease is not None:
            self._send(LeaseNumbers(id=self._lease, at=now.wall, left=self._left), now)
        due = [sending.due for sending in self._sending.values()]
        if timeless:
            due.append(self._timeless_until)
        if self._lease is None:
            due.append(self._lease_at)
        return max(0.0, min((*due, self._look_at + LOOK_SECONDS)) - now.seconds)

    def _give_back(self, now: Now) -> None:
        """What a service that has closed will not need: other kiosks, or the server, may."""
        surplus = [name for name in self._closed if self._left.get(name)]
        if not surplus:
            return
        for day, blocks in self._store.give_up(surplus).items():
            message = ReturnNumbers(id=self._new_id(), at=now.wall, day=day, blocks=tuple(blocks))
            self._returns[message.id] = message
        self._left = dict(self._store.left())

    def _send(self, message: AloneRequest, now: Now) -> None:
        sending = self._sending.get(message.id)
        if sending is None:
            sending = self._sending[message.id] = _Sending(now.seconds)
        if now.seconds < sending.due:
            return
        self._say(message)
        sending.due = now.seconds + sending.wait
        sending.wait = min(2 * sending.wait, AGAIN_SECONDS_MAX)
