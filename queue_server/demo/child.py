"""One child process that never outlives this one, with its output in a log file."""

import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress

from queue_server.demo.logs import LogFile

LAST_LINES = 8
"""What is kept of a child's output to say why it ended."""
LINE_CHARACTERS_MAX = 2000
END_SECONDS = 6.0
"""How long a child may take to end by itself."""

_GUARD = (
    *("setpriv", "--pdeathsig", "TERM", "--"),
    # the wish comes too late for a parent that is gone already
    *("sh", "-c", '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"', "sh"),
)
"""What a command is started with, followed by our own process id."""


class Child:
    """A started process, in a session of its own: a Ctrl-C of the terminal does not reach it, so
    that it is ended in order.

    The kernel ends it when the thread that made it ends (prctl(2), PR_SET_PDEATHSIG), which also
    holds when this process is killed. So children are made on a thread that lives to the end.
    """

    def __init__(
        self,
        command: Sequence[object],
        log: LogFile,
        *,
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """`env` is added to this process's own.

        Raises:
            OSError: it cannot be started.
        """
        self._process = subprocess.Popen(
            [*_GUARD, str(os.getpid()), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            pass_fds=pass_fds,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._log = log
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._code: int | None = None
        self.started = time.monotonic()
        self._reader = threading.Thread(target=self._read, name="child-output", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id, which is also that of its session."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it runs still. What it left behind is ended with it."""
        if self._code is None and self._has_ended():
            self._sweep()
        return self._code is None

    @property
    def ended_with(self) -> str:
        """How it ended, in words."""
        code = self._code
        if code is None:
            return "it runs"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    @property
    def last_lines(self) -> tuple[str, ...]:
        """The end of its output."""
        return tuple(self._last)

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if self.running:
            os.kill(self.pid, signal.SIGTERM)

    def end(self, seconds: float = END_SECONDS) -> None:
        """SIGTERM, and SIGKILL for what is left after so many seconds."""
        self.ask_to_end()
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._code is None:
            self._sweep()

    def _has_ended(self) -> bool:
        # not reaped yet: its id, and with it that of its session, is still its own
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, flags) is not None

    def _sweep(self) -> None:
        """Kill whatever is left of its session, and reap it."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._code = self._process.wait()
        self._reader.join(timeout=1)

    def _read(self) -> None:
        if self._process.stdout is None:
            raise RuntimeError("the output is a pipe")
        with self._process.stdout as output:
            # a bound, because a line without end would fill the memory
            while line := output.readline(LINE_CHARACTERS_MAX):
                text = line.rstrip("\n")
                self._log.write(text)
                if text.strip():
                    self._last.append(text)
