"""How many wait for each service now: shown while it is known to be true, and no longer. Pure."""

from dataclasses import replace

from kiosk.session.events import WaitsArrived
from kiosk.session.model import Now, Session
from protocol.messages import ServiceWaits

OLD_SECONDS = 20.0
"""Waits of so long ago are not shown. The server repeats them every 5 s: one of us is cut off."""


def waits_arrived(session: Session, arrived: WaitsArrived, now: Now) -> Session:
    """The newest waits. What a broker has kept counts only where it is known to be new."""
    age = abs((now.wall - arrived.made_at).total_seconds())
    if arrived.kept and age > OLD_SECONDS:
        return session
    # otherwise by our own clock: a server's may be set wrong, and what it says just now is new
    return replace(session, waits=arrived.services, waits_at=now.seconds)


def without_old(session: Session, now: Now) -> Session:
    """The session without waits that may not be true any more."""
    if session.waits and now.seconds - session.waits_at > OLD_SECONDS:
        return replace(session, waits=())
    return session


def wait_for(session: Session, service: str) -> ServiceWaits | None:
    """How one service is doing; None where that is not known now."""
    return next((entry for entry in session.waits if entry.service == service), None)


def takes_nobody(session: Session, service: str) -> bool:
    """Whether a service is known to give no numbers now."""
    known = wait_for(session, service)
    return known is not None and known.status != "open"
