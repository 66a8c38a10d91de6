"""`kiosk enrol`: a code that staff type or hold up, and the sealed envelope that it opens."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.enrolled import ENROLMENT_FILE
from protocol.enrolment import (
    ENVELOPE_MAX,
    Enrolment,
    EnrolmentError,
    Envelope,
    envelope_name,
    read_code,
    read_scanned,
)
from protocol.link import Broker
from protocol.secret_files import write_secret

SERVER_SECONDS = 10
CAMERA_SECONDS = 120.0
LOOK_SECONDS = 0.1
_ATTEMPTS = 3


def run_enrol(
    data: Path,
    *,
    server: str | None,
    file: Path | None,
    camera: str | None,
    ask: Callable[[str], str],
) -> Enrolment:
    """Take a credential in, and write it where only this kiosk reads it.

    Raises:
        EnrolmentError: no code, no envelope, or they do not belong together.
    """
    if camera is not None:
        server, code = _held_up(camera)
    else:
        if server is None and file is None:
            server = ask("サーバー / Server (http://HOST:8080)")
        code = _typed(ask)
    if file is not None:
        envelope = _envelope(_read(file))
    else:
        envelope = _envelope(_fetched(server or "", code))
    enrolment = envelope.open(code)
    try:
        # said here, where somebody stands who can ask for another, and not when the kiosk starts
        Broker.of_enrolment(enrolment)
    except ValueError as error:
        raise EnrolmentError(str(error)) from error
    try:
        _keep(data, enrolment)
    except OSError as error:
        raise EnrolmentError(f"{data}: {error.strerror or error}") from error
    return enrolment


def _typed(ask: Callable[[str], str]) -> str:
    """The code; a mistake in it is found before the envelope is spent on it."""
    question = "コード / Code"
    for _ in range(_ATTEMPTS - 1):
        code = ask(question)
        try:
            read_code(code)
        except EnrolmentError as error:
            question = f"{error}\nコード / Code"
        else:
            return code
    code = ask(question)
    read_code(code)
    return code


def _held_up(address: str) -> tuple[str, str]:
    """Look through the camera until the code is in sight."""
    # what reads pictures is loaded only for it
    from kiosk.reading.cameras import open_camera  # noqa: PLC0415  see above
    from kiosk.reading.frame_reader import FrameReader  # noqa: PLC0415  see above
    from kiosk.reading.zbar_reader import ZbarReader  # noqa: PLC0415  see above

    camera, reader = open_camera(address), FrameReader(ZbarReader())
    deadline = time.monotonic() + CAMERA_SECONDS
    try:
        while time.monotonic() < deadline:
            frame = camera.frame()
            for text in () if frame is None else reader.read(frame.pixels):
                found = read_scanned(text)
                if found is not None:
                    return found
            time.sleep(LOOK_SECONDS)
    finally:
        camera.close()
        reader.close()
    raise EnrolmentError(f"{address}: no code was seen within {CAMERA_SECONDS:.0f} seconds")


def _fetched(server: str, code: str) -> bytes:
    address = server if "://" in server else f"http://{server}"
    if urlsplit(address).scheme not in ("http", "https"):
        raise EnrolmentError("the server's address is http://HOST:PORT")
    wanted = urllib.request.Request(  # noqa: S310  the scheme was looked at
        f"{address.rstrip('/')}/enrol",
        data=b'{"name":"' + envelope_name(code).encode() + b'"}',
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(wanted, timeout=SERVER_SECONDS) as answer:  # noqa: S310  as above
            return bytes(answer.read(2 * ENVELOPE_MAX))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            raise EnrolmentError(
                "the server has nothing for this code: it was used, or an hour has passed. "
                "A new one: queue-server device renew"
            ) from error
        raise EnrolmentError(f"{address}: answered {error.code}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise EnrolmentError(f"{address}: cannot be reached: {reason}") from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(2 * ENVELOPE_MAX)
    except OSError as error:
        raise EnrolmentError(f"{file}: {error.strerror}") from error


def _envelope(text: bytes) -> Envelope:
    try:
        return Envelope.model_validate_json(text)
    except ValidationError as error:
        raise EnrolmentError("what came is no envelope for a device") from error


def _keep(data: Path, enrolment: Enrolment) -> None:
    """Replace what was there at once and durably; nobody else may read it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = data.stat()
    # run by root for the kiosk's own user, who owns the folder
    user = owner.st_uid if os.geteuid() == 0 else None
    write_secret(data / ENROLMENT_FILE, enrolment.model_dump_json(), user=user)
