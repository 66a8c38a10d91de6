"""Staff at a real kiosk: their PIN, a test print, and what the server tells it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from kiosk.maintenance.pin import StaffPin
from kiosk.run import EXIT_RESTART
from kiosk.session.times import TOUCH_GUARD_SECONDS
from protocol.device_commands import (
    Command,
    CommandDone,
    CommandRefused,
    CommandResult,
    PutOutOfService,
    Restart,
    Screenshot,
    ScreenshotTaken,
    result_adapter,
)
from tests.system.kiosk.kiosks import KIOSK, TOPICS, LobbyKiosk, ScriptedServer, kiosk
from tests.system.parts import PATIENCE, Listener, mosquitto
from tests.waiting import eventually


class Office:
    """Somebody at the server who tells the kiosk what to do."""

    def __init__(self, url: str) -> None:
        self._listener = Listener(url, "office", TOPICS.device_result(KIOSK))

    def tells(self, command: Command) -> CommandResult:
        """What the kiosk answers."""
        self._listener.link.publish(TOPICS.device_command(KIOSK), command.to_json())
        while True:
            said = result_adapter.validate_json(self._listener.next().payload)
            if isinstance(said, CommandDone | CommandRefused | ScreenshotTaken):
                assert said.id == command.id
                return said

    def close(self) -> None:
        """Let go of the broker."""
        self._listener.close()


def times(number: int) -> dict[str, object]:
    """The id, the beginning and the end of a command that is sent now."""
    now = datetime.now(UTC)
    return {"id": UUID(int=number), "at": now, "expires_at": now + timedelta(seconds=30)}


def enter(machine: LobbyKiosk, digits: str) -> None:
    machine.press(*(f"staff:{digit}" for digit in digits), "staff:enter")


def test_staff_look_after_a_kiosk_and_the_server_takes_over(tmp_path: Path) -> None:
    data = tmp_path / "kiosk" / "data"
    StaffPin(data).set("24680")
    with mosquitto(tmp_path) as broker:
        server, office = ScriptedServer(broker.mqtt), Office(broker.mqtt)
        server.publish_catalogue()
        with kiosk(tmp_path / "kiosk", broker.mqtt) as machine:
            machine.wait_for_screen("start")
            machine.touch("staff:open", until="maintenance-pin", again_after=3)
            enter(machine, "13579")
            assert machine.screen()["screen"] == "maintenance-pin"
            machine.process.wait_for("staff_pin_wrong")
            enter(machine, "24680")
            machine.wait_for_screen("maintenance-menu")
            server.wait_for_status(lambda status: status.maintenance is True)
            machine.touch("staff:print", until="maintenance-print", again_after=3)
            guarded = time.monotonic() + TOUCH_GUARD_SECONDS
            eventually(lambda: time.monotonic() > guarded, "touches are taken", within=PATIENCE)
            machine.press("staff:print_now")
            assert len(machine.wait_for_papers(1)) == 1
            machine.touch("staff:menu", until="maintenance-menu", again_after=3)
            machine.touch("staff:close", until="start", again_after=3)

            picture = office.tells(Screenshot.model_validate(times(1)))
            assert isinstance(picture, ScreenshotTaken)
            assert picture.jpeg.startswith(b"\xff\xd8")
            assert not picture.hidden
            out = PutOutOfService.model_validate(times(2))
            assert isinstance(office.tells(out), CommandDone)
            machine.wait_for_screen("out_of_service")
            status = server.wait_for_status(lambda status: status.out_of_service is True)
            assert status.tickets_printed == 0, "a test print is no number"
            assert isinstance(office.tells(Restart.model_validate(times(3))), CommandDone)
            assert machine.process.wait() == EXIT_RESTART
        said = "\n".join(machine.process.lines)
        assert "24680" not in said
        assert "13579" not in said
        office.close()
        server.close()
