"""No paper at a real kiosk: the number stays, facilities are told, and it prints once, later."""

from pathlib import Path

from tests.system.kiosk.kiosks import LobbyKiosk, ScriptedServer, kiosk
from tests.system.parts import PATIENCE, mosquitto
from tests.unit.kiosk.samples import ticket
from tests.waiting import eventually


def set_printer(machine: LobbyKiosk, word: str) -> None:
    """What somebody does to the emulated printer, whole or not at all."""
    unfinished = machine.papers / "printer.status.part"
    unfinished.write_text(word)
    unfinished.replace(machine.papers / "printer.status")


def test_paper_that_is_back_brings_the_ticket_once(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt) as machine:
            machine.wait_for_screen("start")
            set_printer(machine, "paper_out")
            server.wait_for_status(lambda status: status.printer == "paper_out")
            machine.touch("service:ido", until="waiting")
            server.answer(ticket(server.next_request().id))
            status = server.wait_for_status(lambda status: status.jobs_waiting == 1)
            assert (status.state, status.printer) == ("attention", "paper_out")
            assert status.paper_metres_left == 0.0
            machine.wait_for_screen("issued")
            eventually(
                lambda: "control:done" in machine.targets(), "the person may go", within=PATIENCE
            )
            assert list(machine.papers.glob("*.png")) == []
            set_printer(machine, "ready")
            status = server.wait_for_status(
                lambda status: (status.tickets_printed, status.jobs_waiting) == (1, 0)
            )
            assert len(machine.wait_for_papers(2)) == 2
            assert (status.state, status.printer) == ("ready", "ready")
            assert status.jobs_failed_today == 0
            assert status.paper_metres_left is not None
            assert 58 < status.paper_metres_left <= 60, "a new roll, less what was printed"
            machine.touch("control:done", until="start")
            assert len(list(machine.papers.glob("*.png"))) == 2
        server.close()


def test_whoever_finishes_without_paper_gets_none_when_it_is_back(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt) as machine:
            machine.wait_for_screen("start")
            set_printer(machine, "cover_open")
            server.wait_for_status(lambda status: status.printer == "cover_open")
            machine.touch("service:ido", until="waiting")
            server.answer(ticket(server.next_request().id))
            server.wait_for_status(lambda status: status.jobs_waiting == 1)
            eventually(
                lambda: "control:done" in machine.targets(), "the person may go", within=PATIENCE
            )
            machine.touch("control:done", until="start")
            server.wait_for_status(lambda status: status.jobs_waiting == 0)
            set_printer(machine, "ready")
            status = server.wait_for_status(lambda status: status.printer == "ready")
            assert (status.jobs_waiting, status.jobs_failed_today) == (0, 0)
            assert list(machine.papers.glob("*.png")) == []
        server.close()
