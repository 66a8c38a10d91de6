"""A whole visit with five keys and no look at the screen: what is heard, in its order."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.keypad.pad_keys import PadKey
from kiosk.session.events import (
    CatalogueArrived,
    Control,
    ControlTouched,
    Event,
    LanguageTouched,
    PaperChanged,
    ReplyArrived,
    ServiceTouched,
)
from kiosk.session.screens import Asking, Paper, Services, Start, Waiting
from kiosk.session.times import CHOICE_SECONDS, GUIDED_TIMES, WARNING_SECONDS
from kiosk.speech.lines import Line
from kiosk.speech.volume import FIRST_VOLUME, LOUDEST
from protocol.sealed import OpeningKey
from tests.unit.kiosk.every_asking import FORMS
from tests.unit.kiosk.every_session import sample_catalogue
from tests.unit.kiosk.samples import KEY, catalogue_arrived, ticket
from tests.unit.kiosk.speech.listener import BACK, CHOOSE, NEXT, PREVIOUS, Listener

FRESH = UUID(int=1)
SEALING = OpeningKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
WELCOME = "音声案内を始めます。"


def test_from_the_first_key_to_the_number() -> None:
    person = Listener()
    welcome = person.presses(CHOOSE)
    assert welcome[0] == WELCOME
    assert welcome[2:] == [
        "受付コードをかざしてください",
        "受付コードがない方は、手続きを選んでください",
        "選べるものは5個です。",
    ]
    # the first key has chosen nothing
    assert isinstance(person.screen, Start)
    assert person.presses(NEXT) == ["言語 Language、中に9個あります", "5個のうち1番目"]
    assert person.presses(NEXT) == ["証明書", "5個のうち2番目"]
    assert person.presses(NEXT) == ["住所変更・届出", "5個のうち3番目"]
    assert person.presses(PREVIOUS) == ["証明書", "5個のうち2番目"]
    person.presses(NEXT)
    assert person.presses(CHOOSE) == ["受け付けています", "少しお待ちください。"]
    assert isinstance(person.screen, Waiting)
    (sent, *_) = person.sent()
    assert sent.language == "ja"
    heard = person.hears(ReplyArrived(FRESH, ticket(FRESH), None))
    assert heard == [
        "あなたの番号は、ビーの103番です。",
        "印刷しています",
        "この順番でまわります",
        "1番目、住所変更・届出、3番窓口、待ち 4人、12～20分",
        "2番目、国民健康保険、6番窓口、待ち 0人、まもなく",
        "選べるものは1個です。",
    ]
    # what has become of the paper is heard, and nothing else again
    assert person.hears(PaperChanged(FRESH, Paper.PRINTED)) == ["番号札をお取りください"]
    assert not person.speaker.cut
    person.waits(1)
    assert person.looks_for("おわる") == ["おわる", "2個のうち1番目"]
    assert person.presses(CHOOSE) == ["音声案内を終わります。"]
    assert isinstance(person.screen, Start)
    assert not person.session.guided


def test_in_another_language() -> None:
    person = Listener()
    person.presses(NEXT, NEXT, CHOOSE)
    heard = person.looks_for("नेपाली")
    assert heard[0] == "नेपाली"
    assert person.speaker.heard[-2] == Line("नेपाली", "ne")
    heard = person.presses(CHOOSE)
    assert heard[0] == "दर्ता कोड देखाउनुहोस्"
    assert {line.language for line in person.speaker.heard[-len(heard) :]} == {"ne"}
    person.looks_for("प्रमाणपत्र")
    assert Line("प्रमाणपत्र", "ne") in person.speaker.heard[-2:]


def test_without_a_key_nothing_is_ever_said() -> None:
    person = Listener()
    person.hears(LanguageTouched("en"))
    person.waits(1)
    person.hears(ControlTouched(Control.ALL_SERVICES))
    person.waits(200)
    person.sees()
    assert person.speaker.heard == []
    assert person.narrator.focus is None


def test_by_touch_a_page_is_read_with_all_its_choices() -> None:
    person = Listener()
    heard = person.hears(ControlTouched(Control.SPEECH))
    assert heard[0] == WELCOME
    assert heard[heard.index("証明書") + 1] == "4個のうち2番目"
    # nobody said that they have a pad, and no ring stands on the screen
    assert not any("キー" in words for words in heard)
    assert person.narrator.focus is None
    person.waits(1)
    assert person.hears(ControlTouched(Control.SPEECH)) == ["音声案内を終わります。"]


def test_the_volume_begins_low_and_ends_with_the_session() -> None:
    person = Listener()
    person.presses(NEXT)
    assert person.speaker.volume == FIRST_VOLUME < LOUDEST
    heard = person.presses(NEXT, NEXT, PadKey.VOLUME)
    # louder, and once more what was said
    assert heard == [f"音量{FIRST_VOLUME + 1}", "証明書", "5個のうち2番目"]
    assert person.speaker.volume == FIRST_VOLUME + 1
    person.presses(*[PadKey.LOUDER] * 10)
    assert person.speaker.volume == LOUDEST
    # on a pad with one key for it, the quietest comes after the loudest
    person.presses(PadKey.VOLUME)
    assert person.speaker.volume == 1
    person.presses(PadKey.QUIETER)
    assert person.speaker.volume == 1
    person.waits(CHOICE_SECONDS * GUIDED_TIMES + 1)
    person.presses(NEXT)
    assert person.speaker.volume == FIRST_VOLUME


def test_a_screen_that_ends_asks_once_and_any_key_keeps_it() -> None:
    person = Listener()
    person.presses(NEXT)
    person.hears(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    assert person.presses(NEXT)[0] == "証明書"
    person.waits(CHOICE_SECONDS * GUIDED_TIMES - WARNING_SECONDS - 2)
    assert person.hears() == []
    person.waits(2)
    heard = len(person.speaker.heard)
    person.sees()
    question = person.heard_since(heard)
    assert question[0] == "まだ続けますか"
    assert question[-1] == "続けるときは、どれかのキーを押してください。"
    # it counts its seconds, and says none of them
    person.waits(3)
    assert person.hears() == []
    # the key is the answer and chooses nothing: they are where they were
    assert person.presses(CHOOSE) == ["証明書", "5個のうち1番目"]
    assert isinstance(person.screen, Services)
    assert person.presses(NEXT)[0] == "住所変更・届出"


def test_whoever_goes_back_to_the_start_is_still_guided() -> None:
    person = Listener()
    person.presses(NEXT)
    person.hears(LanguageTouched("en"))
    person.waits(1)
    person.hears(ControlTouched(Control.ALL_SERVICES))
    person.waits(1)
    heard = person.presses(BACK)
    assert isinstance(person.screen, Start)
    assert heard[0] == "Hold up your reception code"
    assert person.session.guided
    # and by itself it ends with the session
    person.waits(CHOICE_SECONDS * GUIDED_TIMES + 1)
    person.sees()
    assert person.speaker.heard[-1] == Line("Spoken guidance ends.", "en")
    assert not person.session.guided


def test_headphones_that_are_unplugged_end_it() -> None:
    person = Listener()
    person.presses(PadKey.PLUGGED)
    assert person.session.guided
    person.presses(PadKey.UNPLUGGED)
    assert not person.session.guided
    # out of the box, nothing is plugged in
    assert Listener().presses(PadKey.UNPLUGGED) == []


class Applicant(Listener):
    """Somebody who asks for a certificate by keys."""

    def arrival(self, services: int) -> tuple[Event, ...]:
        self.session = replace(self.session, forms=FORMS)
        return (replace(catalogue_arrived(services), sealing_key=SEALING.public),)


def test_a_name_is_typed_on_the_board_of_kana() -> None:
    person = Applicant()
    person.presses(NEXT)
    person.looks_for("証明書")
    heard = person.presses(CHOOSE)
    assert heard[:2] == ["書かずに請求できます。証明書を選んでください", "全7手順の1番目です。"]
    person.looks_for("住民票")
    person.presses(CHOOSE)
    person.looks_for("本人だけ")
    person.presses(CHOOSE)
    assert "2通" in person.looks_for("1通増やす") + person.presses(CHOOSE)
    person.looks_for("次へ")
    assert person.presses(CHOOSE)[2] == "まだ何も入力されていません"
    assert person.looks_for("カ行") == ["カ行、中に5個あります", "19個のうち2番目"]
    assert person.presses(CHOOSE) == ["カ", "5個のうち1番目"]
    assert person.presses(CHOOSE) == ["カ"]
    assert person.presses(PREVIOUS) == ["コ", "5個のうち5番目"]
    assert person.presses(CHOOSE) == ["カコ"]
    # out of the row, and to the marks
    assert person.presses(BACK) == ["カ行、中に5個あります", "19個のうち2番目"]
    person.looks_for("点々をつける")
    assert person.presses(CHOOSE) == ["カゴ"]
    person.looks_for("次へ")
    heard = person.presses(CHOOSE)
    assert heard[0] == "生年月日を入力してください"
    person.looks_for("年の数え方")
    person.presses(CHOOSE)
    person.looks_for("昭和")
    assert person.presses(CHOOSE) == ["昭和、選ばれています", "6個のうち3番目"]
    person.presses(BACK)
    person.looks_for("数字のキー")
    person.presses(CHOOSE)
    person.looks_for("6")
    # what is typed is heard where it is written
    assert person.presses(CHOOSE) == ["6年"]
    assert isinstance(person.screen, Asking)
    assert person.screen.navi.name == "かご"


def test_on_a_loudspeaker_nothing_of_a_person_is_read() -> None:
    person = Applicant(private=False)
    person.presses(NEXT)
    person.looks_for("証明書")
    person.presses(CHOOSE)
    person.looks_for("住民票")
    person.presses(CHOOSE)
    person.looks_for("本人だけ")
    person.presses(CHOOSE)
    person.looks_for("次へ")
    refused = ["個人の情報の画面は、まわりに聞こえる声では読みません。"]
    assert person.presses(CHOOSE) == refused
    assert person.presses(NEXT) == refused
    assert person.presses(CHOOSE) == refused
    # away from there, it reads again
    assert person.presses(BACK) != refused


@pytest.mark.parametrize("private", [True, False])
def test_what_has_happened_in_a_family_is_not_said_to_the_lobby(private: bool) -> None:
    person = Listener(private=private)
    person.meets(CatalogueArrived(sample_catalogue(), (KEY.public,)))
    person.presses(NEXT)
    person.meets(ServiceTouched("ido", FRESH))
    heard = person.hears(ReplyArrived(FRESH, ticket(FRESH), None))
    assert any("103番" in words for words in heard)
    assert ("引っ越してきた（転入）" in heard) is private
