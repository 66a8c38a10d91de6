"""What staff see of passes before they take one back, made from the state. Pure."""

import unicodedata
from collections.abc import Iterator
from uuid import UUID

from pydantic import AwareDatetime

from protocol.passes import PREFIX, read_unproven
from queue_server.domain.refusals import Refusal
from queue_server.domain.state import State, Visit
from queue_server.lobby import Lobby
from queue_server.staff.view import View
from queue_server.staff.words import EdgeRefusal

TEXT_MAX = 500
"""Longer than any pass (protocol/passes.py)."""
FOUND = 10
REVOKED_SHOWN = 50

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PassVisitView(View):
    """A number of today that a pass has brought."""

    number: str
    over: bool


class PassView(View):
    """One pass."""

    pass_id: UUID
    visits: tuple[PassVisitView, ...]
    """Numbers of today that it has brought; more than one where kiosks were cut off."""
    used: bool
    """Whether it has brought a number, also on an earlier day."""
    revoked_at: AwareDatetime | None
    """Since when it is good no more."""


class PassesFound(View):
    """The passes that something stands for."""

    passes: tuple[PassView, ...]


class RevokedView(View):
    """A pass that was taken back."""

    pass_id: UUID
    revoked_at: AwareDatetime


class RevokedPasses(View):
    """The latest passes that were taken back."""

    count: int
    passes: tuple[RevokedView, ...]


def find_passes(lobby: Lobby, state: State, text: str) -> PassesFound | Refusal | EdgeRefusal:
    """The passes of what was typed or scanned: a pass itself (`MG1:…`), its id, the number of a
    visit of today (`B101`, `101`), or a reservation's number.

    A pass that is scanned is not proven: whoever holds it wants it gone, also a forged one.
    """
    scanned = text.strip("\r\n\t")
    if scanned.startswith(PREFIX):
        claims = read_unproven(scanned)
        if claims is None or claims.issuer != lobby.file.site.pass_issuer:
            return EdgeRefusal.NOT_A_PASS
        return PassesFound(passes=(pass_view(lobby, state, claims.pass_id),))
    wanted = unicodedata.normalize("NFKC", text).strip()
    if (pass_id := _as_id(wanted)) is not None:
        return PassesFound(passes=(pass_view(lobby, state, pass_id),))
    visits = list(_visits(state, "".join(wanted.upper().split())))
    if not visits:
        return Refusal.UNKNOWN_VISIT
    # each once, in the order of the visits
    passes = dict.fromkeys(found for visit in visits for found in _passes_of(state, visit))
    if not passes:
        return EdgeRefusal.NO_PASS
    return PassesFound(passes=tuple(pass_view(lobby, state, one) for one in [*passes][:FOUND]))


def pass_view(lobby: Lobby, state: State, pass_id: UUID) -> PassView:
    """What is known of a pass; a pass that nobody has used yet is known by nothing but its id."""
    use, revoked = state.passes.get(pass_id), state.alone.revoked.get(pass_id)
    first = None if use is None else state.visits.get(use.visit)
    brought = () if first is None else (first.id, *first.twins)
    return PassView(
        pass_id=pass_id,
        visits=tuple(
            PassVisitView(number=visit.number, over=visit.closed_at is not None)
            for visit in (state.visits.get(one) for one in brought)
            if visit is not None
        ),
        used=use is not None,
        revoked_at=None if revoked is None else revoked.astimezone(lobby.site.zone),
    )


def revoked_passes(lobby: Lobby, state: State) -> RevokedPasses:
    """The passes that were taken back, the latest first."""
    zone = lobby.site.zone
    latest = sorted(state.alone.revoked.items(), key=lambda one: (one[1], one[0]), reverse=True)
    return RevokedPasses(
        count=len(latest),
        passes=tuple(
            RevokedView(pass_id=pass_id, revoked_at=at.astimezone(zone))
            for pass_id, at in latest[:REVOKED_SHOWN]
        ),
    )


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) >= len(UUID(int=0).hex) else None
    except ValueError:
        return None


def _visits(state: State, number: str) -> Iterator[Visit]:
    """The visits of today with a number, its digits, or the number of a reservation."""
    came = state.book.numbers.get(number)
    if came is not None:
        visit = state.book.reservations[came].visit
        if visit is not None and visit in state.visits:
            yield state.visits[visit]
    for one in state.visits.values():
        if number in {one.number, one.number.lstrip(_LETTERS)}:
            yield one


def _passes_of(state: State, visit: Visit) -> Iterator[UUID]:
    same = {visit.id, *visit.twins}
    yield from (pass_id for pass_id, use in state.passes.items() if use.visit in same)
