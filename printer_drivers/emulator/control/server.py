"""Serves the control page: what is looked at by GET changes nothing, buttons POST."""

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from socket import AF_INET, AF_INET6
from typing import Final
from urllib.parse import parse_qs, urlsplit

import structlog

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.control.page import PAPERS_SHOWN, Shown, page, state
from printer_drivers.emulator.faults import Fault, FaultError, Moment
from printer_drivers.emulator.server import Emulator

_log = structlog.get_logger()

BODY_BYTES_MAX: Final = 1000


class ControlServer:
    """The page of one printer, from `__enter__` to `__exit__`.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, listen: tuple[str, int], emulator: Emulator) -> None:
        host = listen[0]

        class Server(ThreadingHTTPServer):
            address_family = AF_INET6 if ":" in host else AF_INET
            daemon_threads = True

        class Handler(_Handler):
            printer = emulator

        self._server = Server(listen, Handler)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_address[1]}/"
        """Where the page is."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="printer-page", daemon=True
        )

    def __enter__(self) -> "ControlServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    printer: Emulator
    timeout = 10
    """Seconds that a connection may keep quiet."""

    def do_GET(self) -> None:
        """The page, the part that changes, and pictures."""
        path = urlsplit(self.path).path
        if path == "/":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", page(self._shown()).encode())
        elif path == "/state":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", state(self._shown()).encode())
        elif path == "/hanging.png":
            self._send_hanging()
        elif path.startswith("/papers/"):
            self._send_paper(path.removeprefix("/papers/"))
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"nothing is here")

    def do_POST(self) -> None:
        """`fault`: `condition`, `when` and `bytes`; `new-roll`. From this page only."""
        if self._comes_from_another_page():
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"only this page's own buttons")
            return
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain", b"too long")
            return
        form = parse_qs(self.rfile.read(int(length)).decode("utf-8", errors="replace"))
        match urlsplit(self.path).path:
            case "/fault":
                try:
                    self._set(*(form.get(key, [""])[-1] for key in ("condition", "when", "bytes")))
                except FaultError as error:
                    self._send(HTTPStatus.BAD_REQUEST, "text/plain", str(error).encode())
                    return
            case "/new-roll":
                self.printer.device.new_roll()
            case _:
                self._send(HTTPStatus.NOT_FOUND, "text/plain", b"nothing is here")
                return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "./")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is inherited
        """The page asks every second: that is nobody's news."""

    def _comes_from_another_page(self) -> bool:
        """Browsers say which page's button it was (Fetch, Origin header); curl does not."""
        origin = self.headers.get("Origin")
        return origin is not None and urlsplit(origin).netloc != self.headers.get("Host")

    def _set(self, condition: str, when: str, count: str) -> None:
        if condition == Condition.READY:
            # whatever else was to come: a person wants it to work now
            self.printer.faults.set()
            _log.info("fault_set", fault=condition)
            return
        moment = f"after {count} bytes" if when == Moment.AFTER_BYTES else when
        fault = Fault.parse(f"{condition} {moment}")
        self.printer.faults.add(fault)
        _log.info("fault_set", fault=str(fault))

    def _shown(self) -> Shown:
        printer = self.printer
        return Shown(
            language=printer.device.language.name,
            places=printer.places,
            condition=printer.faults.condition,
            near_end=printer.faults.near_end,
            waiting=printer.faults.waiting,
            used_mm=printer.device.used_mm,
            papers=tuple(path.name for path in printer.device.tray.papers()[:PAPERS_SHOWN]),
            hanging=printer.device.hanging_lines,
        )

    def _send_paper(self, name: str) -> None:
        for path in self.printer.device.tray.papers():
            if path.name == name:
                self._send(HTTPStatus.OK, "image/png", path.read_bytes())
                return
        self._send(HTTPStatus.NOT_FOUND, "text/plain", b"no such paper")

    def _send_hanging(self) -> None:
        picture = self.printer.device.hanging
        if picture is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"nothing hangs out")
            return
        data = BytesIO()
        picture.save(data, "PNG")
        self._send(HTTPStatus.OK, "image/png", data.getvalue())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)
