"""What every answer carries so that a browser does no more with it than is meant."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from queue_server.staff.words import EdgeRefusal, refusal_body

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
BODY_MAX = 16 * 1024
"""Bytes. A command or a sign-in has a few hundred; more would only be kept in memory."""
URL_MAX = 4096
"""Bytes of path and query. The longest of ours, an audit trail's, has some two hundred."""
ONLY_ENCRYPTED = "max-age=31536000"
"""A year (RFC 6797). Without includeSubDomains: other machines' names are not ours to bind."""
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "browsing-topics", "camera", "display-capture"),
        *("geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
        *("publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
    )
)
OWN_NAMES = {"localhost", "127.0.0.1", "::1"}
"""By which a machine calls itself: its health checks do."""


def content_security_policy(mqtt_websocket: str | None = None) -> str:
    """A policy without inline scripts or styles, and without any other host but the broker's,
    where that is told.

    Pages may be shown inside pages of the same server only (the demo's tour does).
    """
    broker = "" if mqtt_websocket is None else f" {websocket_source(mqtt_websocket)}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self'",
            f"connect-src 'self'{broker}",
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

    def __init__(
        self, app: ASGIApp, *, mqtt_websocket: str, hosts: Collection[str] = frozenset()
    ) -> None:
        """`hosts` are the names that the server goes by; without any, every name is taken."""
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._display_policy = content_security_policy(mqtt_websocket)
        self._headers = {
            # only a display has business with the broker
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            # not "no-referrer": the Origin of our own forms would then be "null"
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS,
            "X-Permitted-Cross-Domain-Policies": "none",
            # all that is no file shows how things are now, and much of it who is signed in
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/display/"):
                    headers.setdefault("Content-Security-Policy", self._display_policy)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", ONLY_ENCRYPTED)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, receive, send_with_headers)
            return
        status, reason = refused
        answer = JSONResponse(refusal_body(reason), status_code=status)
        if reason is EdgeRefusal.TOO_LARGE:
            # what was not read would be taken for the next request
            answer.headers["Connection"] = "close"
        await answer(scope, receive, send_with_headers)

    def _refused(self, scope: Scope) -> tuple[int, EdgeRefusal] | None:
        headers = Headers(scope=scope)
        if self._hosts and not self._is_ours(headers.get("host", "")):
            return 421, EdgeRefusal.OTHER_HOST
        if len(scope["path"]) + len(scope["query_string"]) > URL_MAX:
            return 414, EdgeRefusal.TOO_LARGE
        safe = scope["method"] in SAFE_METHODS
        if not safe and _is_cross_site(headers, scope["scheme"]):
            return 403, EdgeRefusal.CROSS_SITE
        if not _is_short(headers, 0 if safe else BODY_MAX):
            return 413, EdgeRefusal.TOO_LARGE
        # another site's form can send text and forms without asking first, but no JSON
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if not safe and scope["path"].startswith("/api/") and kind != "application/json":
            return 415, EdgeRefusal.NOT_JSON
        return None

    def _is_ours(self, host: str) -> bool:
        # a name that somebody else's name server leads here (DNS rebinding) makes a browser take
        # our pages for theirs; nobody else has the machine's own names
        name = host_name(host)
        return name in self._hosts or name in OWN_NAMES


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


def host_name(host: str) -> str:
    """The name in a `Host` header, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_short(headers: Headers, longest: int) -> bool:
    """Whether a body says how long it is, and is short. Every browser says it."""
    if "transfer-encoding" in headers:
        return False
    length = headers.get("content-length", "0")
    # a number of many digits takes long to read
    return length.isdecimal() and len(length) < 10 and int(length) <= longest


def _is_cross_site(headers: Headers, scheme: str) -> bool:
    """Every browser of today says `Sec-Fetch-Site` or `Origin`; a program without them is none."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    # a proxy may say nothing about TLS: only what is surely less safe than we are is refused
    unsafe = scheme == "https" and parts.scheme != "https"
    return unsafe or parts.netloc != headers.get("host", "")
