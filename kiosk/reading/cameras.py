"""Which camera a setting names."""

import re
import time
from pathlib import Path

from kiosk.reading.camera import Camera, Clock, NoCamera
from kiosk.reading.device_camera import DeviceCamera
from kiosk.reading.folder_camera import FolderCamera
from kiosk.reading.optics import Optics


def open_camera(
    address: str, clock: Clock = time.monotonic, *, optics: Optics | None = None
) -> Camera:
    """A running camera: `device:0`, `device:/dev/video2`, `folder:DIR` or `none`.

    `optics` is how a device is set.

    A camera or folder that is missing is a state of the camera, not an error.

    Raises:
        ValueError: the address names no kind of camera that there is.
    """
    kind, _, rest = address.partition(":")
    if kind == "device" and re.fullmatch(r"[0-9]{1,3}|/.+", rest):
        return DeviceCamera(rest, clock, optics=optics).start()
    if kind == "folder" and rest:
        return FolderCamera(Path(rest), clock).start()
    if address == "none":
        return NoCamera()
    raise ValueError(
        f"no such camera: {address!r} (one of: device:0, device:/dev/video2, folder:DIR, none)"
    )
