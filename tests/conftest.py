"""What holds for every test."""

import gc
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

# how long an example takes says something about the machine, and nothing about the code
settings.register_profile("madoguchi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("madoguchi")


def pytest_collection_finish() -> None:
    """What was imported is for good: looking through it for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _logging_as_at_the_start() -> Iterator[None]:
    # commands configure structlog for their process; the next test must not log where they did
    yield
    structlog.reset_defaults()
