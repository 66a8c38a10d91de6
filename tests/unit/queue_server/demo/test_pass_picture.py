"""A pass that is held up can be read, whatever it says."""

import io
from datetime import UTC, datetime
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image

from protocol.passes import PassRefusedError, verify_pass
from protocol.reasons import Reason
from queue_server.demo.pass_picture import pass_photo
from queue_server.demo.samples import SAMPLES, Sample, counters_of, samples_of
from queue_server.sample_pass import sample_pass
from tests.keys import sample_key
from tests.sites import sample_lobby

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
KEY = sample_key(b"demokey1")
LOBBY = sample_lobby()


def _text(sample: Sample) -> str:
    return sample_pass(
        LOBBY,
        KEY,
        procedures=sample.procedures,
        now=NOW - sample.age,
        valid=sample.valid,
        pass_id=UUID(int=7, version=4),
    )


def _read(photo: bytes) -> list[str]:
    with Image.open(io.BytesIO(photo)) as picture:
        assert picture.size == (1280, 720)
        return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_the_code_on_the_phone_is_read(sample: Sample) -> None:
    text = _text(sample)
    photo = pass_photo(
        text, city=LOBBY.file.site.name, title=sample.title, title_en=sample.title_en
    )
    assert _read(photo) == [text]


def test_the_longest_pass_still_fits_on_the_phone() -> None:
    text = "MG1:" + "7" * 415
    assert _read(pass_photo(text, city="見本市", title="長い", title_en="Long")) == [text]


def test_every_sample_fits_the_sample_lobby() -> None:
    assert samples_of(LOBBY) == SAMPLES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_only_the_expired_one_is_refused(sample: Sample) -> None:
    if sample.expired:
        with pytest.raises(PassRefusedError) as refused:
            verify_pass(_text(sample), [KEY.public], issuer="aizu", now=NOW)
        assert refused.value.reason is Reason.PASS_EXPIRED
    else:
        claims = verify_pass(_text(sample), [KEY.public], issuer="aizu", now=NOW)
        assert claims.procedures == sample.procedures


def test_the_counters_of_a_pass_are_those_of_its_stops_in_order() -> None:
    moving = next(sample for sample in SAMPLES if sample.id == "moving_in")
    names = [name for _, name in counters_of(LOBBY, moving.procedures)]
    assert names == ["3番窓口", "6番窓口", "8番窓口"]
