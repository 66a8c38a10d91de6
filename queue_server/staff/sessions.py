"""Who is signed in: a signed cookie, which ends by itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from queue_server.staff.accounts import Account, Accounts
from queue_server.staff.ended import EndedSessions
from queue_server.staff.permissions import Right, may

COOKIE = "madoguchi_staff"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Its name where the page comes encrypted: a browser takes it from this very server only, and only
encrypted, so that neither another machine of the domain nor a page without TLS can set one
(draft-ietf-httpbis-rfc6265bis, 4.1.3.2)."""
SESSION_TIME = timedelta(hours=10)
"""A working day with its overtime."""


def cookie_name(request: Request) -> str:
    """What the cookie is called on the line that a request came by."""
    return HOST_COOKIE if request.url.scheme == "https" else COOKIE


def cookie_of(request: Request) -> str | None:
    """The cookie that a request carries, None without one."""
    return request.cookies.get(cookie_name(request))


class NotSignedInError(Exception):
    """The request carries no session that is good now."""


class NotAllowedError(Exception):
    """Whoever is signed in has a role without the right that the request needs."""

    def __init__(self, right: Right) -> None:
        super().__init__(right)
        self.right = right


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: str
    stamp: str
    until: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Session:
    """A member of staff who has signed in."""

    id: UUID
    account: Account
    until: datetime

    @property
    def by(self) -> str:
        """Who gives this session's commands, as the journal keeps it."""
        return f"staff:{self.account.name}"

    def may(self, right: Right) -> bool:
        """Whether the account's role has a right now."""
        return may(self.account.role, right)


class Sessions:
    """Issues and reads session cookies.

    A session also ends when its account is removed, gets another password, or is signed out
    everywhere. One that was signed out is remembered until it would have ended.
    """

    def __init__(
        self,
        key: bytes,
        accounts: Accounts,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        ended: EndedSessions | None = None,
    ) -> None:
        """`ended` remembers who signed out; without one this process does."""
        self._signer = URLSafeSerializer(key, salt="staff-session")
        self._accounts = accounts
        self._now = now
        self._new_id = new_id
        self._ended = EndedSessions(None, now=now) if ended is None else ended

    def issue(self, account: Account) -> str:
        """The cookie of a new session."""
        payload = _Payload(
            id=self._new_id(),
            name=account.name,
            stamp=account.stamp,
            until=int((self._now() + SESSION_TIME).timestamp()),
        )
        return self._signer.dumps(payload.model_dump(mode="json"))

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie, None unless it is good now."""
        if cookie is None:
            return None
        try:
            payload = _Payload.model_validate(self._signer.loads(cookie))
        except (BadSignature, ValidationError):
            return None
        until = datetime.fromtimestamp(payload.until, UTC)
        if until <= self._now() or payload.id in self._ended:
            return None
        account = self._accounts.get(payload.name)
        if account is None or account.stamp != payload.stamp:
            return None
        return Session(payload.id, account, until)

    def may(self, cookie: str | None, right: Right) -> bool:
        """Whether a cookie's session is good now, and its role has a right."""
        session = self.read(cookie)
        return session is not None and session.may(right)

    def of(self, request: Request) -> Session | None:
        """The session of a request."""
        return self.read(cookie_of(request))

    def required(self, request: Request) -> Session:
        """The session of a request, for a FastAPI dependency.

        Raises:
            NotSignedInError: there is none.
        """
        session = self.of(request)
        if session is None:
            raise NotSignedInError
        return session

    def allowed(self, right: Right) -> Callable[[Session], Awaitable[Session]]:
        """A FastAPI dependency: the session of a request, where its role has a right.

        It raises `NotSignedInError` where there is none, and `NotAllowedError` where the role does
        not have it.
        """

        # async, because a plain function would be run on another thread for each request
        async def allowed_session(
            session: Annotated[Session, Depends(self.required)],
        ) -> Session:
            if not session.may(right):
                # pages offer nobody what they may not: somebody is trying
                name = session.account.name
                structlog.get_logger().warning("not_allowed", account=name, right=right.value)
                raise NotAllowedError(right)
            return session

        return allowed_session

    def end(self, session: Session) -> None:
        """Sign out. It writes a file: use a worker."""
        self._ended.add(session.id, session.until)
