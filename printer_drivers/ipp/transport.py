"""IPP over HTTP: one question, one answer, within a time (RFC 8010, 4).

A connection for each question, as CUPS ends idle ones anyway: nothing is left open by a printer
that sleeps, and there is nothing to open again after it was unplugged.
"""

import http.client
import itertools
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from printer_drivers.ipp.frames import Message
from printer_drivers.shape import FrameError
from printer_drivers.wires.wire import CONNECT_SECONDS, WireLostError, WireStuckError, reason_of

ANSWER_SECONDS: Final = 5.0
"""For a whole question and its answer. Printers that wake up answer IPP long before they print."""
DOCUMENT_SECONDS: Final = 30.0
"""The same with a document, which a printer may take as slowly as it prints."""
ANSWER_BYTES_MAX: Final = 256_000
"""A printer's whole list of attributes is about 30,000."""


class HttpRefusedError(Exception):
    """The other end speaks HTTP and not IPP to us. The message says what it answered."""


@dataclass(frozen=True, slots=True)
class IppAddress:
    """Where a printer or a queue is."""

    host: str
    port: int = 631
    path: str = "/ipp/print"
    certificates: Path | None = None
    """A PEM file with the only certificates that are trusted: the printer's own or the city's."""
    encrypted: bool = False

    @property
    def uri(self) -> str:
        """What the printer calls it (`printer-uri`)."""
        scheme = "ipps" if self.encrypted else "ipp"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}{self.path}"


def address_of(url: str, certificates: Path | None = None) -> IppAddress | None:
    """What an `ipp://` or `ipps://` URL says; None for another kind of URL, or one without a host.

    Raises:
        ValueError: it is no URL.
    """
    parts = urlsplit(url)
    port = parts.port or 631
    if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
        return None
    return IppAddress(parts.hostname, port, parts.path, certificates, parts.scheme == "ipps")


class IppTransport:
    """Asks a printer. May be shared by threads: each question has its own connection."""

    def __init__(
        self,
        address: IppAddress,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        document_seconds: float = DOCUMENT_SECONDS,
    ) -> None:
        self.address = address
        self._answer_seconds = answer_seconds
        self._document_seconds = document_seconds
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def ask(self, question: Message) -> Message:
        """The answer to a question.

        Raises:
            WireLostError: nobody is there, or the connection ended.
            WireStuckError: the answer did not come in time.
            HttpRefusedError: the answer is not IPP at all.
            FrameError: the answer makes no sense.
        """
        with self._lock:
            number = next(self._numbers) % 0x7FFF_FFFF + 1
        asked = replace(question, request_id=number)
        seconds = self._document_seconds if question.document else self._answer_seconds
        answer = Message.decode(self._post(asked.encode(), seconds))
        if answer.request_id != number:
            raise FrameError(f"an answer to question {answer.request_id}, not to {number}")
        return answer

    def _post(self, body: bytes, seconds: float) -> bytes:
        connection = self._connection()
        try:
            with _limited(connection, seconds) as late:
                try:
                    return self._exchange(connection, body)
                except (OSError, http.client.HTTPException) as error:
                    if late.is_set() or isinstance(error, TimeoutError):
                        raise WireStuckError(f"no answer within {seconds:g} s") from error
                    if isinstance(error, OSError | http.client.RemoteDisconnected):
                        raise WireLostError(reason_of(error)) from error
                    if isinstance(error, http.client.IncompleteRead):
                        raise WireLostError("the connection ended in an answer") from error
                    raise HttpRefusedError(f"no HTTP: {reason_of(error)}") from error
        finally:
            connection.close()

    def _exchange(self, connection: http.client.HTTPConnection, body: bytes) -> bytes:
        headers = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
        connection.request("POST", self.address.path, body, headers)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise HttpRefusedError(f"HTTP {answer.status} {answer.reason}")
        kind = answer.headers.get_content_type()
        if kind != "application/ipp":
            raise HttpRefusedError(f"answers with {kind}")
        data = answer.read(ANSWER_BYTES_MAX + 1)
        if len(data) > ANSWER_BYTES_MAX:
            raise FrameError(f"an answer is longer than {ANSWER_BYTES_MAX} bytes")
        if answer.length:
            # with a number of bytes given, read() itself takes the end of a connection for theirs
            raise http.client.IncompleteRead(data, answer.length)
        return data

    def _connection(self) -> http.client.HTTPConnection:
        """An open connection."""
        address = self.address
        connection = (
            http.client.HTTPSConnection(
                address.host, address.port, timeout=CONNECT_SECONDS, context=self._trust()
            )
            if address.encrypted
            else http.client.HTTPConnection(address.host, address.port, timeout=CONNECT_SECONDS)
        )
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise WireLostError(
                f"{address.host} port {address.port}: {reason_of(error)}"
            ) from error
        return connection

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.address.certificates)
        except OSError as error:
            raise WireLostError(f"{self.address.certificates}: {reason_of(error)}") from error


@contextmanager
def _limited(connection: http.client.HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """End what happens on a connection after a time, however little by little it goes on.

    A socket's own timeout is for each piece: a printer that sends a byte now and then would hold
    us for ever.
    """
    late = threading.Event()
    opened: socket.socket = connection.sock
    opened.settimeout(seconds)

    def end() -> None:
        late.set()
        try:
            opened.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has just ended by itself

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()


def transport_to(url: str, certificates: Path | None = None) -> IppTransport | None:
    """The way to the printer that a CUPS queue names as its own (`device-uri`); None where that one
    does not speak IPP, such as one on USB."""
    try:
        address = address_of(url, certificates)
    except ValueError:
        return None
    return None if address is None else IppTransport(address)
