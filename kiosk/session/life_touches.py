"""What is touched on the way from a life event to a checklist."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventChosen:
    """What happened in somebody's life."""

    life_event: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to the question that is shown: chosen, or not any more where it takes many."""

    answer: str


@dataclass(frozen=True, slots=True)
class Onward:
    """All answers to a question that takes many are chosen; or the checklist is as it should be."""


@dataclass(frozen=True, slots=True)
class LineTouched:
    """A procedure of the checklist: wanted, or not any more."""

    procedure: str


LifeTouch = EventChosen | Answered | Onward | LineTouched
