"""Every route of the server and every role: who gets an answer, and that nobody else does anything.

The table stands in route_table.py; the routes are the application's own, so the one that is written
next has no row, and fails.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Client, Response
from uuid6 import uuid7

import queue_server
from queue_server.broker.envelopes import enrolling
from queue_server.demo.companions import Folders
from queue_server.demo.kiosk import FakeKiosk
from queue_server.demo.pages import tour_pages
from queue_server.demo.tour import Tour
from queue_server.demo.watch import Changes
from queue_server.keys import pass_signing_key
from queue_server.pages import Pages
from queue_server.staff.permissions import Role
from queue_server.web import close_streams
from tests.sites import Clock
from tests.unit.queue_server.staff.route_table import TABLE, Route, routes_of
from tests.unit.queue_server.staff.test_api import reason
from tests.web import NAME, PASSWORD, Web

PAGE = {"Accept": "text/html"}
ROUTE = re.compile(
    r"^ +@\w+\.(?:get|post|put|patch|delete|options|route|api_route|websocket)\(", re.MULTILINE
)
# what is not run (JSON) is no script
INSIDE = re.compile(
    r"<script(?! src=| type=.module. src=| type=.application/json.)"
    r"|<style|\sstyle=|\son[a-z]+=|javascript:"
)
ELSEWHERE = re.compile(r'(src|href|action)="(https?:)?//')
SIGN_IN = {"name": NAME, "password": PASSWORD}


@pytest.fixture
def app(site: Web, tmp_path: Path) -> Iterator[FastAPI]:
    """The application with everything that any server of ours adds to it."""
    folders = Folders(tmp_path / "tour")
    folders.prepare()
    tour = Tour(
        site.lobby,
        pass_signing_key(folders.data),
        folders,
        FakeKiosk(),
        Changes(),
        now=Clock(),
        new_id=uuid7,
    )
    pages = Pages(site="aizu", site_name="見本", site_name_en="Sample")
    whole = site.new_app(routers=(enrolling(tmp_path, now=site.clock), tour_pages(tour, pages)))
    yield whole
    close_streams(whole)
    tour.close()


def ask(client: Client, route: Route, headers: dict[str, str] | None = None) -> Response:
    """Ask as a browser would: pages and forms as a person's, the rest as a script's."""
    own = {} if route.is_api else PAGE
    form = route.path.startswith("/staff")
    with client.stream(
        route.method,
        route.address,
        headers={**own, **(headers or {})},
        json={"id": str(uuid7())} if route.changes and not form else None,
        data=SIGN_IN if route.changes and form else None,
    ) as answer:
        if not (route.is_stream and answer.status_code == 200):
            answer.read()
        return answer


def sign_in(client: Client) -> None:
    assert client.post("/staff/sign-in", data=SIGN_IN).status_code == 303


def refused(route: Route, answer: Response, role: Role | None) -> bool:
    """Whether an answer is the refusal that is due to somebody who may not ask."""
    if role is None and not route.is_api:
        to = str(answer.headers.get("location"))
        return answer.status_code == 303 and to.startswith("/staff/sign-in")
    if role is None:
        return reason(answer) == (401, "not_signed_in")
    if route.is_api:
        return reason(answer) == (403, "not_allowed")
    return answer.status_code == 403 and "Not for your role" in answer.text


def answered(route: Route, answer: Response) -> bool:
    """Whether an answer is one that somebody gets who may ask: also that it asked wrongly."""
    if "/sign-" in route.path:
        return answer.status_code in {200, 303}
    return answer.status_code < 400 or answer.status_code in {404, 409, 422}


def test_every_route_has_a_row_and_every_row_a_route(app: FastAPI) -> None:
    assert sorted(map(str, routes_of(app))) == sorted(TABLE)


def test_no_route_is_made_where_the_table_does_not_look() -> None:
    made = sum(
        len(ROUTE.findall(text))
        for path in Path(queue_server.__file__).parent.rglob("*.py")
        if (text := path.read_text(encoding="utf-8"))
    )
    not_ours = {"GET /openapi.json", "GET /static", "GET /static/fonts"}
    assert made == len(TABLE.keys() - not_ours)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_gets_an_answer(site: Web, visitor: Client, app: FastAPI, role: Role | None) -> None:
    if role is not None:
        site.accounts.set_role(NAME, role)
        sign_in(visitor)
    wrong = list[str]()
    for route in routes_of(app):
        before = site.engine.state
        answer = ask(visitor, route)
        if route.allows(role):
            right = answered(route, answer)
        else:
            right = refused(route, answer, role) and site.engine.state is before
        if not right:
            wrong.append(f"{route}: {answer.status_code}")
        if "/sign-" in route.path and role is not None:
            sign_in(visitor)
        elif role is None:
            visitor.cookies.clear()
    assert wrong == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://[broken"},
    ],
    ids=str,
)
def test_no_page_of_another_site_changes_anything(
    site: Web, visitor: Client, app: FastAPI, headers: dict[str, str]
) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    sign_in(visitor)
    before = site.engine.state
    for route in routes_of(app):
        if route.changes:
            assert reason(ask(visitor, route, headers)) == (403, "cross_site"), route
    assert site.engine.state is before


def test_nothing_else_answers_another_method(visitor: Client, app: FastAPI) -> None:
    known = set(map(str, routes_of(app)))
    sign_in(visitor)
    for route in list(routes_of(app)):
        for method in ("GET", "POST", "PUT", "DELETE"):
            if f"{method} {route.path}" not in known:
                answer = (
                    visitor.request(method, route.address)
                    if method == "GET"
                    else visitor.request(method, route.address, json={})
                )
                # where another route has such a path, that one answers
                assert answer.status_code in {403, 404, 405}, (method, route)


def test_nothing_takes_a_file(visitor: Client, app: FastAPI, site: Web) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    sign_in(visitor)
    before = site.engine.state
    for route in routes_of(app):
        if route.changes and not route.path.startswith("/staff/sign-out"):
            files = dict.fromkeys(("name", "file"), ("x.png", b"\x89PNG", "image/png"))
            answer = visitor.request(route.method, route.address, files=files)
            assert answer.status_code in {415, 422}, route
    assert site.engine.state is before


def test_every_answer_says_what_a_browser_may_do_with_it(
    visitor: Client, app: FastAPI, site: Web
) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    sign_in(visitor)
    for route in routes_of(app):
        answer = ask(visitor, route)
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, route
        assert "unsafe" not in policy, route
        assert headers["x-content-type-options"] == "nosniff", route
        assert headers["x-frame-options"] == "SAMEORIGIN", route
        assert headers["referrer-policy"] == "same-origin", route
        assert headers["cross-origin-opener-policy"] == "same-origin", route
        assert "camera=()" in headers["permissions-policy"], route
        assert "server" not in headers, route
        kept = "no-store" if not route.path.startswith("/static") else None
        assert kept in {None, headers["cache-control"]}, route
        if "/sign-" in route.path:
            sign_in(visitor)


def test_no_page_has_a_script_or_a_style_inside(app: FastAPI, visitor: Client, site: Web) -> None:
    seen = list[str]()
    for role in (None, Role.SUPERVISOR, Role.FACILITIES, Role.AUDITOR):
        if role is not None:
            site.accounts.set_role(NAME, role)
            sign_in(visitor)
        for route in [*routes_of(app), Route("GET", "/nothing")]:
            if route.changes or route.is_stream:
                continue
            answer = visitor.get(route.address, headers=PAGE, follow_redirects=True)
            if answer.headers.get("content-type", "").startswith("text/html"):
                seen.append(route.path)
                assert not INSIDE.search(answer.text), route
                assert not ELSEWHERE.search(answer.text), route
    assert {"/", "/nothing", "/display/{display}", "/staff/audit", "/demo"} <= set(seen)
