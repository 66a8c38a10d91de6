"""A kiosk that is cut off goes on: real broker, server, kiosk and (emulated) printer.

One resident after the other, through an outage in which the server is killed, then the broker, and
the kiosk is switched off and on.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.alone.listing import open_outbox
from protocol.messages import Board
from protocol.topics import Topics
from queue_server.keys import pass_signing_key
from tests.sites import SAMPLE_SITE
from tests.system.kiosk.kiosks import KIOSK, LobbyKiosk, kiosk
from tests.system.parts import (
    BIN,
    PATIENCE,
    BrokerAddress,
    Listener,
    free_port,
    mosquitto,
    process,
    queue_server,
)
from tests.system.test_one_visit import number_on
from tests.unit.kiosk.samples import pass_text
from tests.waiting import eventually

TOPICS = Topics.of("aizu")


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[str]:
    """A printer that stays on while the kiosk is switched off and on."""
    papers = tmp_path / "kiosk" / "papers"
    with process(
        BIN / "ticket-printer", "emulate", "--listen=127.0.0.1:0", f"--out={papers}"
    ) as emulator:
        yield emulator.wait_for("ESC/POS on").split(" on ")[1].split(",")[0]


def numbers_given_alone(machine: LobbyKiosk) -> list[str]:
    """Those that the server has not heard of, in their order."""
    with closing(open_outbox(machine.papers.parent / "data")) as store:
        return [row.number for row in store.rows()]


def uses_up_its_lease(machine: LobbyKiosk) -> None:
    """As if many had come."""
    with closing(open_outbox(machine.papers.parent / "data")) as store:
        store.give_up(["ido"])


def takes_a_number(machine: LobbyKiosk, papers: int) -> Path:
    """Touches a service, and takes the ticket."""
    machine.wait_for_screen("start")
    machine.touch("service:ido", until="issued", again_after=3)
    ticket = papers_of(machine, papers)[-1]
    machine.touch("control:done", until="start", again_after=3)
    return ticket


def papers_of(machine: LobbyKiosk, count: int) -> list[Path]:
    """So many papers; not the pictures that recognition makes beside them."""

    def out() -> list[Path]:
        return sorted(machine.papers.glob("??????.png"))

    eventually(lambda: len(out()) >= count, f"{count} papers", within=PATIENCE)
    return out()


def wait_for_lease(listener: Listener) -> None:
    """The kiosk has been lent numbers."""
    while json.loads(listener.next().payload)["kind"] != "numbers_leased":
        pass


def board_of(broker: BrokerAddress) -> Board:
    """What the lobby's display shows now."""
    listener = Listener(broker.mqtt, "board", TOPICS.display("main"))
    with closing(listener):
        return Board.model_validate_json(listener.next().payload)


def call_next(broker: BrokerAddress) -> str:
    """Somebody at counter 3 presses a key: the number that is called."""
    pad = Listener(broker.mqtt, "pad", TOPICS.pad_reply("pad-3"))
    with closing(pad):
        press = {"kind": "call_next", "id": str(uuid4())}
        pad.link.publish(TOPICS.pad_request("pad-3"), json.dumps(press).encode())
        called = json.loads(pad.next().payload)
        assert called["kind"] == "pad_done", called
        finish = {"kind": "finish", "id": str(uuid4()), "visit": called["visit"]}
        pad.link.publish(TOPICS.pad_request("pad-3"), json.dumps(finish).encode())
        pad.next()
    return str(called["number"])


def test_residents_get_numbers_through_an_outage_and_all_are_called_in_their_turn(
    tmp_path: Path, printer: str
) -> None:
    data, folder = tmp_path / "server", tmp_path / "kiosk"
    port, websocket = free_port(), free_port()
    url = f"mqtt://127.0.0.1:{port}"
    with ExitStack() as first:
        broker = first.enter_context(mosquitto(tmp_path, port=port, websocket=websocket))
        replies = first.enter_context(
            closing(Listener(broker.mqtt, "replies", TOPICS.reply(KIOSK)))
        )
        server, _ = first.enter_context(queue_server(data, broker, site=SAMPLE_SITE))
        machine = first.enter_context(kiosk(folder, url, printer=printer, camera="none"))
        wait_for_lease(replies)
        takes_a_number(machine, 1)
        assert numbers_given_alone(machine) == []
        server.kill()
        from_lease = number_on(takes_a_number(machine, 2))
        assert numbers_given_alone(machine) == [from_lease]
        assert from_lease.startswith("B9")
        now = datetime.now(UTC)
        held = pass_text(pass_signing_key(data), issued_at=now, expires_at=now + timedelta(days=1))
    # all is off; and now the kiosk alone is on again
    with kiosk(folder, url, printer=printer) as machine:
        machine.wait_for_screen("start")
        machine.hold_up(held)
        machine.wait_for_screen("issued")
        papers_of(machine, 4)
        machine.touch("control:done", until="start", again_after=3)
        by_pass = numbers_given_alone(machine)[1]
        assert int(by_pass[1:]) == int(from_lease[1:]) + 1
        uses_up_its_lease(machine)
        takes_a_number(machine, 5)
        *before, emergency = numbers_given_alone(machine)
        assert before == [from_lease, by_pass]
        assert emergency.startswith("Z")
        with (
            mosquitto(tmp_path, port=port, websocket=websocket) as broker,
            queue_server(data, broker, site=SAMPLE_SITE),
        ):
            eventually(
                lambda: numbers_given_alone(machine) == [],
                "everything to be reported",
                within=PATIENCE,
                every=0.1,
            )
            (waiting,) = [one for one in board_of(broker).services if one.service == "ido"]
            # as they came, whatever stands on their papers
            assert waiting.next_numbers[:4] == ("B101", from_lease, by_pass, emergency)
            assert [call_next(broker) for _ in range(3)] == ["B101", from_lease, by_pass]
            # the pass has its number already: the same comes again, and no second visit
            machine.hold_up(held)
            machine.wait_for_screen("issued")
            assert number_on(papers_of(machine, 7)[5]) == by_pass
            assert numbers_given_alone(machine) == []
