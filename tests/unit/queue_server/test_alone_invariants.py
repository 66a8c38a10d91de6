"""N1, N3, N5 and N6 of the design, held while kiosks are cut off, go on alone, and report late, out
of order, twice, with wrong clocks, and for what the server had heard.
"""

import random
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from queue_server.domain.alone.commands import LendNumbers, Report, TakeBackNumbers, WithdrawRequest
from queue_server.domain.alone.events import VisitRenumbered, VisitReported
from queue_server.domain.alone.known import LeaseAnswer
from queue_server.domain.alone.letters import emergency_letters
from queue_server.domain.business_day import business_date
from queue_server.domain.commands import (
    CallNext,
    CancelVisit,
    Finish,
    NoShow,
    SetService,
    TakeTicket,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import VisitOpened
from queue_server.domain.lives import Doubt, ServiceStatus
from queue_server.domain.replacing import replace
from queue_server.domain.state import TicketAnswer
from tests.unit.queue_server.cut_off_kiosks import Kiosk, Paper
from tests.unit.queue_server.driven_queue import SITE as PLAIN
from tests.unit.queue_server.driven_queue import DrivenQueue

SITE = replace(PLAIN, kiosks=("kiosk-1", "kiosk-2"))
KIOSKS = st.sampled_from(SITE.kiosks)
SERVICES = st.sampled_from(sorted(SITE.services))
COUNTERS = st.sampled_from(sorted(SITE.counters))


class CutOffMachine(DrivenQueue):
    """What kiosks do that hear the server, or do not."""

    site = SITE

    def __init__(self) -> None:
        super().__init__()
        letters = emergency_letters(SITE)
        self.kiosks = {name: Kiosk(name, letters[name]) for name in SITE.kiosks}
        self.reported = list[tuple[Paper, Report]]()
        self.papers = dict[object, Paper]()
        self.now += timedelta(minutes=1)

    @rule(kiosk=KIOSKS)
    def lease(self, kiosk: str) -> None:
        one = self.kiosks[kiosk]
        left = one.left() if one.day == business_date(SITE, self.now) else {}
        command = LendNumbers(id=self.ids(), by=kiosk, left=left)
        self.give(command)
        answer = self.state.answers[command.id]
        assert isinstance(answer, LeaseAnswer)
        one.lent(answer.day, answer.blocks)

    @rule(kiosk=KIOSKS, service=SERVICES)
    def take_ticket(self, kiosk: str, service: str) -> None:
        self.give(TakeTicket(id=self.ids(), by=kiosk, visit=self.ids(), services=(service,)))

    @rule(kiosk=KIOSKS, service=SERVICES, heard=st.booleans(), count=st.integers(1, 12))
    def give_alone(self, kiosk: str, service: str, *, heard: bool, count: int) -> None:
        """Numbers on paper; `heard`: the server heard the request, and its reply was lost."""
        for _ in range(count):
            id_ = self.ids()
            if heard:
                ask = TakeTicket(id=id_, by=kiosk, visit=self.ids(), services=(service,))
                self.give(ask)
            day = business_date(SITE, self.now)
            paper = self.kiosks[kiosk].give(
                service, id_=id_, visit=self.ids(), day=day, now=self.now
            )
            self.papers[id_] = paper
            self.now += timedelta(seconds=20)

    @precondition(lambda self: any(kiosk.outbox for kiosk in self.kiosks.values()))
    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        waiting = [k.name for k in self.kiosks.values() if k.outbox]
        kiosk = self.kiosks[data.draw(st.sampled_from(waiting))]
        self.report_of(kiosk, data.draw(st.integers(0, len(kiosk.outbox) - 1)))

    @rule(
        lost=st.booleans(),
        services=st.lists(SERVICES, min_size=2, max_size=4),
        hours=st.sampled_from([0, 7, -7]),
        order=st.randoms(use_true_random=False),
    )
    def outage(self, *, lost: bool, services: list[str], hours: int, order: random.Random) -> None:
        """One kiosk is cut off and the other is not; then all of it is reported, in any order, and
        some time passes between the reports.
        """
        self.lease("kiosk-1")
        self.clock_is_wrong("kiosk-1", hours)
        for service in services:
            self.take_ticket("kiosk-2", service)
            self.now += timedelta(seconds=20)
            self.give_alone("kiosk-1", service, heard=lost, count=1)
            self.take_ticket("kiosk-2", service)
            self.now += timedelta(seconds=20)
        kiosk = self.kiosks["kiosk-1"]
        while kiosk.outbox:
            self.report_of(kiosk, order.randrange(len(kiosk.outbox)))
            self.now += timedelta(seconds=20)
            self.in_the_order_of_the_kiosk()

    def report_of(self, kiosk: Kiosk, at: int) -> None:
        """One row of a kiosk's outbox is heard."""
        paper = kiosk.outbox.pop(at)
        command = Report(
            id=paper.id,
            by=kiosk.name,
            paper=paper.visit,
            spare=self.ids(),
            letter=paper.letter,
            sequence=paper.sequence,
            day=paper.day,
            issued_at=paper.issued_at + kiosk.ahead,
            own_clock=kiosk.ahead != timedelta(),
            place=paper.place,
            services=(paper.service,),
        )
        heard, visits = self.state.answers.get(paper.id), len(self.state.visits)
        before = {id_: visit.number for id_, visit in self.state.visits.items()}
        self.give(command)
        assert paper.id in self.state.alone.reported, "a report is never refused"
        if isinstance(heard, TicketAnswer) and heard.visit in before:
            # one visit comes of both, and nobody else gets another number
            after = {id_: visit.number for id_, visit in self.state.visits.items()}
            if heard.visit in after:
                number = f"{paper.letter}{paper.sequence:03d}"
                assert after == before | {heard.visit: number}
                assert visits == len(self.state.visits)
        self.reported.append((paper, command))

    @precondition(lambda self: self.reported)
    @rule(data=st.data())
    def report_again(self, data: st.DataObject) -> None:
        """N3: nothing changes."""
        _, command = data.draw(st.sampled_from(self.reported))
        assert decide(SITE, self.state, command, self.now) == ()
        assert isinstance(self.state.answers[command.id], TicketAnswer)

    @precondition(lambda self: self.reported)
    @rule(data=st.data())
    def request_comes_late(self, data: st.DataObject) -> None:
        """The answer is the visit that was reported."""
        paper, command = data.draw(st.sampled_from(self.reported))
        late = TakeTicket(id=paper.id, by=command.by, visit=self.ids(), services=(paper.service,))
        assert decide(SITE, self.state, late, self.now) == ()
        answer = self.state.answers[paper.id]
        assert isinstance(answer, TicketAnswer)
        assert answer.number == f"{paper.letter}{paper.sequence:03d}"

    @rule(kiosk=KIOSKS, hours=st.sampled_from([0, 0, 7, -7, 400]))
    def clock_is_wrong(self, kiosk: str, hours: int) -> None:
        self.kiosks[kiosk].ahead = timedelta(hours=hours)

    @rule(kiosk=KIOSKS)
    def give_back(self, kiosk: str) -> None:
        one = self.kiosks[kiosk]
        if one.day is not None and one.blocks:
            blocks, one.blocks = tuple(one.blocks), []
            self.give(TakeBackNumbers(id=self.ids(), by=kiosk, day=one.day, blocks=blocks))

    @rule(kiosk=KIOSKS, service=SERVICES, heard=st.booleans())
    def crash(self, kiosk: str, service: str, *, heard: bool) -> None:
        """No paper came out: the request is withdrawn, whether it was heard or is heard later."""
        ask = TakeTicket(id=self.ids(), by=kiosk, visit=self.ids(), services=(service,))
        if heard:
            self.give(ask)
        self.give(WithdrawRequest(id=self.ids(), by=kiosk, request=ask.id))
        if not heard:
            self.give(ask)
            assert ask.id not in self.state.answers
        answer = self.state.answers.get(ask.id)
        if isinstance(answer, TicketAnswer):
            assert self.state.visits[answer.visit].closed_at is not None

    @rule(counter=COUNTERS, kind=st.sampled_from([CallNext, CallNext, NoShow, Finish]))
    def at_counter(self, counter: str, kind: type[CallNext | NoShow | Finish]) -> None:
        self.give(kind(id=self.ids(), by="staff:a", counter=counter))

    @precondition(lambda self: self.state.visits)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        visit = data.draw(st.sampled_from(sorted(self.state.visits)))
        self.give(CancelVisit(id=self.ids(), by="staff:a", visit=visit))

    @rule(service=SERVICES, status=st.sampled_from(ServiceStatus))
    def service_is_set(self, service: str, status: ServiceStatus) -> None:
        self.give(SetService(id=self.ids(), by="staff:b", service=service, status=status))

    @rule(minutes=st.sampled_from([1, 5, 30, 200, 24 * 60]))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def numbers_are_given_once(self) -> None:
        """N1: whoever gave them. A paper and the server's number of one request are two numbers of
        which one is used; neither is anybody else's.
        """
        given = [
            (event.day, event.letter, event.sequence)
            for event in self.events
            if isinstance(event, VisitOpened | VisitReported | VisitRenumbered)
        ]
        assert len(given) == len(set(given))
        unreported = [
            (paper.day, paper.letter, paper.sequence)
            for kiosk in self.kiosks.values()
            for paper in kiosk.outbox
        ]
        assert not set(given) & set(unreported)
        assert all(
            Doubt.NUMBER_TWICE not in one.doubts for one in self.state.alone.reported.values()
        )

    @invariant()
    def one_visit_of_request_and_report(self) -> None:
        """N3: every paper of today that was reported is one visit's, and finds it."""
        for paper, _ in self.reported:
            if paper.day == self.state.day and paper.id in self.state.alone.reported:
                one = self.state.alone.reported[paper.id]
                if Doubt.ANOTHER_DAY not in one.doubts:
                    visit = self.state.visit(paper.visit)
                    assert visit is not None
                    assert visit.number == f"{paper.letter}{paper.sequence:03d}"

    @invariant()
    def in_the_order_of_the_kiosk(self) -> None:
        """N5 within a kiosk, whatever its clock says and in whatever order it was heard. What the
        server had heard itself has its true place, beside which another may stand wrong that was
        reported before: such a kiosk is left out.
        """
        heard = {
            event.by
            for event in self.events
            if isinstance(event, VisitRenumbered) and event.day == self.state.day
        }
        by_kiosk = dict[str, list[tuple[int, int]]]()
        for event in self.events:
            if not isinstance(event, VisitReported) or event.by in heard:
                continue
            if event.day == self.state.day:
                came = (event.place, self.state.visits[event.visit].arrival)
                by_kiosk.setdefault(event.by, []).append(came)
        for kiosk, places in by_kiosk.items():
            arrivals = [arrival for _, arrival in sorted(places)]
            assert arrivals == sorted(set(arrivals)), kiosk

    @invariant()
    def places_are_by_time_of_issue(self) -> None:
        """N5 among all kiosks whose clocks are right."""
        for placed in self.state.alone.placed.values():
            order = [one.place for one in placed]
            assert order == sorted(set(order))
        today = sorted(
            (v for v in self.state.visits.values() if v.day == self.state.day),
            key=lambda visit: visit.arrival,
        )
        trusted = [v.issued_at for v in today if Doubt.CLOCK_OFF not in v.doubts]
        assert trusted == sorted(trusted)


TestCutOff = CutOffMachine.TestCase
TestCutOff.settings = settings(max_examples=40, stateful_step_count=30)
