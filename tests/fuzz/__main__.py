"""`make fuzz`: every target, guided by the code that inputs reach; a table and findings.

`python -m tests.fuzz INPUTS [SEED]` gives each target its share of so many inputs. What was found
stays in build/fuzz, and belongs into tests/fuzz/corpus once it is mended. Ends with 1 where there
is a finding.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from bench.reliability.results import keep
from tests.fuzz.result import Outcome, result
from tests.fuzz.target import HANG_SECONDS, MEMORY_MB, Target, say_nothing
from tests.fuzz.targets import all_targets

FOUND = Path("build/fuzz")
AT_ONCE = 2
SHARES: Mapping[str, float] = {
    "site file": 0.2,
    "procedures.yaml": 0.2,
    "life_events.yaml": 0.2,
    "questions.yaml": 0.2,
    "printer Epson": 0.3,
    "printer Seiko": 0.3,
    "request": 3.0,
    "code": 3.0,
    "pass": 3.0,
}
"""Times the usual share: YAML takes a hundred times as long as a code; and what anybody in a lobby
can send is tried more."""


def fuzz(target: Target, runs: int, seed: int, folder: Path) -> Outcome:
    """Fuzz one target in a process of its own."""
    name = target.name
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.one", name, str(runs), str(seed), str(folder)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    seen = json.loads((folder / "seen.json").read_text())
    memory = re.search(r"peak_rss_mb:\s+(\d+)", done.stderr)
    slow = {file: _milliseconds(target, file.read_bytes()) for file in folder.glob("slow-*")}
    slowest = max((seen["slowest_ms"] if not slow else 0.0, *slow.values()))
    too_slow = [file for file, took in slow.items() if took > HANG_SECONDS * 1000]
    findings = [*sorted(folder.glob("finding-*")), *too_slow]
    if done.returncode and not findings:
        raise RuntimeError(f"{name} ended with {done.returncode}: {done.stderr[-2000:]}")
    return Outcome(
        name,
        seen["inputs"],
        seen["seconds"],
        slowest,
        int(memory[1]) if memory else 0,
        tuple(_kept(name, finding) for finding in findings),
        done.stderr[-3000:] if findings else "",
    )


def _milliseconds(target: Target, data: bytes) -> float:
    """What one input takes of a core when nobody watches what code it reaches."""
    for seed in target.seeds:
        target.take(seed)
    began = time.thread_time()
    target.take(data)
    return (time.thread_time() - began) * 1000


def _kept(name: str, finding: Path) -> Path:
    FOUND.mkdir(parents=True, exist_ok=True)
    place = FOUND / f"{name.replace(' ', '_')}-{finding.name}"
    shutil.copy(finding, place)
    return place


def main(inputs: int, seed: int) -> int:
    """Fuzz all of them, and say what came of it."""
    structlog.configure(processors=[say_nothing])
    with tempfile.TemporaryDirectory() as scratch:
        targets = all_targets(Path(scratch) / "files")
        whole = sum(SHARES.get(name, 1.0) for name in targets)
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(
                pool.map(
                    lambda target: fuzz(
                        target,
                        # rounded up, so that all together are at least as many as were asked for
                        -int(-inputs * SHARES.get(target.name, 1.0) // whole),
                        seed,
                        Path(scratch) / target.name.replace(" ", "_"),
                    ),
                    targets.values(),
                )
            )
    print(f"{'target':<20} {'inputs':>9} {'seconds':>8} {'slowest':>9} {'memory':>8}  findings")
    for each in outcomes:
        print(
            f"{each.name:<20} {each.inputs:>9,} {each.seconds:>8.1f} {each.slowest_ms:>6.1f} ms"
            f" {each.memory_mb:>5} MB  {', '.join(map(str, each.findings)) or 'none'}"
        )
    found = [each for each in outcomes if each.findings]
    print(
        f"{sum(each.inputs for each in outcomes):,} inputs in {time.monotonic() - began:.0f} s,"
        f" seed {seed}; findings: {len(found)}; an input may take {HANG_SECONDS * 1000:.0f} ms of a"
        f" core, a process {MEMORY_MB} MB"
    )
    print(keep(result(outcomes, inputs, seed, time.monotonic() - began)))
    for each in found:
        print(f"\n{each.name}:\n{each.said}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
