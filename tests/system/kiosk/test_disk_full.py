"""The disk of a kiosk is full or read-only: numbers come out on paper, and the status says it."""

from pathlib import Path

import pytest

from kiosk.device import NOT_DURABLE
from tests.system.kiosk.kiosks import ScriptedServer, kiosk
from tests.system.parts import mosquitto
from tests.system.small_disk import small_disk
from tests.unit.kiosk.samples import ticket


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_kiosk_serves_and_prints_without_its_disk_and_says_so(
    tmp_path: Path, trouble: str
) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk, mosquitto(tmp_path) as broker:
        server = ScriptedServer(broker.mqtt)
        server.publish_catalogue()
        (disk.seen / "data").mkdir()
        if trouble == "full":
            disk.fill()
        else:
            disk.writable(yes=False)
        with kiosk(tmp_path / "kiosk", broker.mqtt, disk=disk) as machine:
            status = server.wait_for_status(lambda status: status.printer == "ready")
            assert (status.state, status.printer_detail) == ("attention", NOT_DURABLE)
            machine.touch("service:ido", until="waiting")
            server.answer(ticket(server.next_request().id))
            assert machine.wait_for_papers(2)
        server.close()
