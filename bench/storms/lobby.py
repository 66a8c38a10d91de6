"""A real server and broker behind lines that misbehave, and the count of what is left then."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.counters import NAME, PASSWORD
from bench.reliability.results import Tally
from bench.storms.kiosks import Crowd
from bench.storms.weather import Proxy
from protocol.link import Broker
from queue_server.domain.evolve import fold
from queue_server.journal.sqlite import SqliteJournal
from queue_server.lobby import load_lobby
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, Process, mosquitto, queue_server


@dataclass(frozen=True, slots=True)
class Lobby:
    """What is open."""

    folder: Path
    crowd: Crowd
    kiosks: Proxy
    """Between the kiosks and the broker."""
    server: Proxy
    """Between the server and the broker."""
    process: Process
    url: str
    services: tuple[str, ...]
    counters: tuple[str, ...]


def site_with(folder: Path, kiosks: int) -> Path:
    """The sample site with so many kiosks."""
    text = SAMPLE_SITE.read_text(encoding="utf-8")
    names = ", ".join(f'"kiosk-{number}"' for number in range(1, kiosks + 1))
    lines = [
        f"kiosks = [{names}]"
        if line.startswith("kiosks = ")
        else f'catalogue = "{SAMPLE_SITE.parent / "../catalogue"}"'
        if line.startswith("catalogue = ")
        else line
        for line in text.splitlines()
    ]
    path = folder / "site.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def lobby(folder: Path, random: Random, *, kiosks: int) -> Iterator[Lobby]:
    """Open one, with all kiosks connected and numbers lent to them."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True)
    Accounts(data / ACCOUNTS_FILE).add(NAME, PASSWORD)
    site = site_with(folder, kiosks)
    loaded = load_lobby(site)
    services = tuple(loaded.site.services)
    crowd = Crowd(loaded.id, [f"kiosk-{n}" for n in range(1, kiosks + 1)], services)
    with ExitStack() as parts:
        broker = parts.enter_context(mosquitto(folder))
        port = Broker.of(broker.mqtt).port
        near = parts.enter_context(Proxy(port, random))
        far = parts.enter_context(Proxy(port, random))
        process, url = parts.enter_context(
            queue_server(
                data,
                BrokerAddress(f"mqtt://127.0.0.1:{far.port}", broker.websocket),
                site=site,
            )
        )
        parts.enter_context(crowd.open(f"mqtt://127.0.0.1:{near.port}"))
        if not crowd.live(120, until=lambda: crowd.all_there):
            raise AssertionError("not every kiosk was lent numbers within two minutes")
        yield Lobby(folder, crowd, near, far, process, url, services, tuple(loaded.site.counters))
        if process.end() != 0:
            raise AssertionError("the server did not end cleanly")


def tally(lobby: Lobby) -> Tally:
    """Every paper against the journal of the server, which has ended."""
    with closing(SqliteJournal(lobby.folder / "data" / "journal.db", "aizu")) as journal:
        state = fold(journal.read())
    crowd, found = lobby.crowd, 0
    numbers = {visit.number: visit for visit in state.visits.values()}
    for paper in crowd.papers.values():
        visit = numbers.get(paper.number)
        told = crowd.reported.get(paper.request) if paper.alone else paper.visit
        found += visit is not None and visit.id == told
    papers = Counter(paper.number for paper in crowd.papers.values())
    doubled = sum(count - 1 for count in papers.values())
    # a visit of which nobody has a paper: a request and its report became two
    doubled += max(0, len(state.visits) - len(crowd.papers))
    return Tally(
        acknowledged=len(crowd.papers),
        found=found,
        lost=len(crowd.papers) - found,
        doubled=doubled,
    )
