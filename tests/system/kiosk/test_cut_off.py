"""A kiosk that is cut off goes on: real broker, server, kiosk and (emulated) printer.

One resident after the other, through an outage in which the server is killed, the kiosk is switched
off and on, and the broker goes as well.
"""

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx

from protocol.messages import Board
from protocol.topics import Topics
from tests.sites import SAMPLE_SITE
from tests.system.kiosk.kiosks import KIOSK, LobbyKiosk, kiosk
from tests.system.lobby import make_pass
from tests.system.parts import BIN, PATIENCE, Listener, mosquitto, process, queue_server
from tests.system.test_one_visit import number_on
from tests.waiting import eventually

TOPICS = Topics.of("aizu")
ACCOUNT = {"name": "m-0312", "password": "a-sample-password"}


def outbox(folder: Path, *flags: str) -> list[str]:
    """What `kiosk outbox` says."""
    said = subprocess.run(
        [BIN / "kiosk", "outbox", f"--data={folder / 'data'}", *flags],
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.splitlines()


def papers_of(machine: LobbyKiosk, count: int) -> list[Path]:
    """So many papers; not the pictures that recognition makes beside them."""

    def out() -> list[Path]:
        return sorted(machine.papers.glob("??????.png"))

    eventually(lambda: len(out()) >= count, f"{count} papers", within=PATIENCE)
    return out()


def takes_a_number(machine: LobbyKiosk, papers: int) -> str:
    """Touches a service, and takes the ticket."""
    machine.wait_for_screen("start")
    machine.touch("service:ido", until="issued", again_after=3)
    ticket = papers_of(machine, papers)[-1]
    machine.touch("control:done", until="start", again_after=3)
    return number_on(ticket)


def wait_for(listener: Listener, kind: str) -> dict[str, object]:
    """The next reply of a kind."""
    while True:
        reply: dict[str, object] = json.loads(listener.next().payload)
        if reply["kind"] == kind:
            return reply


def test_residents_get_numbers_through_an_outage_and_all_are_called_afterwards(
    tmp_path: Path,
) -> None:
    data, folder = tmp_path / "server", tmp_path / "kiosk"
    subprocess.run(
        [BIN / "queue-server", "account", "add", ACCOUNT["name"], f"--data={data}",
         "--password", ACCOUNT["password"]],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    papers = folder / "papers"
    with ExitStack() as parts:
        emulator = parts.enter_context(
            process(BIN / "ticket-printer", "emulate", "--listen=127.0.0.1:0", f"--out={papers}")
        )
        printer = emulator.wait_for("ESC/POS on").split(" on ")[1].split(",")[0]
        broker = parts.enter_context(mosquitto(tmp_path))
        replies = Listener(broker.mqtt, "replies", TOPICS.reply(KIOSK))
        parts.callback(replies.close)
        with queue_server(data, broker, site=SAMPLE_SITE) as (server, _):
            with kiosk(folder, broker.mqtt, printer=printer) as machine:
                wait_for(replies, "numbers_leased")
                assert takes_a_number(machine, 1) == "B101"
                server.kill()
                first = takes_a_number(machine, 2)
                assert first.startswith("B9")
            # switched off and on: nobody has the server yet
            with kiosk(folder, broker.mqtt, printer=printer) as machine:
                second = takes_a_number(machine, 3)
                assert int(second[1:]) == int(first[1:]) + 1
                held = make_pass(data, "kokuho_kanyu,tennyu")
                machine.put_before_camera(held.read_bytes())
                machine.wait_for_screen("issued")
                third = number_on(papers_of(machine, 5)[3])
                assert int(third[1:]) == int(first[1:]) + 2
                assert outbox(folder)[-1] == "3 waiting, 0 refused"
                with queue_server(data, broker, site=SAMPLE_SITE) as (_, url):
                    eventually(
                        lambda: outbox(folder)[-1] == "0 waiting, 0 refused",
                        lambda: f"all to be reported: {outbox(folder)}",
                        within=PATIENCE,
                        every=0.5,
                    )
                    boards = Listener(broker.mqtt, "boards", TOPICS.display("main"))
                    board = Board.model_validate_json(boards.next().payload)
                    boards.close()
                    ido = next(one for one in board.services if one.service == "ido")
                    assert ido.next_numbers[:4] == ("B101", first, second, third)
                    with httpx.Client(base_url=url) as client:
                        client.post("/staff/sign-in", data=ACCOUNT)
                        called = client.post(
                            "/api/staff/counters/3/call-next", json={"id": str(uuid4())}
                        )
                        assert called.status_code == 200, called.text
