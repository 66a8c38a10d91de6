"""What holds for every test."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logging_as_at_the_start() -> Iterator[None]:
    # commands configure structlog for their process; the next test must not log where they did
    yield
    structlog.reset_defaults()
