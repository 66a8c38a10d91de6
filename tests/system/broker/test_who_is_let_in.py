"""Who is let in at all, and how somebody is shut out."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from protocol.access import Role
from protocol.link import Broker, MqttLink, Received
from protocol.tls import Tls
from queue_server.broker.authority import Authority, Issued
from tests.system.broker.secured import HOST, TOPICS, Secured, Somebody, secured
from tests.system.parts import PATIENCE
from tests.waiting import eventually


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured(tmp_path_factory.mktemp("broker")) as made:
        yield made


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class _Linked:
    """A device with the link that kiosks have."""

    def __init__(self, broker: Broker, opened: ExitStack, name: str) -> None:
        self.heard: list[Received] = []
        self.changes: list[bool] = []
        self.link = MqttLink(
            broker,
            client_id=name,
            subscriptions=(TOPICS.reply(name),),
            on_message=self.heard.append,
            on_connected=self.changes.append,
        )
        opened.callback(self.link.close)
        self.link.open()

    def connected(self) -> "_Linked":
        """Once it is let in."""
        eventually(lambda: self.link.connected, "the link", within=PATIENCE)
        return self


def _refused(broker: Broker) -> bool:
    """Whether somebody is not let in, by TLS or by the broker."""
    try:
        client = Somebody(broker)
    except (ssl.SSLError, ConnectionError):
        return True
    refused = client.ended.is_set()
    client.close()
    return refused


def test_a_device_needs_its_password_and_a_certificate(broker: Secured) -> None:
    good = Broker.of_enrolment(broker.enrolments["kiosk-1"])
    authority = broker.enrolments["kiosk-1"].authority
    assert not _refused(good)
    assert _refused(replace(good, password="guessed"))
    assert _refused(replace(good, username=None, password=None))
    assert _refused(replace(good, username="server", password=broker.server.password))
    assert _refused(replace(good, username="kiosk-2"))
    assert _refused(replace(good, tls=Tls(authority)))
    assert _refused(replace(broker.server, password="guessed"))
    assert _refused(replace(good, tls=None, port=broker.server_port))


def test_a_certificate_of_another_ca_is_nobodys(broker: Secured) -> None:
    now = datetime.now(UTC)
    forged = Authority.new("aizu", now=now).for_device("aizu", "kiosk-1", now=now, days=9)
    good = Broker.of_enrolment(broker.enrolments["kiosk-1"])
    tls = Tls(broker.enrolments["kiosk-1"].authority, forged.certificate, forged.key)
    assert _refused(replace(good, tls=tls))


def test_an_old_tls_is_refused(broker: Secured) -> None:
    context = Broker.of_enrolment(broker.enrolments["kiosk-1"]).tls
    assert context is not None
    made = context.context()
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.check_hostname


def test_a_kiosk_tells_nothing_to_a_broker_that_is_not_the_citys(
    broker: Secured, opened: ExitStack, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Broker.of_enrolment(broker.enrolments["kiosk-1"])
    assert good.tls is not None
    stranger = Authority.new("aizu", now=datetime.now(UTC)).issued.certificate
    others = {
        "verify failed": replace(good, tls=replace(good.tls, authority=stranger)),
        # a name that the certificate does not have
        "localhost": replace(good, host="localhost"),
    }
    for reason, one in others.items():
        linked = _Linked(one, opened, "kiosk-1")
        seen = list[str]()

        def said(seen: list[str] = seen) -> bool:
            seen.append(capsys.readouterr().out)
            return any("broker_not_trusted" in text for text in seen)

        eventually(said, "a word in the log", within=PATIENCE)
        assert reason in "".join(seen) or "self-signed" in "".join(seen)
        assert not linked.changes
        linked.link.close()


def test_nobody_throws_a_kiosk_out_by_its_name(broker: Secured, opened: ExitStack) -> None:
    kiosk = _Linked(Broker.of_enrolment(broker.enrolments["kiosk-1"]), opened, "kiosk-1")
    kiosk.connected()
    context = ssl.create_default_context(cadata=broker.enrolments["kiosk-1"].authority)
    for thief in (
        Somebody(Broker(HOST, broker.websocket_port), client_id="kiosk-1", websocket=context),
        Somebody(Broker.of_enrolment(broker.enrolments["kiosk-2"]), client_id="kiosk-1"),
    ):
        opened.callback(thief.close)
        assert thief.refused is None
    server = Somebody(broker.server)
    opened.callback(server.close)
    server.may_say([TOPICS.reply("kiosk-1")])
    eventually(lambda: kiosk.heard, "the reply", within=PATIENCE)
    assert kiosk.changes == [True]


def test_a_stolen_kiosk_is_out_at_once_and_the_others_stay(
    broker: Secured, opened: ExitStack
) -> None:
    stolen = Broker.of_enrolment(broker.enrolments["kiosk-2"])
    thief, other = Somebody(stolen), Somebody(Broker.of_enrolment(broker.enrolments["kiosk-1"]))
    context = ssl.create_default_context(cadata=broker.enrolments["kiosk-1"].authority)
    display = Somebody(Broker(HOST, broker.websocket_port), websocket=context)
    server = Somebody(broker.server)
    for client in (thief, other, display, server):
        opened.callback(client.close)
    display.listen(TOPICS.display("main"))
    broker.desk.shut_out("kiosk-2")
    broker.read_again()
    eventually(thief.ended.is_set, "the end of its connection", within=PATIENCE)
    assert _refused(stolen)
    # with the password of a kiosk that is let in: the certificate is good no more either
    password = broker.enrolments["kiosk-1"].password
    assert _refused(replace(stolen, username="kiosk-1", password=password))
    assert other.may_say([TOPICS.request("kiosk-1")])
    assert server.may_say([TOPICS.display("main")])
    eventually(lambda: display.heard, "the board", within=PATIENCE)
    assert not [one for one in (other, display, server) if one.ended.is_set()]

    # it was found again: a new credential lets it in, the old one does not
    found = broker.desk.renew("kiosk-2", days=9).enrolment
    broker.read_again()
    eventually(lambda: not _refused(Broker.of_enrolment(found)), "to be let in", within=PATIENCE)
    assert _refused(stolen)


def test_a_certificate_that_has_ended_lets_nobody_in(broker: Secured) -> None:
    good = broker.enrolments["kiosk-1"]
    key = (broker.folder / "authority-key.pem").read_text()
    ended = Authority(Issued(good.authority, key)).for_device(
        "aizu", "kiosk-1", now=datetime.now(UTC), days=0
    )
    tls = Tls(good.authority, ended.certificate, ended.key)
    assert _refused(replace(Broker.of_enrolment(good), tls=tls))


def test_every_device_goes_on_with_another_certificate_of_ca_and_broker(
    tmp_path: Path, opened: ExitStack
) -> None:
    with secured(tmp_path, authority_age=timedelta(days=2500)) as broker:
        kiosk = _Linked(Broker.of_enrolment(broker.enrolments["kiosk-1"]), opened, "kiosk-1")
        kiosk.connected()
        before = broker.shown_to_displays()
        assert broker.prepare().authority_is_new
        added = broker.desk.add("kiosk-3", Role.KIOSK, days=9).enrolment
        assert added.authority != broker.enrolments["kiosk-1"].authority
        with broker.started_again():
            # read again only, it would go on to show displays the old one
            assert broker.shown_to_displays() != before
            eventually(lambda: kiosk.changes[1:] == [False, True], "the kiosk", within=PATIENCE)
            for enrolment in (*broker.enrolments.values(), added):
                assert not _refused(Broker.of_enrolment(enrolment))
            kiosk.link.close()


def test_a_new_device_is_let_in_while_the_broker_runs(broker: Secured) -> None:
    added = broker.desk.add("kiosk-3", Role.KIOSK, days=9).enrolment
    broker.read_again()
    eventually(lambda: not _refused(Broker.of_enrolment(added)), "to be let in", within=PATIENCE)


def test_a_message_that_is_too_large_ends_its_connection_only(
    broker: Secured, opened: ExitStack
) -> None:
    other = _Linked(Broker.of_enrolment(broker.enrolments["kiosk-1"]), opened, "kiosk-1")
    other.connected()
    flooding = _Linked(Broker.of_enrolment(broker.enrolments["pad-1"]), opened, "pad-1")
    flooding.connected()
    flooding.link.publish(TOPICS.pad_request("pad-1"), b"x" * 300_000)
    eventually(lambda: False in flooding.changes, "the end of it", within=PATIENCE)
    assert other.changes == [True]
