"""An IPP printer in memory behind real HTTP, whose state and faults a test or a person sets."""

import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self

from printer_drivers.ipp.frames import (
    Attribute,
    AttributeGroup,
    Group,
    Message,
    Operation,
    Status,
    Tag,
    Value,
    boolean,
    enum,
    integer,
    words,
)
from printer_drivers.ipp.requests import A4, PDF, SIDES
from printer_drivers.ipp.states import REASONS, DeviceState, JobState
from printer_drivers.shape import FrameError
from printer_drivers.status import PrinterState, PrinterStatus

_EVERY_OPERATION: Final = tuple(Operation)


class Fault(Enum):
    """What goes wrong with an answer, or with a job."""

    SILENT = auto()
    """It takes the question and never answers."""
    DRIPPING = auto()
    """It answers a byte now and then, and never ends."""
    CUT_OFF = auto()
    """The connection ends in the middle of an answer."""
    GARBAGE = auto()
    """Its answer is no IPP."""
    ENDLESS = auto()
    """Its answer is longer than any can be."""
    OTHER_ANSWER = auto()
    """It answers another question than the one it was asked."""
    FORBIDDEN = auto()
    """HTTP 403: this machine may not ask."""
    WEB_PAGE = auto()
    """A web server that is no printer."""
    BUSY = auto()
    """server-error-busy."""
    NO_SUCH_PRINTER = auto()
    """client-error-not-found."""
    NEVER_DONE = auto()
    """Jobs are processed for ever."""
    NEVER_DONE_NOR_CANCELED = auto()
    """The same, and it does not let them be canceled."""
    DONE_WHEN_CANCELED = auto()
    """A job is completed just before it would be canceled."""
    ABORTS = auto()
    """Jobs are aborted."""
    ABORTS_WITH_ERRORS = auto()
    """Jobs are completed, with errors."""
    FORGETS = auto()
    """It does not tell of any job that it was given."""
    REFUSES_DOCUMENTS = auto()
    """It makes a job and does not take its document."""
    LOST_IN_DOCUMENT = auto()
    """The connection ends when the document has arrived."""


@dataclass
class _Job:
    state: JobState
    reason: str = "none"
    document: bytes = b""


class FakeIppPrinter:
    """A printer at `ipp://127.0.0.1:PORT/ipp/print`, from `with` on. Safe to set at any time."""

    def __init__(
        self,
        *,
        operations: tuple[Operation, ...] = _EVERY_OPERATION,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls` makes it `ipps://`."""
        self.state = DeviceState.IDLE
        self.reasons: tuple[str, ...] = ("none",)
        self.accepts = True
        self.formats: tuple[str, ...] = (PDF,)
        self.supports: tuple[str, ...] = (SIDES["one"],)
        """What `sides` may be."""
        self.sides: list[str] = []
        """What they were, job by job; empty where a job did not say."""
        self.behind: str | None = None
        """Makes it a CUPS queue that sends to this address."""
        self.fault: Fault | None = None
        self.fault_at: Operation | None = None
        """The only question at which the answer goes wrong; None for all."""
        self.asked: list[Operation] = []
        self._operations = operations
        self._jobs = dict[int, _Job]()
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._server = _Server(("127.0.0.1", port), self._answer_http)
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=lambda: self._server.serve_forever(poll_interval=0.02), name="fake-ipp"
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def papers(self) -> list[bytes]:
        """The PDFs of jobs that are completed."""
        with self._lock:
            return [job.document for job in self._jobs.values() if job.state is JobState.COMPLETED]

    @property
    def jobs(self) -> list[JobState]:
        """How far each job is, in the order in which they came."""
        with self._lock:
            return [job.state for job in self._jobs.values()]

    def become(self, state: PrinterState) -> None:
        """The printer's own words for a state: the gravest that mean it."""
        meant = next((reason for reason, meaning in REASONS.items() if meaning is state), "none")
        self.reasons = (meant,)
        self.state = DeviceState.IDLE if PrinterStatus(state).can_print else DeviceState.STOPPED

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if self._server.errors and error is None:
            raise self._server.errors[0]

    def answer(self, question: Message) -> Message:
        """What it answers. Pure but for its jobs."""
        operation = Operation(question.code)
        with self._lock:
            self.asked.append(operation)
            if operation not in self._operations:
                return _answer(question, Status.OPERATION_NOT_SUPPORTED)
            match self._fault_now(operation):
                case Fault.BUSY:
                    return _answer(question, Status.BUSY)
                case Fault.NO_SUCH_PRINTER:
                    return _answer(question, Status.NOT_FOUND)
            return self._done(operation, question)

    def _done(self, operation: Operation, question: Message) -> Message:
        match operation:
            case Operation.GET_PRINTER_ATTRIBUTES:
                return _answer(question, Status.OK, self._attributes())
            case Operation.VALIDATE_JOB:
                return _answer(question, Status.OK)
            case Operation.CREATE_JOB | Operation.PRINT_JOB:
                if not self.accepts:
                    return _answer(question, Status.NOT_ACCEPTING_JOBS)
                sides = question.group(Group.JOB).named("sides")
                self.sides.append(sides[0].text if sides else "")
                number = len(self._jobs) + 1
                self._jobs[number] = _Job(JobState.PENDING_HELD)
                if operation is Operation.PRINT_JOB:
                    self._take(self._jobs[number], question.document)
                return _answer(question, Status.OK, self._job(number))
        number = question.group(Group.OPERATION).named("job-id")[0].number
        job = self._jobs.get(number)
        forgets = self.fault is Fault.FORGETS and operation is Operation.GET_JOB_ATTRIBUTES
        if job is None or forgets:
            return _answer(question, Status.NOT_FOUND)
        match operation:
            case Operation.SEND_DOCUMENT:
                if self.fault is Fault.REFUSES_DOCUMENTS:
                    return _answer(question, Status.DOCUMENT_FORMAT)
                self._take(job, question.document)
            case Operation.CANCEL_JOB:
                if self.fault is Fault.DONE_WHEN_CANCELED:
                    job.state = JobState.COMPLETED
                if job.state.ended or self.fault is Fault.NEVER_DONE_NOR_CANCELED:
                    return _answer(question, Status.NOT_POSSIBLE)
                job.state, job.reason = JobState.CANCELED, "job-canceled-by-user"
            case _:
                if job.state is JobState.PROCESSING:
                    self._go_on(job)
        return _answer(question, Status.OK, self._job(number))

    def _take(self, job: _Job, document: bytes) -> None:
        job.document = document
        job.state, job.reason = JobState.PROCESSING, "job-printing"

    def _go_on(self, job: _Job) -> None:
        """Each time that somebody asks, a job is a step further."""
        match self.fault:
            case Fault.NEVER_DONE | Fault.NEVER_DONE_NOR_CANCELED | Fault.DONE_WHEN_CANCELED:
                return
            case Fault.ABORTS:
                job.state, job.reason = JobState.ABORTED, "aborted-by-system"
            case Fault.ABORTS_WITH_ERRORS:
                job.state, job.reason = JobState.COMPLETED, "job-completed-with-errors"
            case _:
                if self.state is not DeviceState.STOPPED:
                    job.state, job.reason = JobState.COMPLETED, "job-completed-successfully"

    def _attributes(self) -> AttributeGroup:
        queue = (
            (
                Attribute("cups-version", (words(Tag.TEXT, "2.4.2"),)),
                Attribute("device-uri", (words(Tag.URI, self.behind),)),
            )
            if self.behind is not None
            else ()
        )
        return AttributeGroup(
            Group.PRINTER,
            (
                Attribute("printer-state", (enum(self.state),)),
                Attribute("printer-state-reasons", _keywords(self.reasons)),
                Attribute("printer-is-accepting-jobs", (boolean(self.accepts),)),
                Attribute("operations-supported", tuple(map(enum, self._operations))),
                Attribute(
                    "document-format-supported",
                    tuple(words(Tag.MIME_TYPE, name) for name in self.formats),
                ),
                Attribute("media-supported", _keywords((A4,))),
                Attribute("sides-supported", _keywords(self.supports)),
                *queue,
            ),
        )

    def _job(self, number: int) -> AttributeGroup:
        job = self._jobs[number]
        return AttributeGroup(
            Group.JOB,
            (
                Attribute("job-id", (integer(number),)),
                Attribute("job-state", (enum(job.state),)),
                Attribute("job-state-reasons", _keywords((job.reason,))),
            ),
        )

    def _fault_now(self, operation: Operation) -> Fault | None:
        return self.fault if self.fault_at in {None, operation} else None

    def _answer_http(self, request: "_Request") -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        try:
            question = Message.decode(body)
            operation = Operation(question.code)
        except (FrameError, ValueError):
            request.send_error(400)
            return
        fault = self._fault_now(operation)
        if fault is Fault.FORBIDDEN:
            request.send_error(403)
            return
        answer = self.answer(question).encode()
        kind = "application/ipp"
        length = len(answer)
        match fault:
            case Fault.SILENT:
                self._ending.wait()
                return
            case Fault.LOST_IN_DOCUMENT if operation is Operation.SEND_DOCUMENT:
                return
            case Fault.CUT_OFF:
                answer = answer[: len(answer) // 2]
            case Fault.GARBAGE:
                answer = b"\x01\x01\x00\x00" + bytes(range(64))
                length = len(answer)
            case Fault.ENDLESS:
                answer = bytes(1_000_000)
                length = len(answer)
            case Fault.OTHER_ANSWER:
                answer = answer[:4] + b"\x7f\xff\xff\xff" + answer[8:]
            case Fault.WEB_PAGE:
                kind, answer = "text/html", b"<p>It works!</p>"
                length = len(answer)
            case Fault.DRIPPING:
                length = 1_000_000
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(length))
        request.end_headers()
        if fault is Fault.DRIPPING:
            while not self._ending.wait(0.02):
                request.wfile.write(b"\x01")
            return
        request.wfile.write(answer)


def _keywords(names: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(words(Tag.KEYWORD, name) for name in names)


def _answer(question: Message, status: Status, *groups: AttributeGroup) -> Message:
    first = AttributeGroup(
        Group.OPERATION,
        (
            Attribute("attributes-charset", (words(Tag.CHARSET, "utf-8"),)),
            Attribute("attributes-natural-language", (words(Tag.LANGUAGE, "en"),)),
        ),
    )
    return Message(status, question.request_id, (first, *groups))


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address: tuple[str, int], answer: "Callable[[_Request], None]") -> None:
        super().__init__(address, _Request)
        self.answer = answer
        self.errors: list[BaseException] = []

    def handle_error(self, *_: object) -> None:
        """A client that has gone away is no error here. Others are kept for who started it."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError | ssl.SSLError):
            self.errors.append(error)


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        self.close_connection = True
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        """Not logged: the tests look at what it was asked."""
