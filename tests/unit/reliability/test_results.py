"""Results of runs against faults: kept, read again, and a page made of them."""

from pathlib import Path

from bench.reliability.page import page
from bench.reliability.results import Result, Table, Tally, keep, kept, markdown

CHAOS = Result(
    name="chaos",
    title="Kills at random",
    command="make chaos KILLS=5",
    says="Five kills.",
    kept=True,
    seconds=3.2,
    tally=Tally(acknowledged=1200, found=1200),
    tables=(Table(title="Kills", columns=("part", "kills"), rows=(("server | kiosk", 5),)),),
    not_covered=("A printer on fire.",),
    seed=7,
)


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    keep(CHAOS.model_copy(update={"kept": False}), tmp_path)
    assert keep(CHAOS, tmp_path).name == "chaos.json"
    assert kept(tmp_path) == {"chaos": CHAOS}
    assert [path.name for path in tmp_path.iterdir()] == ["chaos.json"]


def test_a_promise_is_kept_where_nothing_is_lost_and_nothing_doubled() -> None:
    assert Tally(acknowledged=3, found=3).kept
    assert not (Tally(acknowledged=3, found=3) + Tally(acknowledged=1, lost=1)).kept
    assert not Tally(acknowledged=3, found=3, doubled=1).kept
    assert str(Tally(acknowledged=1200, found=1200)) == (
        "acknowledged 1,200, found 1,200, lost 0, doubled 0"
    )


def test_a_table_sets_numbers_to_the_right_and_keeps_its_columns() -> None:
    assert markdown(CHAOS.tables[0]).splitlines() == [
        "**Kills**",
        "",
        "| part | kills |",
        "|---|---:|",
        r"| server \| kiosk | 5 |",
    ]


def test_the_page_says_which_command_found_what_and_what_is_not_covered() -> None:
    made = page({"chaos": CHAOS})
    assert "| Kills at random | `make chaos KILLS=5` | 1,200 | 1,200 | 0 | 0 | yes |" in made
    assert "in 3 seconds, seed 7" in made
    assert "- Kills at random: A printer on fire." in made
    assert "- Not run for this page: `make storms`." in made
