"""Who needs which procedure, and who does not: people of every life event, plainly invented.

`needs` and `may_want` are whole lists: whatever else the life event has, that person does not get.
"""

from dataclasses import dataclass, field

import pytest

from queue_server.navigator.calendar import open_days
from queue_server.navigator.plan import Plan, Wanted, plan
from tests.sites import sample_lobby

CATALOGUE = sample_lobby().catalogue
IS_OPEN = open_days(sample_lobby().site.booking)


@dataclass(frozen=True)
class Person:
    """Somebody, what they answer, and what they get."""

    who: str
    event: str
    needs: str
    may_want: str = ""
    answers: dict[str, str] = field(default_factory=dict)


MOVED_IN = "juminhyo inkan_toroku setai_henko suido_kaishi gomi shiei_shokei"
MOVED = "juminhyo setai_henko suido_kaishi suido_chushi gomi"
LEAVES = "inkan_haishi setai_henko suido_chushi shiei_shokei"
MOURNS = "okuyami_corner koseki_shomei suido_meigi inkan_haishi inu_shibo shiei_shokei"
BORN = "hoiku juminhyo juri_shomei shiei_shokei"
WED = "juminhyo koseki_shomei juri_shomei inkan_toroku setai_henko shiei_shokei"
PARTED = "uji_keizoku juri_shomei setai_henko shiei_shokei"

PEOPLE = (
    # moving in
    Person(
        "works, alone, owns nothing that counts",
        "moving_in",
        "tennyu",
        MOVED_IN,
        {"family": "", "things": "", "insurance": "company"},
    ),
    Person(
        "a family with a baby, a schoolchild and a dog, on national insurance",
        "moving_in",
        "tennyu mynumber_keizoku kokuho_kanyu jidou_teate_shinki kodomo_iryo gakkou yobo_sesshu "
        "inu_tennyu",
        f"{MOVED_IN} hoiku shomeisho_koshin",
        {"family": "child_small child_school", "things": "card dog", "insurance": "kokuho"},
    ),
    Person(
        "over 75, certified as needing care",
        "moving_in",
        "tennyu kouki_tennyu kaigo_tennyu kaigo_shikaku",
        f"{MOVED_IN} nenkin_jukyusha_jusho",
        {"family": "over75", "things": "care", "insurance": "kouki"},
    ),
    Person(
        "from abroad, pregnant, a single parent with a teenager, a moped and a certificate",
        "moving_in",
        "tennyu zairyu_jusho kokuho_kanyu nenkin_1go jidou_teate_shinki kodomo_iryo jidou_fuyou "
        "hitorioya_iryo ninpu_kenshin techo_jusho gentsuki_toroku",
        f"{MOVED_IN} jiritsu_shien",
        {
            "family": "child_teen pregnant",
            "things": "residence_card techo single_parent moped abroad",
            "insurance": "kokuho",
        },
    ),
    # moving within the city
    Person(
        "works, alone",
        "moving_within",
        "tenkyo",
        MOVED,
        {"family": "", "things": "", "insurance": "company"},
    ),
    Person(
        "a single parent with a schoolchild, national insurance, a card, a dog and a moped",
        "moving_within",
        "tenkyo mynumber_kisai kokuho_henko jidou_teate_henko kodomo_iryo_henko jidou_fuyou gakkou "
        "gentsuki_jusho inu_tennyu",
        f"{MOVED} shomeisho_koshin",
        {
            "family": "child_school",
            "things": "card single_parent dog moped",
            "insurance": "kokuho",
        },
    ),
    Person(
        "a foreign national over 75 with a certificate",
        "moving_within",
        "tenkyo zairyu_jusho kouki_tenkyo kaigo_shikaku techo_jusho",
        f"{MOVED} jiritsu_shien nenkin_jukyusha_jusho",
        {"family": "over75", "things": "residence_card techo", "insurance": "kouki"},
    ),
    # moving out
    Person(
        "works, alone",
        "moving_out",
        "tenshutsu",
        LEAVES,
        {"family": "", "things": "", "insurance": "company"},
    ),
    Person(
        "goes abroad with a schoolchild, alone, national insurance, a moped",
        "moving_out",
        "tenshutsu kokuho_dattai nenkin_kaigai jidou_teate_shometsu kodomo_iryo_henko jidou_fuyou "
        "hitorioya_iryo gakkou_out gentsuki_haisha",
        f"{LEAVES} kokuho_gakusei",
        {
            "family": "child_school",
            "things": "single_parent moped abroad",
            "insurance": "kokuho",
        },
    ),
    Person(
        "over 75",
        "moving_out",
        "tenshutsu kouki_tenshutsu kaigo_tenshutsu",
        f"{LEAVES} nenkin_jukyusha_jusho",
        {"family": "over75", "things": "", "insurance": "kouki"},
    ),
    # somebody died
    Person(
        "the notification is made already; nothing else applies",
        "death",
        "",
        MOURNS,
        {"filed": "hai", "insurance_of_deceased": "company", "deceased": ""},
    ),
    Person(
        "an old head of household with a pension, a house and a card",
        "death",
        "shibo setai_henko kouki_shibo mishikyu_nenkin kaigo_shibo kotei_sozoku",
        f"{MOURNS} kokuho_henko card_henno",
        {
            "filed": "iie",
            "insurance_of_deceased": "kouki",
            "deceased": "aged pensioner head property had_card",
        },
    ),
    Person(
        "a parent on national insurance with a moped and a certificate",
        "death",
        "kokuho_dattai sosaihi_kokuho izoku_nenkin jidou_teate_shometsu keiji_sozoku techo_henkan",
        f"{MOURNS} jidou_fuyou hitorioya_iryo",
        {
            "filed": "hai",
            "insurance_of_deceased": "kokuho",
            "deceased": "owned_moped had_techo left_child",
        },
    ),
    # a birth
    Person(
        "a first child, insured through an employer",
        "birth",
        "shussho jidou_teate_shinki kodomo_iryo yobo_sesshu",
        BORN,
        {"which_child": "first", "baby_insurance": "company", "things": ""},
    ),
    Person(
        "a second child, small, on national insurance; the mother pays her pension herself",
        "birth",
        "shussho kokuho_kanyu nenkin_sanzen jidou_teate_gaku kodomo_iryo yobo_sesshu teitaiju",
        f"{BORN} shussan_ichijikin",
        {
            "which_child": "more",
            "baby_insurance": "kokuho",
            "things": "own_pension low_weight",
        },
    ),
    # a pregnancy
    Person("employed", "pregnancy", "ninshin", "", {"pension_herself": "iie"}),
    Person("a freelancer", "pregnancy", "ninshin nenkin_sanzen", "", {"pension_herself": "hai"}),
    # a marriage
    Person("has married, and has nothing", "marriage", "", WED, {"filed": "hai", "things": ""}),
    Person(
        "will marry, with everything",
        "marriage",
        "konin mynumber_kisai kokuho_henko jidou_teate_henko kodomo_iryo_henko techo_jusho "
        "gentsuki_jusho",
        f"{WED} shomeisho_koshin",
        {"filed": "iie", "things": "card has_kokuho child techo moped"},
    ),
    # a divorce
    Person("is divorced, no children", "divorce", "", PARTED, {"filed": "hai", "things": ""}),
    Person(
        "files it, with children, and was insured by the spouse",
        "divorce",
        "rikon mynumber_kisai nenkin_1go jidou_teate_shinki jidou_fuyou hitorioya_iryo "
        "kodomo_iryo_henko",
        f"{PARTED} jidou_teate_henko shomeisho_koshin",
        {"filed": "iie", "things": "child card left_spouse_insurance"},
    ),
    Person(
        "has national insurance, a certificate and a moped",
        "divorce",
        "kokuho_henko techo_jusho gentsuki_jusho",
        PARTED,
        {"filed": "hai", "things": "has_kokuho techo moped"},
    ),
    # work
    Person(
        "left a company at 30, no children",
        "job_change",
        "kokuho_kanyu nenkin_1go",
        "zei_shomei juminhyo",
        {"job": "quit", "working_age": "hai", "has_child": "iie"},
    ),
    Person(
        "left a company at 62, with a child",
        "job_change",
        "kokuho_kanyu kodomo_iryo_henko",
        "hoiku zei_shomei juminhyo",
        {"job": "quit", "working_age": "iie", "has_child": "hai"},
    ),
    Person(
        "joined a company",
        "job_change",
        "kokuho_dattai",
        "zei_shomei juminhyo",
        {"job": "joined", "has_child": "iie"},
    ),
    # care
    Person("is 80", "elderly_care", "kaigo_nintei", "", {"care_age": "from65"}),
    Person("is 50", "elderly_care", "kaigo_nintei", "", {"care_age": "from40"}),
    Person("is 30", "elderly_care", "", "", {"care_age": "under40"}),
    # a certificate
    Person("wants one", "certificate", "", "juminhyo inkan_shomei koseki_shomei zei_shomei"),
)


def list_of(person: Person) -> Plan:
    own = {question.id for question in CATALOGUE.questions if question.each_event}
    answers = {
        f"{person.event}.{question}" if question in own else question: tuple(given.split())
        for question, given in person.answers.items()
    }
    return plan(CATALOGUE, Wanted((person.event,), answers), IS_OPEN)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: f"{one.event}: {one.who}")
def test_who_gets_what(person: Person) -> None:
    found = list_of(person)
    needs = {item.procedure.id for item in found.items if not item.offered}
    may_want = {item.procedure.id for item in found.items if item.offered}
    assert (needs, may_want) == (set(person.needs.split()), set(person.may_want.split()))
    assert all(item.sure for item in found.items), "everything was answered"


def test_every_procedure_has_somebody_who_gets_it_and_somebody_who_does_not() -> None:
    gets = {item.procedure.id for person in PEOPLE for item in list_of(person).items}
    all_of_them = {entry.id for entry in CATALOGUE.procedures}
    assert len(all_of_them) == 73
    assert gets == all_of_them
    for entry in CATALOGUE.procedures:
        without = [
            person
            for person in PEOPLE
            if entry.id not in (*person.needs.split(), *person.may_want.split())
        ]
        assert without, entry.id
    assert {person.event for person in PEOPLE} == set(CATALOGUE.life_events)
    assert len(CATALOGUE.life_events) == 11
