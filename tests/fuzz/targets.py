"""Every place that takes in what others say."""

from collections.abc import Mapping
from pathlib import Path

from tests.fuzz import lobby_targets
from tests.fuzz.file_targets import file_targets
from tests.fuzz.target import Target
from tests.fuzz.wire_targets import wire_targets

CORPUS = Path(__file__).parent / "corpus"
"""What was worth keeping: a folder for each target, by its name. Each finding stays here."""


def all_targets(folder: Path) -> Mapping[str, Target]:
    """By name. `folder` is for the files of those that read files."""
    found = (*lobby_targets.TARGETS, *wire_targets(), *file_targets(folder))
    return {target.name: target for target in found}


def corpus_of(target: Target) -> Path:
    """Where what is kept for a target is."""
    return CORPUS / target.name.replace(" ", "_").replace("/", "_")
