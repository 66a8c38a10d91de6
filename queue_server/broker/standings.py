"""How it is with the devices' credentials, for a server that runs: the inventory, read as it is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import structlog

from queue_server.broker.inventory import (
    INVENTORY_FILE,
    Inventory,
    Standing,
    read_inventory,
    standing,
)
from queue_server.configuration import ConfigurationError

BROKER = "broker"
"""The name of the broker's own certificate, and its CA's, among the standings."""
_WORST = (Standing.EXPIRED, Standing.EXPIRES_SOON, Standing.GOOD)


class Standings:
    """The standing of each credential of a folder, by its device, and that of the broker."""

    def __init__(self, folder: Path | None, *, now: Callable[[], datetime]) -> None:
        """`folder` is None for a server whose broker is not looked after by the desk."""
        self._folder = folder
        self._now = now
        self._kept: tuple[object, Inventory | None] = (None, None)
        self._log = structlog.get_logger()

    def __call__(self) -> Mapping[str, Standing]:
        """As they are now: what another process writes counts at once."""
        inventory = self._inventory()
        if inventory is None:
            return {}
        now = self._now()
        ends = (inventory.authority_expires_at, inventory.broker_expires_at)
        broker = min((standing(end, now) for end in ends), key=_WORST.index)
        return {one.id: one.standing(now) for one in inventory.devices} | {BROKER: broker}

    def _inventory(self) -> Inventory | None:
        if self._folder is None:
            return None
        version: object = None
        try:
            found = (self._folder / INVENTORY_FILE).stat()
            version = (found.st_ino, found.st_size, found.st_mtime_ns)
            if version != self._kept[0]:
                self._kept = (version, read_inventory(self._folder))
        except FileNotFoundError:
            self._kept = (None, None)
        except (OSError, ConfigurationError) as error:
            # to know less of certificates is no reason to serve nobody; once for each version
            if self._kept[0] != (version, "unusable"):
                self._log.warning("inventory_unusable", error=str(error)[:400])
            self._kept = ((version, "unusable"), None)
        return self._kept[1]
