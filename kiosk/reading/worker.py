"""A process that serves another one over its pipes, and can be killed at any moment.

A request or reply is its length (4 bytes, little-endian) and its bytes. The worker ends when its
input ends, which also happens when the parent is killed.
"""

import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import BinaryIO

_LENGTH = struct.Struct("<I")
_PIECE = 1 << 20


class WorkerFailedError(Exception):
    """The worker died, hung, or said what it must not say. It is to be killed."""


class Worker:
    """A running worker process. For one thread at a time."""

    def __init__(self, command: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Start it.

        Raises:
            WorkerFailedError: it cannot be started.
        """
        self._clock = clock
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what decoders print about crafted input
                bufsize=0,
                start_new_session=True,  # Ctrl-C is for the parent, which ends the worker
            )
        except OSError as error:
            raise WorkerFailedError(str(error)) from error
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise WorkerFailedError("no pipes")
        self._stdin, self._stdout = stdin, stdout
        os.set_blocking(stdin.fileno(), False)
        os.set_blocking(stdout.fileno(), False)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def send(self, parts: Sequence[bytes | memoryview], deadline: float) -> None:
        """Send one request, made of parts.

        Raises:
            WorkerFailedError: it died, or did not take all of it by the deadline.
        """
        total = sum(len(part) for part in parts)
        for part in (_LENGTH.pack(total), *parts):
            view = memoryview(part)
            while view:
                self._wait(self._stdin.fileno(), select.POLLOUT, deadline)
                try:
                    view = view[os.write(self._stdin.fileno(), view[:_PIECE]) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise WorkerFailedError("it died while it was sent to") from error

    def receive(self, deadline: float, *, longest: int) -> bytes:
        """Wait for one reply of at most `longest` bytes.

        Raises:
            WorkerFailedError: it died, did not answer by the deadline, or would say too much.
        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if length > longest:
            raise WorkerFailedError(f"a reply of {length} bytes")
        return bytes(self._read(length, deadline))

    def speaks(self, seconds: float) -> bool:
        """Whether a reply (or the worker's end) is there, waiting for it at most `seconds`."""
        poll = select.poll()
        poll.register(self._stdout.fileno(), select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def kill(self) -> None:
        """End it now, whatever it is doing. A second call does nothing."""
        if self._process.poll() is None:
            self._process.kill()
        self._stdin.close()
        self._stdout.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            # a driver can hold a killed process in the kernel for as long as it likes
            return

    def _read(self, length: int, deadline: float) -> bytearray:
        data = bytearray(length)
        view = memoryview(data)
        while view:
            self._wait(self._stdout.fileno(), select.POLLIN, deadline)
            try:
                got = os.readv(self._stdout.fileno(), [view[:_PIECE]])
            except BlockingIOError:
                continue
            except OSError as error:
                raise WorkerFailedError("it died while it was answering") from error
            if got == 0:
                raise WorkerFailedError(f"it ended{self._how()}")
            view = view[got:]
        return data

    def _wait(self, descriptor: int, events: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, events)
        left = deadline - self._clock()
        if left <= 0 or not poll.poll(left * 1000):
            raise WorkerFailedError("it did not answer in time")

    def _how(self) -> str:
        try:
            code = self._process.wait(0.2)
        except subprocess.TimeoutExpired:
            return ""
        return f" by {signal.Signals(-code).name}" if code < 0 else f" with {code}"


def own_streams() -> tuple[BinaryIO, BinaryIO]:
    """In the worker: its input and output. From now on, what a library prints goes to stderr."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, replies


def end_with_parent(requests: BinaryIO) -> None:
    """In the worker: end when the parent goes, even while a library has hold of the main thread.

    The parent's end of the pipe closes with it, also on SIGKILL; that is seen without reading.
    """

    def wait() -> None:
        poll = select.poll()
        poll.register(requests.fileno(), 0)  # 0: only that the other end is gone
        poll.poll()
        os._exit(0)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def read_request(stream: BinaryIO) -> bytes | None:
    """In the worker: the next request, or None when the parent has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    request = stream.read(length)
    return request if len(request) == length else None


def write_reply(stream: BinaryIO, *parts: bytes | memoryview) -> None:
    """In the worker: one reply, made of parts.

    Raises:
        BrokenPipeError: the parent has gone.
    """
    stream.write(_LENGTH.pack(sum(len(part) for part in parts)))
    stream.writelines(parts)
    stream.flush()
