"""SIGTERM under load, as an update of the server brings it: what was acknowledged is there, and the
server ends by itself with 0, also where it has only just started.
"""

import random
from pathlib import Path

from bench.chaos.whole import whole_lobby


def test_sigterm_under_load(tmp_path: Path) -> None:
    with whole_lobby(tmp_path, random.Random(1)) as there:
        assert there.end() == 0
        assert there.end(while_it_starts=True) == 0
        assert there.finish() == 0
        tally = there.ledger.tally()
        said = there.server.log.read_text()
    assert tally.kept, there.ledger.wrong
    assert tally.acknowledged > 0
    assert "Traceback" not in said
    assert '"level": "critical"' not in said
