"""Every route of the staff's, also the one that is written next: it asks who is there, and a
command asks for more than to be signed in.
"""

from collections.abc import Iterator

import pytest
from httpx import Client
from uuid6 import uuid7

from queue_server.staff.home import OFFERS
from queue_server.staff.permissions import Role
from tests.unit.queue_server.staff.test_api import reason
from tests.web import NAME, Web

PAGE = {"Accept": "text/html"}
PAGES = ["/staff", "/staff/counter/3", *(offer.path for offer in OFFERS)]


def commands_and_views(site: Web) -> Iterator[tuple[str, str]]:
    """The method and path of all that the API's document names below `/api/staff`."""
    for path, entry in site.new_app().openapi()["paths"].items():
        if path.startswith("/api/staff"):
            for method in entry:
                yield method.upper(), path.format(counter="3", service="ido", device="kiosk-1")


def test_who_has_not_signed_in_gets_nothing(site: Web, visitor: Client) -> None:
    before = site.engine.state
    asked = list(commands_and_views(site))
    assert len(asked) > 40
    for method, path in asked:
        answer = visitor.request(method, path, json=None if method == "GET" else {})
        assert reason(answer) == (401, "not_signed_in"), (method, path)
    for path in PAGES:
        answer = visitor.get(path, headers=PAGE)
        assert answer.status_code == 303, path
        assert answer.headers["location"] == f"/staff/sign-in?next={path}"
    assert site.engine.state is before


@pytest.mark.parametrize("role", [Role.FACILITIES, Role.AUDITOR])
def test_who_only_looks_can_do_nothing(site: Web, staff: Client, role: Role) -> None:
    site.accounts.set_role(NAME, role)
    before = site.engine.state
    for method, path in commands_and_views(site):
        if role is Role.FACILITIES and path.endswith("/orders"):
            continue  # devices are what they are for
        if method != "GET":
            answer = staff.request(method, path, json={"id": str(uuid7())})
            assert reason(answer) == (403, "not_allowed"), (method, path)
    assert site.engine.state is before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
)
def test_no_page_of_another_site_does_anything(
    site: Web, staff: Client, headers: dict[str, str]
) -> None:
    before = site.engine.state
    for method, path in commands_and_views(site):
        if method != "GET":
            answer = staff.request(method, path, json={"id": str(uuid7())}, headers=headers)
            assert reason(answer) == (403, "cross_site"), (method, path)
            answer = staff.request(method, path, data={"id": str(uuid7())})
            assert answer.status_code == 415, (method, path)
    assert site.engine.state is before
