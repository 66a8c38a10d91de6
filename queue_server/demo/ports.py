"""Ports for the demo: the one that was asked for where it is free, else one that is."""

import socket
from collections.abc import Callable

NEIGHBOURS = 20
"""How many ports after a taken one are tried: whoever knows 8080 finds 8081 by himself."""


def is_free(host: str, port: int) -> bool:
    """Whether this process could listen there."""
    try:
        _listen(host, port).close()
    except OSError:
        return False
    return True


def choose_port(
    host: str, wanted: int, *, free: Callable[[str, int], bool] = is_free
) -> int | None:
    """The wanted port, else the next free one; None where none of them can be had.

    0 stays 0: the system chooses.
    """
    if wanted == 0:
        return 0
    candidates = range(wanted, min(wanted + NEIGHBOURS, 65535) + 1)
    return next((port for port in candidates if free(host, port)), None)


def free_ports(host: str, count: int) -> tuple[int, ...]:
    """Different ports that nobody listens on just now. Another program may still be faster."""
    probes = [_listen(host, 0) for _ in range(count)]
    try:
        return tuple(int(probe.getsockname()[1]) for probe in probes)
    finally:
        for probe in probes:
            probe.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
