"""The web application's frame: health, files, headers, what is not there."""

import re

import pytest
from httpx import Client

from queue_server.headers import websocket_source
from queue_server.staff.permissions import Role
from tests.web import NAME, Web

PAGE = {"Accept": "text/html"}


def test_health(visitor: Client, site: Web) -> None:
    site.ticket("ido")
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "broker": True,
        "journal": "unchecked",
        "disk": "unknown",
        "site": "aizu",
        "position": site.engine.state.position,
    }


def test_a_broker_that_is_away_is_said_but_does_not_get_the_server_ended(
    visitor: Client, site: Web
) -> None:
    site.broker[0] = False
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


@pytest.mark.nothing_changes
@pytest.mark.parametrize("path", ["/", "/docs", "/display/main", "/staff/sign-in", "/nothing"])
def test_no_page_needs_another_host_or_an_inline_script(visitor: Client, path: str) -> None:
    answer = visitor.get(path, headers=PAGE)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    broker = " ws://*:9001" if path.startswith("/display/") else ""
    assert f"connect-src 'self'{broker};" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", answer.text)


def test_every_file_that_a_page_names_is_there(staff: Client, site: Web) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    named = set[str]()
    for path in ("/", "/docs", "/display/main", "/staff", "/staff/counter/3", "/staff/supervisor"):
        named |= set(re.findall(r'(?:src|href)="(/static/[^"]+)"', staff.get(path).text))
    css = staff.get("/static/base.css").text
    named |= set(re.findall(r'url\("([^"]+)"\)', css))
    for script in [name for name in named if name.endswith(".js") and "vendor" not in name]:
        folder = script.rsplit("/", 1)[0]
        for imported in re.findall(r'from "\./([^"]+)"', staff.get(script).text):
            named.add(f"{folder}/{imported}")
    assert len(named) > 15
    for name in named:
        assert staff.get(name).status_code == 200, name


def test_scripts_are_served_as_scripts(visitor: Client) -> None:
    kind = visitor.get("/static/display/display.js").headers["content-type"]
    assert "javascript" in kind


def test_fonts_are_kept_and_scripts_are_asked_for_again(visitor: Client) -> None:
    font = visitor.get("/static/fonts/BIZUDPGothic-Bold.ttf")
    assert font.headers["cache-control"] == "public, max-age=2592000"
    script = visitor.get("/static/base.css")
    assert script.headers["cache-control"] == "no-cache"
    again = visitor.get("/static/base.css", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.nothing_changes
@pytest.mark.parametrize("path", ["/", "/healthz", "/docs", "/display/main", "/static/base.css"])
def test_a_monitor_may_ask_for_the_headers_only(visitor: Client, path: str) -> None:
    whole, headers = visitor.get(path), visitor.head(path)
    assert (headers.status_code, headers.content) == (200, b"")
    assert headers.headers["content-type"] == whole.headers["content-type"]
    assert headers.headers["content-length"] == whole.headers["content-length"]


def test_an_event_stream_has_no_headers_only(staff: Client) -> None:
    assert staff.head("/api/staff/events?counter=3").status_code == 405


@pytest.mark.nothing_changes
@pytest.mark.parametrize("path", ["/nothing", "/display/nothing", "/static/nothing.js"])
def test_what_is_not_there_is_said_in_both_languages(visitor: Client, path: str) -> None:
    answer = visitor.get(path, headers=PAGE)
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text
    assert "Page not found" in answer.text
    assert visitor.get(path).json()["reason"] == "not_found"


@pytest.mark.parametrize("path", ["/static/../web.py", "/static/%2e%2e/sites/sample.toml"])
def test_only_the_web_folder_is_handed_out(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_start_page_leads_to_display_and_staff(visitor: Client) -> None:
    page = visitor.get("/").text
    assert 'href="/display/main"' in page
    assert 'href="/staff"' in page


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("ws://:9001", "ws://*:9001"),
        ("ws://*:9001/", "ws://*:9001"),
        ("wss://lobby.example/mqtt", "wss://lobby.example"),
        ("ws://192.0.2.7:9001", "ws://192.0.2.7:9001"),
        ("ws://[::1]:9001/", "ws://*:9001"),
    ],
)
def test_the_brokers_address_in_the_policy(address: str, source: str) -> None:
    assert websocket_source(address) == source


def test_an_address_that_is_no_websocket(site: Web) -> None:
    with pytest.raises(ValueError, match="ws://HOST:PORT"):
        websocket_source("mqtt://127.0.0.1:1883")
