"""What somebody typed at a kiosk is not on its disk in words, whoever takes the disk."""

from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from kiosk.alone.clock import Moment
from kiosk.alone.opening import STORE_FILE
from kiosk.alone.store import AloneStore
from kiosk.alone.wanted import Wanted
from protocol.messages import TakeTicket
from protocol.sealed import CertificateRequest, seal, unseal
from tests.web import OPENING_KEY

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
TYPED = CertificateRequest(
    certificate="juminhyo",
    whose="household",
    name_kana="マドグチ ハナコ",
    birth_date=date(1980, 4, 1),
    phone="0242000000",
)
WORDS = ("マドグチ", "ハナコ", "1980-04-01", "0242000000")


def test_what_was_typed_while_it_was_cut_off_can_be_read_by_the_server_alone(
    tmp_path: Path,
) -> None:
    id_ = UUID(int=7)
    sealed = seal(TYPED, OPENING_KEY.public, site="aizu", request_id=id_)
    asked = TakeTicket(id=id_, services=("shomei",), sealed=sealed)
    with closing(AloneStore.open(tmp_path / STORE_FILE)) as store:
        want = Wanted(
            asked, ("shomei",), UUID(int=8), Moment(NOW, "server"), "Asia/Tokyo", "Z", None
        )
        assert store.give(want) is not None
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert urlsafe_b64encode(sealed)[30:90] in kept or b64encode(sealed)[30:90] in kept
        for word in WORDS:
            assert word.encode() not in kept
            assert word.encode("unicode_escape") not in kept
        # the server can, once the kiosk is heard again
        (report,) = store.waiting()
        assert isinstance(report.request, TakeTicket)
        assert report.request.sealed is not None
        assert unseal(report.request.sealed, OPENING_KEY, site="aizu", request_id=id_) == TYPED
        store.reported(id_)
    # and nothing is left of it then
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for encoded in (sealed, b64encode(sealed), urlsafe_b64encode(sealed)):
        assert encoded[30:90] not in left
