"""Signing in and out, and the staff's pages."""

import pytest
from httpx import Client

from tests.web import NAME, PASSWORD, Web

PAGE = {"Accept": "text/html"}


def sign_in(
    client: Client, name: str = NAME, password: str = PASSWORD, after: str = "/staff"
) -> int:
    answer = client.post(
        "/staff/sign-in", data={"name": name, "password": password, "after": after}
    )
    return answer.status_code


def test_who_has_not_signed_in_is_asked_to_and_then_gets_where_they_wanted(
    visitor: Client,
) -> None:
    answer = visitor.get("/staff/counter/3", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/staff/sign-in?next=/staff/counter/3",
    )
    form = visitor.get(answer.headers["location"])
    assert 'value="/staff/counter/3"' in form.text
    after = visitor.post(
        "/staff/sign-in",
        data={"name": NAME, "password": PASSWORD, "after": "/staff/counter/3"},
    )
    assert after.headers["location"] == "/staff/counter/3"
    assert "3番窓口" in visitor.get("/staff/counter/3").text


@pytest.mark.nothing_changes
@pytest.mark.parametrize(
    "after", ["https://elsewhere.example", "//elsewhere.example", "/demo", "/staff/../demo", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(visitor: Client, after: str) -> None:
    answer = visitor.post(
        "/staff/sign-in", data={"name": NAME, "password": PASSWORD, "after": after}
    )
    assert answer.headers["location"] == "/staff"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Client) -> None:
    answer = visitor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "max-age=36000", "path=/"):
        assert word in cookie
    assert PASSWORD not in cookie


def test_a_wrong_password_is_said_and_nothing_more(visitor: Client) -> None:
    answer = visitor.post("/staff/sign-in", data={"name": NAME, "password": "wrong-password"})
    unknown = visitor.post("/staff/sign-in", data={"name": "nobody", "password": "wrong-password"})
    assert answer.status_code == unknown.status_code == 403
    assert "職員IDまたはパスワードが違います。" in answer.text
    assert answer.text.replace(NAME, "nobody") == unknown.text
    assert "set-cookie" not in answer.headers


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(
    visitor: Client, site: Web
) -> None:
    assert [sign_in(visitor, password=f"wrong-{n}") for n in range(5)] == [403] * 5
    answer = visitor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "しばらくサインインできません" in answer.text
    site.clock.forward(seconds=31)
    assert sign_in(visitor) == 303


def test_a_form_on_another_site_cannot_sign_somebody_in(visitor: Client) -> None:
    answer = visitor.post(
        "/staff/sign-in",
        data={"name": NAME, "password": PASSWORD},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_what_was_typed_is_shown_as_text(visitor: Client) -> None:
    answer = visitor.post("/staff/sign-in", data={"name": '"><script>x', "password": "wrong"})
    assert "<script>x" not in answer.text


def test_signing_out_ends_the_session_and_its_cookie(staff: Client) -> None:
    cookie = staff.cookies["madoguchi_staff"]
    answer = staff.post("/staff/sign-out")
    assert answer.headers["location"] == "/staff/sign-in"
    assert "madoguchi_staff" not in staff.cookies
    # also for who kept a copy
    staff.cookies.set("madoguchi_staff", cookie)
    assert staff.get("/api/staff/counters/3").status_code == 401


def test_every_counter_can_be_chosen(staff: Client, site: Web) -> None:
    page = staff.get("/staff").text
    for counter in site.lobby.counters.values():
        assert f'href="/staff/counter/{counter.id}"' in page
        assert counter.name in page


def test_a_counter_that_is_not_there(staff: Client) -> None:
    assert staff.get("/staff/counter/99", headers=PAGE).status_code == 404


def test_pages_are_not_kept(staff: Client) -> None:
    for path in ("/staff", "/staff/counter/3"):
        assert staff.get(path).headers["cache-control"] == "no-store"
