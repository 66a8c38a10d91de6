"""What a city writes, and what a disk gives back: catalogue, site file, papers, journal."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from printer_drivers.documents import DocumentError, load_document
from printer_drivers.markup import parse
from printer_drivers.markup_refusals import MarkupError
from queue_server.catalogue import load_catalogue
from queue_server.configuration import ConfigurationError
from queue_server.journal.codec import EventCodec, UnknownEventError
from queue_server.lobby import load_lobby
from tests.fuzz.target import Target
from tests.sites import MORNING

_CATALOGUE = {
    "counters": "counters:\n  ido: {name_ja: 住所, name_en: Moving, department: 市民課,"
    " ticket_letter: B, inferred: true}\n",
    "life_events": "life_events:\n  moving_in: {ja: 引っ越してきた, en: Moved in}\n",
    "questions": "questions:\n- {id: family, many: true, words: {ja: 家族, en: Family}}\n",
    "sources": "sources:\n  JUKIHO: 住民基本台帳法\n",
    "procedures": """procedures:
- id: tennyu
  title_ja: 転入届
  title_en: Moving-in
  easy_ja: しらせます。
  life_events: [moving_in]
  condition: 全員
  counter: ido
  bring: [本人確認書類]
  deadline_days: 14
  deadline_from: 住み始めた日
  fee_yen: 0
  applicant: 本人
  source: [JUKIHO]
  inferred: false
""",
}
_SITE = """[site]
id = "aizu"
name = "見本"
name_en = "Sample"
time_zone = "Asia/Tokyo"
pass_issuer = "aizu"
catalogue = "catalogue"
kiosks = ["kiosk-1"]
displays = ["main"]
[[services]]
id = "ido"
letter = "B"
name = "住所"
name_en = "Moving"
mean_minutes = 10
desks = ["ido"]
[[counters]]
id = "1"
name = "1番窓口"
services = ["ido"]
"""


_DOCUMENT = b'{"language":"ja","blocks":[{"kind":"rule"}]}'


def _paper(data: bytes) -> None:
    with suppress(MarkupError):
        parse(data.decode("utf-8", "replace"))


def _document(data: bytes) -> None:
    with suppress(DocumentError):
        load_document(data)


def _event(data: bytes) -> None:
    """An event as the journal keeps it: its kind, a line's end, its JSON."""
    kind, _, body = data.decode("utf-8", "replace").partition("\n")
    codec = EventCodec()
    with suppress(UnknownEventError, ValidationError):
        assert codec.decode(*codec.encode(codec.decode(kind, body))) == codec.decode(kind, body)


class _Files:
    """A site with a small catalogue, one file of which is anything."""

    def __init__(self, folder: Path) -> None:
        self._catalogue = folder / "catalogue"
        self._catalogue.mkdir(parents=True)
        self._site = folder / "site.toml"
        for name, text in _CATALOGUE.items():
            (self._catalogue / f"{name}.yaml").write_text(text)

    def catalogue(self, name: str) -> Callable[[bytes], None]:
        """One file of the catalogue."""
        file = self._catalogue / f"{name}.yaml"

        def take(data: bytes) -> None:
            file.write_bytes(data)
            try:
                with suppress(ConfigurationError):
                    load_catalogue(self._catalogue)
            finally:
                file.write_text(_CATALOGUE[name])

        return take

    def site(self, data: bytes) -> None:
        """The site file."""
        self._site.write_bytes(data)
        with suppress(ConfigurationError):
            load_lobby(self._site)


def file_targets(folder: Path) -> Sequence[Target]:
    """All of them. `folder` is theirs; one in memory is the fastest."""
    files = _Files(folder)
    load_catalogue(folder / "catalogue")
    return (
        Target("site file", files.site, [_SITE.encode()]),
        *(
            Target(f"{name}.yaml", files.catalogue(name), [_CATALOGUE[name].encode()])
            for name in ("procedures", "life_events", "questions")
        ),
        Target(
            "paper",
            _paper,
            [
                '<paper lang="ja"><heading>番号札</heading><number>B103</number></paper>'.encode(),
                b'<paper><row><cell>a</cell></row><qr>MGT1:x</qr><image src="a.png"/></paper>',
            ],
        ),
        Target(
            "document", _document, [b'{"language":"ja","blocks":[{"kind":"rule"}]}'], is_json=True
        ),
        Target("event", _event, _events()),
    )


def _events() -> Sequence[bytes]:
    head = f'"at":"{MORNING.isoformat()}","cause":"01890000-0000-7000-8000-000000000001","by":"k"'
    return [
        f'day_opened\n{{{head},"day":"2026-11-24"}}'.encode(),
        f'stop_called\n{{{head},"visit":"01890000-0000-7000-8000-000000000001","service":"ido",'
        '"counter":"1"}'.encode(),
    ]
