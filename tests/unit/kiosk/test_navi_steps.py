"""Asking for a certificate by touch, step by step."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.navi.dates import Calendar, DateEntry, DateKey, DateProblem, Part
from kiosk.navi.form import CertificateForm, load_forms
from kiosk.navi.kana import KanaKey
from kiosk.navi.steps import (
    ORDER,
    CalendarTouched,
    ChangeTouched,
    Chosen,
    CopiesChanged,
    Ended,
    InputProblem,
    KeyTouched,
    Move,
    Moved,
    Navi,
    NaviTouch,
    PartTouched,
    Step,
    Toggled,
    answers,
    begin,
    step,
)
from protocol.my_number import check_digit
from protocol.sealed import COPIES_MAX, CertificateRequest

TODAY = date(2026, 11, 24)
FORMS = load_forms()
NEXT, BACK = Moved(Move.NEXT), Moved(Move.BACK)
NAME: list[NaviTouch] = [
    KeyTouched(key) for key in ("あ", "い", "つ", KanaKey.VOICED, KanaKey.SPACE, "は", "な")
]
BIRTH: list[NaviTouch] = [CalendarTouched(Calendar.SHOWA), *(KeyTouched(key) for key in "600501")]
PHONE: list[NaviTouch] = [KeyTouched(key) for key in "09012345678"]
ALL: list[NaviTouch] = [
    Chosen("juminhyo"),
    Chosen("self"),
    NEXT,
    *NAME,
    NEXT,
    *BIRTH,
    NEXT,
    *PHONE,
    NEXT,
]
TO_PHONE = ALL[: -len(PHONE) - 1]
MY_NUMBER = "12345678901" + str(check_digit("12345678901"))


def after(navi: Navi, *touches: NaviTouch) -> Navi:
    for touch in touches:
        result = step(navi, touch, TODAY)
        assert isinstance(result, Navi), touch
        navi = result
    return navi


def filled() -> Navi:
    return after(begin(FORMS, None), *ALL)


def test_a_residence_record_for_oneself() -> None:
    navi = filled()
    assert navi.step is Step.REVIEW
    assert step(navi, NEXT, TODAY) is Ended.CONFIRMED
    assert answers(navi, "ja", TODAY) == CertificateRequest(
        certificate="juminhyo",
        copies=1,
        whose="self",
        options=(),
        name_kana="アイヅ\u3000ハナ",
        birth_date=date(1985, 5, 1),
        phone="09012345678",
        language="ja",
    )


def test_options_are_off_until_they_are_chosen() -> None:
    navi = after(begin(FORMS, None), Chosen("juminhyo"), Chosen("household"))
    assert (navi.options, navi.copies) == ((), 1)
    navi = after(navi, Toggled("honseki"), Toggled("zokugara"), Toggled("mynumber"))
    assert navi.options == ("zokugara", "honseki")
    assert after(navi, Toggled("honseki")).options == ("zokugara",)
    many = after(navi, *[CopiesChanged(1)] * 20)
    assert many.copies == COPIES_MAX
    assert after(many, *[CopiesChanged(-1)] * 20).copies == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.procedure)
def test_every_certificate_can_be_asked_for_by_everybody_it_is_for(form: CertificateForm) -> None:
    for choice in form.whose:
        navi = after(begin(FORMS, None), Chosen(form.procedure), Chosen(choice.whose), *ALL[2:])
        request = answers(navi, "en", TODAY)
        assert (request.certificate, request.whose) == (form.procedure, choice.whose)


def test_no_step_is_left_with_something_missing_and_it_says_what() -> None:
    navi = after(begin(FORMS, None), Chosen("juminhyo"), Chosen("self"), NEXT, NEXT)
    assert (navi.step, navi.trouble) == (Step.NAME, InputProblem.NAME_MISSING)
    navi = after(navi, *NAME)
    assert navi.trouble is None
    navi = after(navi, NEXT, NEXT)
    assert (navi.step, navi.trouble) == (Step.BIRTH, DateProblem.NO_CALENDAR)
    navi = after(navi, *BIRTH, NEXT, KeyTouched("0"), NEXT)
    assert (navi.step, navi.trouble) == (Step.PHONE, InputProblem.PHONE_INCOMPLETE)
    assert after(navi, KeyTouched(DateKey.CLEAR), NEXT).step is Step.REVIEW


def test_a_telephone_number_may_be_left_out() -> None:
    navi = after(begin(FORMS, None), *TO_PHONE, NEXT)
    assert navi.step is Step.REVIEW
    assert answers(navi, "ja", TODAY).phone is None


def test_a_my_number_is_refused_and_nothing_of_it_is_kept() -> None:
    at_phone = after(begin(FORMS, None), *TO_PHONE)
    assert at_phone.step is Step.PHONE
    navi = after(at_phone, *(KeyTouched(digit) for digit in MY_NUMBER))
    assert (navi.phone, navi.trouble) == ("", InputProblem.MY_NUMBER)
    assert MY_NUMBER[:6] not in repr(navi)
    # the words go with the next key
    assert after(navi, KeyTouched("0")).trouble is None


def test_a_longer_number_is_no_telephone_number() -> None:
    wrong = MY_NUMBER[:-1] + str((int(MY_NUMBER[-1]) + 1) % 10)
    at_phone = after(begin(FORMS, None), *TO_PHONE)
    navi = after(at_phone, *(KeyTouched(digit) for digit in wrong))
    assert (navi.phone, navi.trouble) == (wrong[:11], InputProblem.PHONE_TOO_LONG)


def test_each_line_of_the_read_back_can_be_changed_and_leads_back_to_it() -> None:
    review = filled()
    for asked in ORDER[:-1]:
        changing = after(review, ChangeTouched(asked))
        assert changing.step is asked
        # untouched, forth and back
        assert after(changing, BACK) == review
        assert after(changing, NEXT) == review
    name = after(review, ChangeTouched(Step.NAME), KeyTouched(KanaKey.CLEAR), KeyTouched("う"))
    assert after(name, NEXT).name == "う"
    assert after(name, BACK) == review
    one_more = after(review, ChangeTouched(Step.DETAILS), CopiesChanged(1), NEXT)
    assert (one_more.step, one_more.copies) == (Step.REVIEW, 2)


def test_another_certificate_asks_again_what_it_does_not_have() -> None:
    household = after(begin(FORMS, None), Chosen("juminhyo"), Chosen("household"),
                      Toggled("honseki"), *ALL[2:])  # fmt: skip
    navi = after(household, ChangeTouched(Step.CERTIFICATE), Chosen("inkan_shomei"))
    assert (navi.step, navi.whose, navi.options) == (Step.WHOSE, None, ())
    assert after(navi, BACK) == household
    assert after(navi, Chosen("self")).step is Step.REVIEW


TOUCHES: list[NaviTouch] = [
    *(Chosen(form.procedure) for form in FORMS),
    *(Chosen(whose) for whose in ("self", "household", "other", "nobody")),
    *(Toggled(option.option) for form in FORMS for option in form.options),
    CopiesChanged(1),
    CopiesChanged(-1),
    *(KeyTouched(key) for key in ("あ", "か", "0", "1", "5", *KanaKey, *DateKey)),
    *(CalendarTouched(calendar) for calendar in Calendar),
    *(PartTouched(part) for part in Part),
    *(ChangeTouched(asked) for asked in ORDER),
    NEXT,
    NEXT,
    NEXT,
    BACK,
]
STARTS = st.sampled_from([begin(FORMS, None), begin(FORMS, Calendar.WESTERN), filled()])


def way_on(navi: Navi) -> list[NaviTouch]:
    """What somebody does at a step who wants to get on."""
    clear = KeyTouched(DateKey.CLEAR)
    match navi.step:
        case Step.CERTIFICATE:
            return [Chosen(FORMS[0].procedure)]
        case Step.WHOSE:
            assert navi.form is not None
            return [Chosen(navi.form.whose[0].whose)]
        case Step.NAME:
            return [*NAME, NEXT]
        case Step.BIRTH:
            return [clear, PartTouched(Part.YEAR), *BIRTH, NEXT]
        case Step.PHONE:
            return [clear, NEXT]
        case _:
            return [NEXT]


@settings(max_examples=150)
@given(STARTS, st.lists(st.sampled_from(TOUCHES), max_size=40))
def test_from_everywhere_there_is_a_way_on_and_a_way_back(
    navi: Navi, touches: list[NaviTouch]
) -> None:
    for touch in touches:
        result = step(navi, touch, TODAY)
        if isinstance(result, Ended):
            assert touch in (NEXT, BACK)
            break
        navi = result
        assert set(navi.options) <= {o.option for f in navi.forms for o in f.options}
    end: Navi | Ended = navi
    for _ in range(3 * len(ORDER)):
        if isinstance(end, Ended):
            break
        for touch in way_on(end):
            assert isinstance(end, Navi)
            end = step(end, touch, TODAY)
            if isinstance(end, Ended):
                break
        if isinstance(end, Navi) and end.step is Step.REVIEW:
            answers(end, "ja", TODAY)
    assert end is Ended.CONFIRMED
    end = navi
    for _ in range(2 * len(ORDER)):
        if isinstance(end, Navi):
            end = step(end, BACK, TODAY)
    assert end is Ended.LEFT


def test_a_date_is_only_asked_for_at_its_step() -> None:
    navi = begin(FORMS, Calendar.WESTERN)
    assert navi.birth == DateEntry(Calendar.WESTERN)
    assert after(navi, CalendarTouched(Calendar.SHOWA), PartTouched(Part.DAY), *PHONE) == navi
    with pytest.raises(ValueError, match="not whole"):
        answers(navi, "ja", TODAY)
