"""Processes of the table: forks of one that has everything loaded, which stand still where they are
told to, so that a kill comes exactly then.
"""

import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MESSAGE_MAX: Final = 200_000
At = Callable[[str], None]
"""Called with each state that is reached."""


@dataclass(slots=True)
class Child:
    """One of them."""

    pid: int
    control: socket.socket
    """What it is told, and what it says."""
    hook: socket.socket
    """Says the state once it is reached, and goes on after a byte."""
    alive: bool = True

    def say(self, message: bytes) -> None:
        """Tell it something; nobody hears it where it is dead."""
        try:
            self.control.send(message)
        except (BrokenPipeError, ConnectionResetError):
            self.alive = False

    def go_on(self) -> None:
        """After it stood still."""
        try:
            self.hook.send(b"g")
        except (BrokenPipeError, ConnectionResetError):
            self.alive = False

    def kill(self) -> None:
        """kill -9, and wait for its end."""
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.alive = False
        self.control.close()
        self.hook.close()

    def stop(self) -> None:
        """It stands still wherever it is, as when a line is cut."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """It goes on."""
        if self.alive:
            os.kill(self.pid, signal.SIGCONT)


def fork(live: Callable[[socket.socket, At], None], target: str | None) -> Child:
    """A process that lives, and stands still when it reaches `target` for the first time."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    hook, hooked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        hooked.close()
        return Child(pid, control, hook)
    control.close()
    hook.close()
    reached = False

    def at(state: str) -> None:
        nonlocal reached
        if state == target and not reached:
            reached = True
            hooked.send(state.encode())
            hooked.recv(1)

    try:
        live(theirs, at)
    except BaseException as error:  # noqa: BLE001  whatever it was, the table must say it
        theirs.send(b"!" + repr(error).encode()[:1000])
        os._exit(70)
    os._exit(0)
