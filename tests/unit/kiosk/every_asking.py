"""A session for every step of 簡単ゆびナビ: to be measured, drawn and looked at."""

from dataclasses import replace

from kiosk.navi.dates import Calendar, DateEntry, DateProblem, Part
from kiosk.navi.form import load_forms
from kiosk.navi.kana import LONG_VOWEL, NAME_LENGTH_MAX
from kiosk.navi.steps import InputProblem, Navi, Step
from kiosk.session.model import Session
from kiosk.session.screens import Asking

FORMS = load_forms()
FILLED = Navi(
    FORMS,
    certificate="juminhyo",
    whose="household",
    options=("zokugara", "honseki"),
    copies=2,
    name="あいづ\u3000はなこ",
    birth=DateEntry(Calendar.SHOWA, "60", "5", "1", Part.DAY),
    phone="09012345678",
)
"""Somebody invented, who has filled in everything."""


def asking_sessions(base: Session) -> dict[str, Session]:
    """Each step, filled in and not, and what can be wrong at it."""
    steps = {str(step): replace(FILLED, step=step) for step in Step}
    steps |= {
        "name-longest": replace(
            FILLED, step=Step.NAME, name="あ" + LONG_VOWEL * (NAME_LENGTH_MAX - 1)
        ),
        "birth-western": replace(
            FILLED, step=Step.BIRTH, birth=DateEntry(Calendar.WESTERN, "1985", "5", "", Part.DAY)
        ),
        "phone-my-number": replace(
            FILLED, step=Step.PHONE, phone="", trouble=InputProblem.MY_NUMBER
        ),
        "review-least": replace(FILLED, step=Step.REVIEW, options=(), phone="", copies=1),
        "review-longest": replace(
            FILLED,
            step=Step.REVIEW,
            options=("zokugara", "honseki", "kokuseki"),
            name="あ" * NAME_LENGTH_MAX,
            copies=10,
        ),
    }
    # the longest of each kind of words; the others stand in the same place
    for problem in (DateProblem.BEFORE_ERA, DateProblem.INCOMPLETE):
        steps[f"birth-{problem}"] = replace(FILLED, step=Step.BIRTH, trouble=problem)
    for form in FORMS[1:]:
        other = replace(
            FILLED,
            certificate=form.procedure,
            whose=form.whose[-1].whose,
            options=tuple(option.option for option in form.options),
        )
        steps[f"details-{form.procedure}"] = replace(other, step=Step.DETAILS)
    return {
        f"navi-{name}": replace(base, screen=Asking(90.0, navi, "shomei"), touched_at=100.0)
        for name, navi in steps.items()
    }
