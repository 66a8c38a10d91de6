"""Which sealed requests are kept, until when, and for whom they are opened.

The one way to them: an application store will stand here one day.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from protocol.sealed import CertificateRequest, NotOpenedError, OpeningKey, unseal
from queue_server.domain.at_counters import can_undo
from queue_server.domain.business_day import day_ends
from queue_server.domain.site import Site
from queue_server.domain.state import State, TicketAnswer, Visit
from queue_server.requests_store.store import Kept, RequestStore

SWEEP_SECONDS = 5.0
"""So often it is looked for requests that are kept no longer."""


def still_wanted(site: Site, state: State, kept: Kept, now: datetime) -> bool:
    """Whether a counter may still open a request: the visit goes on, and its time is not over.

    The last step of a visit can be taken back for some seconds; so long it goes on too.
    """
    visit = state.visits.get(kept.visit)
    if visit is None or visit.request != kept.id or kept.expires_at <= now:
        return False
    return visit.closed_at is None or any(
        step.after.id == visit.id and can_undo(site, state, counter, now)
        for counter, step in state.last_steps.items()
    )


class Requests:
    """The sealed requests of one site."""

    def __init__(
        self,
        site: Site,
        store: RequestStore,
        key: OpeningKey,
        *,
        kept_after_day: timedelta = timedelta(0),
        state: Callable[[], State],
        now: Callable[[], datetime],
    ) -> None:
        """`kept_after_day`: so long after the business day a visit that is still at a counter has
        its request.
        """
        self._site = site
        self._store = store
        self._key = key
        self._kept_after_day = kept_after_day
        self._state = state
        self._now = now
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="requests", daemon=True)
        self._log = structlog.get_logger()

    def keep(self, ticket: TicketAnswer, blob: bytes) -> None:
        """Keep what came with a ticket, durably. Repeated, it changes nothing.

        Raises:
            sqlite3.Error: it is not kept; the kiosk must not be answered.
        """
        if ticket.request is None:
            return
        visit = self._state().visits.get(ticket.visit)
        if visit is None:
            # a repeated request of an earlier day
            return
        expires_at = day_ends(self._site, visit.day) + self._kept_after_day
        kept = Kept(ticket.request, ticket.visit, expires_at)
        if still_wanted(self._site, self._state(), kept, self._now()):
            self._store.keep(kept, blob)

    def has(self, visit: Visit) -> bool:
        """Whether the request of a visit is there to be opened."""
        return self._sealed(visit) is not None

    def open(self, visit: Visit) -> CertificateRequest | None:
        """What the resident of a visit filled in; None where it is kept no longer.

        Whoever calls this has made sure for whom it is opened, and has written that down.

        Raises:
            NotOpenedError: it was sealed for another key or ticket, or holds no request.
        """
        blob = self._sealed(visit)
        if blob is None or visit.request is None:
            return None
        try:
            return unseal(blob, self._key, site=self._site.id, request_id=visit.request)
        except NotOpenedError as error:
            self._log.warning("request_not_opened", request=str(visit.request), why=str(error))
            raise

    def sweep(self) -> None:
        """Delete what is kept no longer: of visits that are over, and what has expired."""
        state, now = self._state(), self._now()
        gone: list[UUID] = [
            kept.id for kept in self._store.kept if not still_wanted(self._site, state, kept, now)
        ]
        if gone:
            self._store.delete(gone)
            self._log.info("requests_deleted", count=len(gone))

    def start(self) -> None:
        """Delete what is over, and go on doing so, on a thread of its own."""
        self.sweep()
        self._thread.start()

    def close(self) -> None:
        """End, and let go of the file."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._store.close()

    def _sealed(self, visit: Visit) -> bytes | None:
        if visit.request is None:
            return None
        expires_at = day_ends(self._site, visit.day) + self._kept_after_day
        kept = Kept(visit.request, visit.id, expires_at)
        if not still_wanted(self._site, self._state(), kept, self._now()):
            # its time is over, though nobody has swept yet
            return None
        return self._store.find(visit.request, visit.id)

    def _run(self) -> None:
        while not self._closing.wait(SWEEP_SECONDS):
            self.sweep()
