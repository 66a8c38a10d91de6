"""How it is with the credentials, as a server that runs sees it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from protocol.access import Role
from queue_server.broker.desk import DeviceDesk
from queue_server.broker.inventory import INVENTORY_FILE, Standing
from queue_server.broker.standings import BROKER, Standings

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_what_the_desk_writes_counts_at_once(tmp_path: Path) -> None:
    now = NOW
    standings = Standings(tmp_path, now=lambda: now)
    assert standings() == {}
    desk = DeviceDesk(tmp_path, now=lambda: NOW)
    desk.prepare("aizu", ["192.0.2.10"], pages="http://192.0.2.10:8080", days=100)
    desk.add("kiosk-1", Role.KIOSK, days=200)
    assert standings() == {"kiosk-1": Standing.GOOD, BROKER: Standing.GOOD}
    now = NOW + timedelta(days=101)
    assert standings() == {"kiosk-1": Standing.GOOD, BROKER: Standing.EXPIRED}
    desk.shut_out("kiosk-1")
    assert standings()["kiosk-1"] is Standing.SHUT_OUT


def test_a_damaged_inventory_stops_no_server(tmp_path: Path) -> None:
    (tmp_path / INVENTORY_FILE).write_text("{")
    standings = Standings(tmp_path, now=lambda: NOW)
    assert standings() == {}
    assert standings() == {}


def test_a_server_without_a_desk_knows_of_none() -> None:
    assert Standings(None, now=lambda: NOW)() == {}
