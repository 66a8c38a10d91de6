"""Which processes are there: what a test started must not outlive it."""

from pathlib import Path


def alive(pid: int) -> bool:
    """Whether a process is there and is not only waiting to be reaped."""
    stat = _stat(pid)
    return stat is not None and stat[0] != "Z"


def below(pid: int) -> dict[int, str]:
    """All processes below one: process id to when it started, because ids are used again."""
    parents = dict[int, tuple[int, str]]()
    for folder in Path("/proc").glob("[0-9]*"):
        if (stat := _stat(int(folder.name))) is not None:
            parents[int(folder.name)] = (int(stat[1]), stat[19])
    found, wanted = dict[int, str](), [pid]
    while wanted:
        parent = wanted.pop()
        for child, (above, started) in parents.items():
            if above == parent:
                found[child] = started
                wanted.append(child)
    return found


def left(processes: dict[int, str]) -> list[int]:
    """Those of them that are still there."""
    return [
        pid
        for pid, started in processes.items()
        if (stat := _stat(pid)) is not None and stat[19] == started and stat[0] != "Z"
    ]


def _stat(pid: int) -> list[str] | None:
    """The fields of proc(5)'s `stat` from the third on: state, parent, …"""
    try:
        # the second field is a name, which may hold spaces and brackets
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
