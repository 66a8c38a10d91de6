"""The services, page by page, and a number of one that was touched."""

from uuid import UUID

from kiosk.session.effects import Effect
from kiosk.session.model import Now, Session, TextSize
from kiosk.session.moves import ask
from protocol.messages import TakeTicket


def services_on_page(session: Session) -> int:
    """How many services stand on one page: fewer where words are larger."""
    eighths = {TextSize.NORMAL: 8, TextSize.LARGE: 4, TextSize.LARGEST: 3}[session.text]
    return max(1, session.services_per_page * eighths // 8)


def page_count(session: Session) -> int:
    """How many pages the services fill, at least 1."""
    count = 0 if session.catalogue is None else len(session.catalogue.services)
    return max(1, -(-count // services_on_page(session)))


def offers(session: Session, service: str) -> bool:
    """Whether the catalogue has this service."""
    return session.catalogue is not None and any(
        entry.service == service for entry in session.catalogue.services
    )


def ask_for_number(
    session: Session, service: str, fresh_id: UUID, now: Now
) -> tuple[Session, tuple[Effect, ...]]:
    """A number of one service, and nothing else."""
    request = TakeTicket(id=fresh_id, at=now.wall, services=(service,), language=session.language)
    return ask(session, request, now)
