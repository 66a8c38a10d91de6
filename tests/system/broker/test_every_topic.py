"""Every topic of `Topics` × every role × saying and hearing, at a real Mosquitto with TLS."""

import inspect
import ssl
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from protocol.access import RULES, Role, topic_of
from protocol.link import Broker
from protocol.topics import Topics
from tests.system.broker.secured import HOST, TOPICS, Secured, Somebody, secured
from tests.waiting import eventually

WHO = {
    "server": Role.SERVER,
    "kiosk-1": Role.KIOSK,
    "kiosk-2": Role.KIOSK,
    "pad-1": Role.PAD,
    "pad-3": Role.PAD,
    "display": Role.DISPLAY,
}
NAMES = ("kiosk-1", "kiosk-2", "pad-1", "pad-3", "main", "server", "display")
SITES = (TOPICS, Topics.of("other"))
EVERY = sorted(
    {topic_of(topics, rule, name) for topics in SITES for rule in RULES for name in NAMES}
)
"""Every topic of two sites and all their devices."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured(tmp_path_factory.mktemp("窓口 broker")) as made:
        yield made


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _somebody(broker: Secured, opened: ExitStack, who: str) -> Somebody:
    if who == "server":
        client = Somebody(broker.server)
    elif who == "display":
        context = ssl.create_default_context(cadata=broker.enrolments["kiosk-1"].authority)
        client = Somebody(Broker(HOST, broker.websocket_port), websocket=context)
    else:
        client = Somebody(Broker.of_enrolment(broker.enrolments[who]))
    opened.callback(client.close)
    assert client.refused is None
    return client


def _of(who: str, *, writes: bool) -> set[str]:
    """What somebody may say, or hear: its own name's topics only, and of this site only."""
    role = WHO[who]
    names = NAMES if role in (Role.SERVER, Role.DISPLAY) else (who,)
    return {
        topic_of(TOPICS, rule, name)
        for rule, roles in RULES.items()
        for name in names
        if role in (roles.writes if writes else roles.reads)
    }


def test_every_topic_has_its_rule() -> None:
    methods = {
        name
        for name, member in inspect.getmembers(Topics)
        if not name.startswith("_")
        and (isinstance(member, property) or inspect.isfunction(member))
        and not name.endswith("_of")  # those read a topic
    }
    assert methods - {"root", "site"} == RULES.keys()


def test_the_rules_say_what_they_should() -> None:
    """What follows from the table, written out once by hand."""
    assert _of("kiosk-1", writes=True) == {
        "lobby/1/aizu/kiosk/kiosk-1/request",
        "lobby/1/aizu/device/kiosk-1/status",
        "lobby/1/aizu/device/kiosk-1/result",
    }
    assert _of("kiosk-1", writes=False) == {
        "lobby/1/aizu/kiosk/kiosk-1/reply",
        "lobby/1/aizu/device/kiosk-1/command",
        "lobby/1/aizu/catalogue",
        "lobby/1/aizu/waits",
    }
    assert _of("pad-3", writes=True) == {
        "lobby/1/aizu/pad/pad-3/request",
        "lobby/1/aizu/device/pad-3/status",
        "lobby/1/aizu/device/pad-3/result",
    }
    assert _of("pad-3", writes=False) == {
        "lobby/1/aizu/pad/pad-3/reply",
        "lobby/1/aizu/pad/pad-3/display",
        "lobby/1/aizu/device/pad-3/command",
    }
    assert not _of("display", writes=True)
    assert _of("display", writes=False) == {f"lobby/1/aizu/display/{name}" for name in NAMES}


@pytest.mark.parametrize("retain", [False, True], ids=["said", "retained"])
@pytest.mark.parametrize("who", WHO)
def test_saying(broker: Secured, opened: ExitStack, who: str, *, retain: bool) -> None:
    others = ["#", "$SYS/broker/clients/total", "$CONTROL/dynamic-security/v1", "lobby/2/aizu/x"]
    client = _somebody(broker, opened, who)
    allowed = client.may_say([*EVERY, *others[1:]], retain=retain)
    assert allowed == _of(who, writes=True)


@pytest.mark.parametrize("who", WHO)
def test_hearing(broker: Secured, opened: ExitStack, who: str) -> None:
    client = _somebody(broker, opened, who)
    filters = ["#", "+/+/+/+/+/+", "lobby/1/+/+", "$SYS/#", "$share/all/#", "$share/all/lobby/#"]
    client.listen(*filters, *(f"$share/one/{topic}" for topic in EVERY), *EVERY)
    for speaker in WHO:
        said = _of(speaker, writes=True)
        if said:
            assert _somebody(broker, opened, speaker).may_say(sorted(said)) == said
    wanted = _of(who, writes=False)
    said = set.union(*(_of(speaker, writes=True) for speaker in WHO))
    eventually(lambda: wanted & said <= set(client.heard), "what is for us", within=10)
    # messages come in order: what is said last, and heard, comes after all that must not be
    last = min(wanted & said)
    before = client.heard.count(last)
    speaker = next(name for name in WHO if last in _of(name, writes=True))
    _somebody(broker, opened, speaker).may_say([last])
    eventually(lambda: client.heard.count(last) > before, "the last word", within=10)
    assert set(client.heard) <= wanted


@pytest.mark.parametrize("who", ["kiosk-1", "pad-3"])
def test_a_last_will_says_no_more_than_its_owner(
    broker: Secured, opened: ExitStack, who: str
) -> None:
    server = _somebody(broker, opened, "server")
    server.listen(*_of("server", writes=False))
    for others in (True, False):
        will = TOPICS.device_status("kiosk-2" if others else who)
        client = Somebody(Broker.of_enrolment(broker.enrolments[who]), will=will)
        before = len(server.heard)
        client.break_off()
        if not others:
            # that of its own comes, and the forged one before it never did
            eventually(lambda: server.heard[before:] == [will], "its own will", within=10)  # noqa: B023  at once
