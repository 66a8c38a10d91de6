"""What devices say of themselves, as the server takes it in."""

from datetime import timedelta

from protocol.link import Received
from protocol.messages import MESSAGE_BYTES_MAX, DeviceStatus
from protocol.topics import Topics
from queue_server.devices.statuses import DeviceStatuses
from tests.sites import Clock

TOPICS = Topics.of("aizu")


class Listening:
    """The statuses of two kiosks, and how often somebody was told of a change."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.statuses = DeviceStatuses(("kiosk-1", "kiosk-2"), TOPICS, now=self.clock)
        self.told = 0
        self.statuses.watch(self._tell)

    def _tell(self) -> None:
        self.told += 1

    def says(self, status: DeviceStatus, topic: str = "") -> None:
        self.puts(status.to_json(), topic or TOPICS.device_status(status.device))

    def puts(self, payload: bytes, topic: str = TOPICS.device_status("kiosk-1")) -> None:
        self.statuses.put(Received(topic, payload, retained=True))


def test_the_latest_is_kept_with_the_moment_since_which_it_is_so() -> None:
    lobby = Listening()
    begun = lobby.clock()
    lobby.says(DeviceStatus(device="kiosk-1", state="attention", printer="paper_out"))
    lobby.clock.forward(minutes=3)
    lobby.says(
        DeviceStatus(device="kiosk-1", state="attention", printer="paper_out", jobs_waiting=1)
    )
    heard = lobby.statuses.heard["kiosk-1"]
    assert (heard.status.jobs_waiting, heard.since) == (1, begun)
    assert heard.at == begun + timedelta(minutes=3)
    lobby.says(DeviceStatus(device="kiosk-1", state="ready", printer="ready"))
    assert lobby.statuses.heard["kiosk-1"].since == lobby.clock()
    assert "kiosk-2" not in lobby.statuses.heard


def test_what_staff_did_at_a_device_has_a_moment_of_its_own() -> None:
    lobby = Listening()
    status = DeviceStatus(device="kiosk-1", state="ready", printer="ready")
    for change in (
        {},
        {"wrong_pins": 5},
        {"maintenance": True},
        {"maintenance": False},
        {"out_of_service": True},
    ):
        lobby.clock.forward(minutes=3)
        status = status.model_copy(update=change)
        lobby.says(status)
        assert lobby.statuses.heard["kiosk-1"].since == lobby.clock()
    begun = lobby.clock()
    lobby.clock.forward(minutes=3)
    lobby.says(status.model_copy(update={"wrong_pins": 6}))
    assert lobby.statuses.heard["kiosk-1"].since == begun


def test_who_watches_is_told_of_changes_only() -> None:
    lobby = Listening()
    for minute in range(3):
        lobby.says(
            DeviceStatus(
                device="kiosk-1",
                state="ready",
                at=lobby.clock() + timedelta(minutes=minute),
                printer="ready",
            )
        )
    assert lobby.told == 1
    lobby.says(DeviceStatus(device="kiosk-1", state="disconnected"))
    assert lobby.told == 2


def test_what_is_no_status_makes_the_device_unknown_and_never_fine() -> None:
    for payload in (
        b"",
        b"no json",
        b'{"device":"kiosk-1","state":"splendid"}',
        # another one's status on this one's topic
        DeviceStatus(device="kiosk-2", state="ready").to_json(),
        b" " * MESSAGE_BYTES_MAX + DeviceStatus(device="kiosk-1", state="ready").to_json(),
    ):
        lobby = Listening()
        lobby.says(DeviceStatus(device="kiosk-1", state="ready"))
        lobby.puts(payload)
        assert lobby.statuses.heard["kiosk-1"].status.state == "unknown", payload


def test_devices_that_the_site_does_not_have_are_not_listened_to() -> None:
    lobby = Listening()
    lobby.says(DeviceStatus(device="kiosk-9", state="ready"))
    lobby.puts(
        DeviceStatus(device="kiosk-1", state="ready").to_json(),
        "lobby/1/elsewhere/device/kiosk-1/status",
    )
    assert (lobby.statuses.heard, lobby.told) == ({}, 0)
