"""The policy in force, in words."""

from dataclasses import replace
from datetime import timedelta

from queue_server.domain.site import Policy, Site
from queue_server.lobby import Lobby
from queue_server.staff.policy_words import policy_words
from tests.sites import sample_lobby

LOBBY = sample_lobby()


def words(policy: Policy | None = None, site: Site | None = None) -> dict[str, tuple[str, str]]:
    """By title, Japanese and English."""
    site = LOBBY.site if site is None else site
    lobby: Lobby = replace(LOBBY, site=site if policy is None else replace(site, policy=policy))
    return {rule.title.ja: (rule.words.ja, rule.words.en) for rule in policy_words(lobby)}


def test_every_rule_is_said_in_both_languages_with_the_sites_own_numbers() -> None:
    said = words(
        Policy(
            needs_head_start=timedelta(minutes=7.5),
            no_show_after=timedelta(minutes=4),
            no_show_times=3,
        )
    )
    assert all(ja.endswith("。") and en.endswith(".") for ja, en in said.values())
    assert "7.5分早く" in said["配慮が必要な方"][0]
    assert "車いす" in said["配慮が必要な方"][0]
    assert "7.5 minutes earlier" in said["配慮が必要な方"][1]
    assert "4分後" in said["不在の方"][0]
    assert "3回まで" in said["不在の方"][0]
    assert "after 4 minutes" in said["不在の方"][1]
    assert "3 times" in said["不在の方"][1]


def test_what_a_city_has_switched_off_is_not_promised() -> None:
    said = words(Policy(needs_head_start=timedelta(), no_show_times=0))
    assert said["配慮が必要な方"][0] == "順番は変えません。窓口に印を表示します。"
    assert said["不在の方"][1] == "Not called again by themselves; staff can call them."
    assert "窓口ごとの優先" not in said


def test_what_counters_prefer_is_said_for_each() -> None:
    counters = dict(LOBBY.site.counters)
    counters["3"] = replace(counters["3"], head_starts={"ido": timedelta(minutes=5)})
    said = words(site=replace(LOBBY.site, counters=counters))
    ja, en = said["窓口ごとの優先"]
    assert ja == "3番窓口では「住所変更・届出」を5分、早く来たものとして呼びます。"
    assert en == "As if come earlier: counter 3: Moving / residence, 5 min."


def test_reservations_are_explained_where_there_are_any() -> None:
    said = words(
        Policy(reserved_head_start=timedelta(minutes=45), late_grace=timedelta(minutes=12))
    )
    assert "その45分前に来たものとして" in said["予約の方"][0]
    assert "12分より遅れた方は" in said["予約の方"][0]
    assert "more than 12 minutes late" in said["予約の方"][1]
    assert "30日先まで、時刻の60分前まで" in said["予約の受付"][0]
    services = tuple(one.model_copy(update={"slots": ()}) for one in LOBBY.services.values())
    without = LOBBY.file.model_copy(update={"services": services})
    titles = {rule.title.en for rule in policy_words(replace(LOBBY, file=without))}
    assert not titles & {"Reservations", "Booking"}
