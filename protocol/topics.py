"""MQTT topics of protocol version 1: `lobby/1/{site}/…`."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one site."""

    site: str

    @property
    def root(self) -> str:
        """Everything of this site stands below it."""
        return f"lobby/1/{self.site}"

    def request(self, kiosk: str) -> str:
        """Where a kiosk asks; `+` for every kiosk."""
        return f"{self.root}/kiosk/{kiosk}/request"

    def reply(self, kiosk: str) -> str:
        """Where a kiosk is answered."""
        return f"{self.root}/kiosk/{kiosk}/reply"

    def display(self, display: str) -> str:
        """The retained board of a display."""
        return f"{self.root}/display/{display}"

    @property
    def catalogue(self) -> str:
        """The retained catalogue: services, procedures, the keys that verify passes."""
        return f"{self.root}/catalogue"

    @property
    def waits(self) -> str:
        """The retained waits of every service, as kiosks show them before anybody chooses."""
        return f"{self.root}/waits"

    def device_status(self, device: str) -> str:
        """The retained status of a device, which is also its last will; `+` for every device."""
        return f"{self.root}/device/{device}/status"

    def device_command(self, device: str) -> str:
        """Where the server tells a device what to do."""
        return f"{self.root}/device/{device}/command"

    def device_result(self, device: str) -> str:
        """Where a device says what came of a command; `+` for every device."""
        return f"{self.root}/device/{device}/result"

    def pad_request(self, pad: str) -> str:
        """Where a call pad says which key was pressed; `+` for every pad."""
        return f"{self.root}/pad/{pad}/request"

    def pad_reply(self, pad: str) -> str:
        """Where a call pad is answered."""
        return f"{self.root}/pad/{pad}/reply"

    def pad_display(self, pad: str) -> str:
        """The retained content of a call pad's small display."""
        return f"{self.root}/pad/{pad}/display"

    def pad_of(self, topic: str) -> str | None:
        """The call pad that a request topic belongs to, or None for any other topic."""
        match topic.split("/"):
            case ["lobby", "1", self.site, "pad", pad, "request"]:
                return pad
        return None

    def kiosk_of(self, topic: str) -> str | None:
        """The kiosk that a request topic belongs to, or None for any other topic."""
        match topic.split("/"):
            case ["lobby", "1", self.site, "kiosk", kiosk, "request"]:
                return kiosk
        return None

    def device_of(self, topic: str) -> str | None:
        """The device that a status topic belongs to, or None for any other topic."""
        match topic.split("/"):
            case ["lobby", "1", self.site, "device", device, "status"]:
                return device
        return None

    def result_of(self, topic: str) -> str | None:
        """The device that a result's topic belongs to, or None for any other topic."""
        match topic.split("/"):
            case ["lobby", "1", self.site, "device", device, "result"]:
                return device
        return None

    @classmethod
    def of(cls, site: str) -> Self:
        """The topics of a site.

        Raises:
            ValueError: the id would change the shape of a topic (`/`, `+`, `#` or empty).
        """
        if not site or set(site) & set("/+#"):
            raise ValueError(f"not a site id: {site!r}")
        return cls(site)
