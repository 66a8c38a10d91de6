"""`queue-server pass`: a pass that opens, or one message that says what to change."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from protocol.passes import verify_pass
from queue_server.keys import pass_signing_key
from queue_server.main import main
from tests.sites import SAMPLE_SITE


def make(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["pass", f"--data={data}", f"--site={SAMPLE_SITE}", *words])


def test_a_pass_opens_with_the_data_folders_key(tmp_path: Path) -> None:
    made = make(tmp_path, "--procedures=tennyu,kokuho_kanyu", "--language=vi")
    assert made.exit_code == 0, made.output
    key = pass_signing_key(tmp_path).public
    claims = verify_pass(made.output.strip(), (key,), issuer="aizu", now=datetime.now(UTC))
    assert (claims.procedures, claims.language) == (("tennyu", "kokuho_kanyu"), "vi")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--procedures=cake"], "the catalogue has no cake"),
        (["--procedures="], "--procedures: names none"),
        (["--procedures=" + ",".join(["tennyu"] * 21)], "--procedures: "),
        (["--procedures=tennyu", "--language=日本語"], "--language: "),
        (["--procedures=tennyu", "--valid-days=nan"], "--valid-days: "),
        (["--procedures=tennyu", "--png=/proc/none/pass.png"], "--png /proc/none/pass.png: "),
    ],
)
def test_what_cannot_be_is_one_message(tmp_path: Path, words: list[str], said: str) -> None:
    made = make(tmp_path, *words)
    assert made.exit_code == 2
    assert made.output.startswith("queue-server: ")
    assert said in made.output


def test_a_data_folder_that_cannot_be_is_said() -> None:
    made = make(Path("/proc/none"), "--procedures=tennyu")
    assert (made.exit_code, made.output.count("\n")) == (2, 1)
    assert "/proc/none/keys" in made.output
