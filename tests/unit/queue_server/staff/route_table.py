"""Who may ask what of the pages: every route and every role, as a city reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from queue_server.staff.permissions import Role

# the columns: who has not signed in, staff, supervisor, facilities, auditor
ALL = "yes yes yes yes yes"
SIGNED_IN = "no yes yes yes yes"
LOOKING = "no yes yes yes no"
SERVING = "no yes yes no no"
SUPERVISING = "no no yes no no"
REPORTS = "no no yes no yes"
AUDIT = "no no no no yes"
DEVICES = "no no yes yes no"

TABLE: dict[str, str] = {
    # for everybody in the lobby, and for programs
    "GET /": ALL,
    "GET /docs": ALL,
    "GET /openapi.json": ALL,
    "GET /healthz": ALL,
    "GET /display/{display}": ALL,
    "GET /static": ALL,
    "GET /static/fonts": ALL,
    # a device that knows its code; nobody else can name an envelope
    "POST /enrol": ALL,
    # the staff's pages
    "GET /staff/sign-in": ALL,
    "POST /staff/sign-in": ALL,
    "POST /staff/sign-out": ALL,
    "POST /staff/sign-out-everywhere": SIGNED_IN,
    "GET /staff": SIGNED_IN,
    "GET /staff/counter/{counter}": LOOKING,
    "GET /staff/devices": LOOKING,
    "GET /staff/calendar": SERVING,
    "GET /staff/supervisor": SUPERVISING,
    "GET /staff/passes": SUPERVISING,
    "GET /staff/reports": REPORTS,
    "GET /staff/audit": AUDIT,
    # a counter's console
    "GET /api/staff/events": LOOKING,
    "GET /api/staff/counters/{counter}": LOOKING,
    "GET /api/staff/counters/{counter}/outlook": LOOKING,
    "GET /api/staff/counters/{counter}/find": LOOKING,
    "GET /api/staff/counters/{counter}/request": SERVING,
    "POST /api/staff/counters/{counter}/call-next": SERVING,
    "POST /api/staff/counters/{counter}/call-missed": SERVING,
    "POST /api/staff/counters/{counter}/call-number": SERVING,
    "POST /api/staff/counters/{counter}/recall": SERVING,
    "POST /api/staff/counters/{counter}/no-show": SERVING,
    "POST /api/staff/counters/{counter}/finish": SERVING,
    "POST /api/staff/counters/{counter}/park": SERVING,
    "POST /api/staff/counters/{counter}/transfer": SERVING,
    "POST /api/staff/counters/{counter}/undo": SERVING,
    "POST /api/staff/counters/{counter}/status": SERVING,
    "POST /api/staff/counters/{counter}/service-status": SERVING,
    "POST /api/staff/counters/{counter}/resume": SERVING,
    "POST /api/staff/counters/{counter}/add-stop": SERVING,
    "POST /api/staff/counters/{counter}/drop-stop": SERVING,
    "POST /api/staff/counters/{counter}/reorder-stops": SERVING,
    "POST /api/staff/counters/{counter}/cancel-visit": SERVING,
    "POST /api/staff/counters/{counter}/notes": SERVING,
    # the whole lobby
    "GET /api/staff/supervisor": SUPERVISING,
    "GET /api/staff/supervisor/curve": SUPERVISING,
    "GET /api/staff/supervisor/policy": SUPERVISING,
    "GET /api/staff/supervisor/events": SUPERVISING,
    "POST /api/staff/supervisor/counters/{counter}/status": SUPERVISING,
    "POST /api/staff/supervisor/counters/{counter}/services": SUPERVISING,
    "POST /api/staff/supervisor/services/{service}/status": SUPERVISING,
    "POST /api/staff/supervisor/close-day": SUPERVISING,
    # passes that are taken back
    "GET /api/staff/passes/revoked": SUPERVISING,
    "POST /api/staff/passes/find": SUPERVISING,
    "POST /api/staff/passes/revoke": SUPERVISING,
    # devices
    "GET /api/staff/devices": LOOKING,
    "GET /api/staff/devices/events": LOOKING,
    "POST /api/staff/devices/{device}/orders": DEVICES,
    # reservations
    "GET /api/staff/reservations/slots": SERVING,
    "GET /api/staff/reservations/in-slot": SERVING,
    "GET /api/staff/reservations/find": SERVING,
    "POST /api/staff/reservations/hold": SERVING,
    "POST /api/staff/reservations/book": SERVING,
    "POST /api/staff/reservations/change": SERVING,
    "POST /api/staff/reservations/cancel": SERVING,
    "POST /api/staff/reservations/check-in": SERVING,
    "POST /api/staff/reservations/capacity": SUPERVISING,
    "POST /api/staff/reservations/close": SUPERVISING,
    "POST /api/staff/reservations/open": SUPERVISING,
    # reports and the audit trail
    "GET /api/staff/reports/days": REPORTS,
    "GET /api/staff/reports/figures": REPORTS,
    "GET /api/staff/reports/visits.csv": REPORTS,
    "GET /api/staff/reports/satisfaction": REPORTS,
    "GET /api/staff/reports/satisfaction.csv": REPORTS,
    "GET /api/staff/audit": AUDIT,
    # the tour, which only `make demo` has
    "GET /demo": ALL,
    "GET /demo/events": ALL,
    "GET /demo/screen.jpg": ALL,
    "GET /demo/papers/{name}": ALL,
    "GET /demo/pass.jpg": ALL,
    "POST /demo/hold": ALL,
    "POST /demo/touch": ALL,
    "POST /demo/printer": ALL,
}
"""A route without a row is a failing test, and so is a row without a route."""

QUERIES = {
    "/api/staff/events": "counter=3",
    "/api/staff/counters/{counter}/find": "number=A101",
    "/api/staff/reservations/slots": "service=ido",
    "/api/staff/reservations/in-slot": "service=ido&start=2026-11-24T09:00:00%2B09:00",
    "/api/staff/reservations/find": "number=482913",
    "/api/staff/reports/figures": "day=2026-11-24",
    "/api/staff/reports/visits.csv": "day=2026-11-24",
    "/api/staff/reports/satisfaction": "day=2026-11-24",
    "/api/staff/reports/satisfaction.csv": "first=2026-11-24&last=2026-11-24",
    "/api/staff/audit": "day=2026-11-24",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """An address that the route answers, of the sample site."""
        filled = self.path.format(
            counter="3", service="ido", device="kiosk-1", display="main", name="x.png"
        )
        if self.path.startswith("/static"):
            filled += "/OFL.txt" if "fonts" in self.path else "/base.css"
        query = QUERIES.get(self.path)
        return filled if query is None else f"{filled}?{query}"

    @property
    def changes(self) -> bool:
        """Whether it is there to change something."""
        return self.method != "GET"

    @property
    def is_api(self) -> bool:
        """Whether programs ask it, and not people."""
        return self.path.startswith("/api/")

    @property
    def is_stream(self) -> bool:
        """Whether its answer has no end."""
        return self.path.endswith("/events")

    def allows(self, role: Role | None) -> bool:
        """Whether the table lets a role, or (None) who has not signed in, ask it."""
        column = 0 if role is None else 1 + list(Role).index(role)
        return TABLE[str(self)].split()[column] == "yes"


def routes_of(app: FastAPI) -> Iterator[Route]:
    """All that the application answers. HEAD is answered as GET."""
    for route in iter_route_contexts(app.routes):
        assert route.path is not None, route
        methods = {"GET"} if isinstance(route.original_route, Mount) else route.methods
        assert methods is not None, f"{route.path} is no HTTP route"
        for method in sorted(methods - {"HEAD"}):
            yield Route(method, route.path)
