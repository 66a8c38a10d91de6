"""Staff at a real kiosk, and at the devices page of a real server: what they do is done."""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from httpx import Client
from uuid6 import uuid7

from kiosk.maintenance.pin import StaffPin
from kiosk.run import EXIT_RESTART
from kiosk.session.times import TOUCH_GUARD_SECONDS
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.staff.permissions import Role
from tests.sites import SAMPLE_SITE
from tests.system.kiosk.kiosks import KIOSK, LobbyKiosk, kiosk
from tests.system.parts import PATIENCE, mosquitto, queue_server
from tests.waiting import eventually
from tests.web import CHEAP, NAME, PASSWORD


class Office:
    """Somebody of facilities at the devices page."""

    def __init__(self, data: Path, url: str) -> None:
        accounts = Accounts(data / ACCOUNTS_FILE, hasher=CHEAP)
        accounts.add(NAME, PASSWORD, role=Role.FACILITIES)
        self._client = Client(base_url=url, timeout=PATIENCE)
        signed_in = self._client.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
        assert signed_in.status_code == 303

    def orders(self, what: str) -> dict[str, Any]:
        """What the kiosk did, by its own word."""
        answer = self._client.post(
            f"/api/staff/devices/{KIOSK}/orders", json={"id": str(uuid7()), "order": what}
        )
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def sees(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the kiosk's card is as wanted."""

        def there() -> bool:
            view = self._client.get("/api/staff/devices").json()
            return wanted(next(one for one in view["devices"] if one["id"] == KIOSK))

        eventually(there, "the kiosk's card", within=PATIENCE, every=0.2)

    def close(self) -> None:
        """Leave."""
        self._client.close()


def enter(machine: LobbyKiosk, digits: str) -> None:
    machine.press(*(f"staff:{digit}" for digit in digits), "staff:enter")


def test_staff_look_after_a_kiosk_at_its_screen_and_from_the_server(tmp_path: Path) -> None:
    StaffPin(tmp_path / "kiosk" / "data").set("24680")
    data = tmp_path / "server"
    with (
        mosquitto(tmp_path) as broker,
        queue_server(data, broker, site=SAMPLE_SITE) as (_, url),
        kiosk(tmp_path / "kiosk", broker.mqtt) as machine,
    ):
        office = Office(data, url)
        machine.wait_for_screen("start")
        machine.touch("staff:open", until="maintenance-pin", again_after=3)
        enter(machine, "13579")
        machine.process.wait_for("staff_pin_wrong")
        assert machine.screen()["screen"] == "maintenance-pin"
        enter(machine, "24680")
        machine.wait_for_screen("maintenance-menu")
        office.sees(lambda card: card["conditions"][0]["words"]["ja"] == "メンテナンス中です")
        machine.touch("staff:print", until="maintenance-print", again_after=3)
        guarded = time.monotonic() + TOUCH_GUARD_SECONDS
        eventually(lambda: time.monotonic() > guarded, "touches are taken", within=PATIENCE)
        machine.press("staff:print_now")
        assert len(machine.wait_for_papers(1)) == 1
        machine.touch("staff:menu", until="maintenance-menu", again_after=3)
        machine.touch("staff:close", until="start", again_after=3)

        office.orders("test_print")
        assert len(machine.wait_for_papers(2)) == 2
        picture = office.orders("screenshot")
        assert base64.b64decode(picture["picture"]).startswith(b"\xff\xd8")
        assert not picture["hidden"]
        office.orders("out_of_service")
        machine.wait_for_screen("out_of_service")
        # two papers, and neither of them a number
        office.sees(lambda card: card["out_of_service"] and card["tickets_printed"] == 0)
        office.orders("restart")
        assert machine.process.wait() == EXIT_RESTART
        office.sees(lambda card: card["conditions"][0]["words"]["ja"] == "通信がありません")
        said = "\n".join(machine.process.lines)
        assert "24680" not in said
        assert "13579" not in said
        office.close()
