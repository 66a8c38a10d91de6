"""The steps of asking for a certificate by touch: `step(navi, touch, today)`. Pure.

It holds what somebody has entered so far, and nothing else does.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from kiosk.navi import dates, kana
from kiosk.navi.dates import Calendar, DateEntry, DateProblem
from kiosk.navi.form import CertificateForm, Whose
from protocol.my_number import looks_like_my_number
from protocol.sealed import COPIES_MAX, CertificateRequest

PHONE_LENGTHS: Final = (10, 11)
"""Digits of a telephone number in Japan, from its first 0."""


class Step(StrEnum):
    """The screens, in their order."""

    CERTIFICATE = "certificate"
    WHOSE = "whose"
    DETAILS = "details"
    """How many, and what is written on them."""
    NAME = "name"
    BIRTH = "birth"
    PHONE = "phone"
    REVIEW = "review"


ORDER: Final = tuple(Step)


class InputProblem(StrEnum):
    """Why something was not taken, beside the problems of dates."""

    MY_NUMBER = "my_number"
    """It looks like an individual number, which is never asked for here. It was taken away."""
    NAME_MISSING = "name_missing"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_INCOMPLETE = "phone_incomplete"


Trouble = InputProblem | DateProblem


@dataclass(frozen=True, slots=True)
class Chosen:
    """A certificate, or whose it is: what the step asks for."""

    value: str


@dataclass(frozen=True, slots=True)
class Toggled:
    """Something to be written on it, or not."""

    option: str


@dataclass(frozen=True, slots=True)
class CopiesChanged:
    """One more, or one less."""

    by: int


@dataclass(frozen=True, slots=True)
class KeyTouched:
    """A key of the step's keyboard."""

    key: str


@dataclass(frozen=True, slots=True)
class CalendarTouched:
    """An era, or the western calendar."""

    calendar: Calendar


@dataclass(frozen=True, slots=True)
class PartTouched:
    """Year, month or day, to type it."""

    part: dates.Part


@dataclass(frozen=True, slots=True)
class ChangeTouched:
    """A line of the read-back, to change it."""

    step: Step


class Move(StrEnum):
    """From one step to another."""

    NEXT = "next"
    """On; at the read-back: it is right, take it."""
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Moved:
    """One of the two ways was touched."""

    move: Move


NaviTouch = (
    Chosen
    | Toggled
    | CopiesChanged
    | KeyTouched
    | CalendarTouched
    | PartTouched
    | ChangeTouched
    | Moved
)


@dataclass(frozen=True, slots=True)
class Navi:
    """Where somebody is, and what they have entered."""

    forms: tuple[CertificateForm, ...]
    """What can be asked for, in the order in which it is offered."""
    step: Step = Step.CERTIFICATE
    certificate: str | None = None
    whose: Whose | None = None
    options: tuple[str, ...] = ()
    copies: int = 1
    name: str = ""
    """In hiragana."""
    birth: DateEntry = field(default_factory=DateEntry)
    phone: str = ""
    """Empty: none was given."""
    trouble: Trouble | None = None
    """What is wrong with the step's input, once somebody wanted to go on with it."""
    before: "Navi | None" = None
    """The read-back from which a line is being changed: the way back leads there."""

    @property
    def form(self) -> CertificateForm | None:
        """Of the certificate that was chosen."""
        return next((form for form in self.forms if form.procedure == self.certificate), None)


class Ended(StrEnum):
    """How it ends."""

    LEFT = "left"
    """Back, to where it began. Nothing is kept."""
    CONFIRMED = "confirmed"
    """Read back, and right."""


def begin(forms: tuple[CertificateForm, ...], calendar: Calendar | None) -> Navi:
    """The first step. `calendar` is the one that birth dates are asked in, None for no guess."""
    return Navi(forms, birth=DateEntry(calendar))


def step(navi: Navi, touch: NaviTouch, today: date) -> Navi | Ended:
    """Where a touch leads. One that means nothing at this step changes nothing.

    `today` is the day at the site: nobody was born after it.
    """
    match touch:
        case Chosen(value):
            return _chosen(navi, value, today)
        case Toggled(option):
            return _toggled(navi, option)
        case CopiesChanged(by):
            if navi.step is not Step.DETAILS:
                return navi
            return replace(navi, copies=min(max(navi.copies + by, 1), COPIES_MAX))
        case KeyTouched(key):
            return _key(navi, key)
        case CalendarTouched(calendar):
            if navi.step is not Step.BIRTH:
                return navi
            return replace(navi, birth=dates.in_calendar(navi.birth, calendar), trouble=None)
        case PartTouched(part):
            if navi.step is not Step.BIRTH:
                return navi
            return replace(navi, birth=replace(navi.birth, part=part), trouble=None)
        case ChangeTouched(changed):
            if navi.step is not Step.REVIEW or changed is Step.REVIEW:
                return navi
            return replace(navi, step=changed, before=navi)
        case Moved(move):
            return _back(navi) if move is Move.BACK else _next(navi, today)
    assert_never(touch)


def problem_of(navi: Navi, asked: Step, today: date) -> Trouble | None:
    """What is wrong with what was entered at a step; None where it can be left."""
    match asked:
        case Step.NAME:
            return None if kana.finished(navi.name) else InputProblem.NAME_MISSING
        case Step.BIRTH:
            birth = dates.birth_date(navi.birth, today)
            return None if isinstance(birth, date) else birth
        case Step.PHONE:
            if not navi.phone:
                return None
            right = navi.phone.startswith("0") and len(navi.phone) in PHONE_LENGTHS
            return None if right else InputProblem.PHONE_INCOMPLETE
    return None


def answers(navi: Navi, language: str, today: date) -> CertificateRequest:
    """What was entered, as the counter gets it.

    Raises:
        ValueError: it is not whole: no state in which the read-back is confirmed.
    """
    birth = dates.birth_date(navi.birth, today)
    form = navi.form
    if form is None or navi.whose is None or not isinstance(birth, date):
        raise ValueError("not whole yet")
    return CertificateRequest(
        certificate=form.procedure,
        copies=navi.copies,
        whose=navi.whose,
        options=navi.options,
        name_kana=kana.shown(kana.finished(navi.name), form.kana),
        birth_date=birth,
        phone=navi.phone or None,
        language=language,
    )


def _chosen(navi: Navi, value: str, today: date) -> Navi:
    match navi.step:
        case Step.CERTIFICATE:
            form = next((form for form in navi.forms if form.procedure == value), None)
            if form is None:
                return navi
            offered = {option.option for option in form.options}
            navi = replace(
                navi,
                certificate=value,
                whose=navi.whose if form.choice(navi.whose) else None,
                options=tuple(option for option in navi.options if option in offered),
            )
        case Step.WHOSE:
            choice = None if navi.form is None else navi.form.choice(value)
            if choice is None:
                return navi
            navi = replace(navi, whose=choice.whose)
        case _:
            return navi
    return _on(navi, today)


def _toggled(navi: Navi, option: str) -> Navi:
    if navi.step is not Step.DETAILS or navi.form is None:
        return navi
    chosen = {*navi.options} ^ {option}
    # as the form has them: the same choice is always said in the same order
    return replace(
        navi, options=tuple(each.option for each in navi.form.options if each.option in chosen)
    )


def _key(navi: Navi, key: str) -> Navi:
    match navi.step:
        case Step.NAME:
            return replace(navi, name=kana.typed(navi.name, key), trouble=None)
        case Step.BIRTH:
            return replace(navi, birth=dates.typed(navi.birth, key), trouble=None)
        case Step.PHONE:
            return _phone(navi, key)
    return navi


def _phone(navi: Navi, key: str) -> Navi:
    match key:
        case dates.DateKey.DELETE:
            return replace(navi, phone=navi.phone[:-1], trouble=None)
        case dates.DateKey.CLEAR:
            return replace(navi, phone="", trouble=None)
        case _ if len(key) == 1 and key in "0123456789":
            phone = navi.phone + key
            if looks_like_my_number(phone):
                # 番号法 20条: nobody collects one without a reason. Not one digit is kept.
                return replace(navi, phone="", trouble=InputProblem.MY_NUMBER)
            if len(phone) > max(PHONE_LENGTHS):
                return replace(navi, trouble=InputProblem.PHONE_TOO_LONG)
            return replace(navi, phone=phone, trouble=None)
    return navi


def _back(navi: Navi) -> Navi | Ended:
    if navi.before is not None:
        return navi.before
    place = ORDER.index(navi.step)
    if place == 0:
        return Ended.LEFT
    return replace(navi, step=ORDER[place - 1], trouble=None)


def _next(navi: Navi, today: date) -> Navi | Ended:
    if navi.step is Step.REVIEW:
        return Ended.CONFIRMED if _missing(navi, today) is None else navi
    if navi.step in {Step.CERTIFICATE, Step.WHOSE}:
        # what was chosen before is kept
        whole = navi.certificate if navi.step is Step.CERTIFICATE else navi.whose
        return navi if whole is None else _on(navi, today)
    trouble = problem_of(navi, navi.step, today)
    if trouble is not None:
        return replace(navi, trouble=trouble)
    return _on(navi, today)


def _on(navi: Navi, today: date) -> Navi:
    """The next step; from a change back to the read-back, once all is there."""
    if navi.before is not None:
        missing = _missing(navi, today)
        if missing is None:
            return replace(navi, step=Step.REVIEW, trouble=None, before=None)
        return replace(navi, step=missing, trouble=None)
    return replace(navi, step=ORDER[ORDER.index(navi.step) + 1], trouble=None)


def _missing(navi: Navi, today: date) -> Step | None:
    """The first step that must still be answered."""
    if navi.form is None:
        return Step.CERTIFICATE
    if navi.whose is None:
        return Step.WHOSE
    asked = (Step.NAME, Step.BIRTH, Step.PHONE)
    return next((each for each in asked if problem_of(navi, each, today) is not None), None)
