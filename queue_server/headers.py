"""What every answer carries so that a browser does no more with it than is meant."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queue_server.staff.words import EdgeRefusal, refusal_body

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
BODY_MAX = 16 * 1024
"""Bytes. A command or a sign-in has a few hundred; more would only be kept in memory."""


def content_security_policy(mqtt_websocket: str) -> str:
    """A policy without inline scripts or styles, and without any other host but the broker's.

    Pages may be shown inside pages of the same server only (the demo's tour does).
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self'",
            f"connect-src 'self' {websocket_source(mqtt_websocket)}",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def websocket_source(mqtt_websocket: str) -> str:
    """The broker's WebSocket listener as a source of the policy, `ws://*:9001` for any host.

    Raises:
        ValueError: it is no `ws://` or `wss://` address.
    """
    parts = urlsplit(mqtt_websocket)
    if parts.scheme not in ("ws", "wss"):
        raise ValueError(f"an MQTT WebSocket address is ws://HOST:PORT/, not {mqtt_websocket!r}")
    host = parts.hostname or "*"
    port = "" if parts.port is None else f":{parts.port}"
    # an address in brackets (IPv6) cannot be said in a policy
    return f"{parts.scheme}://{'*' if ':' in host else host}{port}"


class SecurityHeaders:
    """Adds the headers, and refuses what another site's page would make a browser send here.

    Plain ASGI, because a middleware that reads answers would hold back event streams.
    """

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            # not "no-referrer": the Origin of our own forms would then be "null"
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/healthz")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = _refused(scope)
        if refused is None:
            await self._app(scope, receive, send_with_headers)
            return
        status, reason = refused
        answer = JSONResponse(refusal_body(reason), status_code=status)
        await answer(scope, receive, send_with_headers)


class HeadersOnly:
    """Answers HEAD as GET, for monitors (RFC 9110, 9.3.2); the server below leaves out the body.

    Not for event streams, which would never end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if (
            scope["type"] == "http"
            and scope["method"] == "HEAD"
            and not scope["path"].endswith("/events")
        ):
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


def _refused(scope: Scope) -> tuple[int, EdgeRefusal] | None:
    if scope["method"] in SAFE_METHODS:
        return None
    headers = Headers(scope=scope)
    if _is_cross_site(headers):
        return 403, EdgeRefusal.CROSS_SITE
    path = scope["path"]
    if path.startswith(("/api/", "/staff")) and not _is_short(headers):
        return 413, EdgeRefusal.TOO_LARGE
    # another site's form can send text and forms without asking first, but no JSON
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if path.startswith("/api/") and kind != "application/json":
        return 415, EdgeRefusal.NOT_JSON
    return None


def _is_short(headers: Headers) -> bool:
    """Whether a body says how long it is, and is short. Every browser says it."""
    if "transfer-encoding" in headers:
        return False
    length = headers.get("content-length", "0")
    return length.isdecimal() and int(length) <= BODY_MAX


def _is_cross_site(headers: Headers) -> bool:
    """Every browser of today says `Sec-Fetch-Site` or `Origin`; a program without them is none."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
