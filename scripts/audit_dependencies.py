"""Asks whether anything that we use has a known vulnerability: `make check`, and `make audit`.

    audit_dependencies.py [--required]

The Python packages are those of requirements.lock, asked for by pip-audit; what the web pages have
from others is that of scripts/vendored, asked for by npm where it is installed. A developer without
a network is told that nothing was asked, and goes on; with --required that is a failure too.

Exit status: 0 nothing is known, 1 something is, 2 somebody could not be asked and had to be.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NPM_FOLDERS = ("scripts/vendored", "bench/receiptline")
SECONDS = 120
"""For each that is asked. A whole audit takes some five."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A known vulnerability of a package that we use."""

    package: str
    ids: tuple[str, ...]
    """Its names, such as `GHSA-…` and `CVE-…`."""
    fixed_in: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of those who know vulnerabilities said."""

    about: str
    asked: int = 0
    """Packages that it knows."""
    unknown: tuple[str, ...] = ()
    """Packages that it does not know, so that nothing is known about them."""
    findings: tuple[Finding, ...] = ()
    silence: str | None = None
    """Why nothing was answered."""


def of_pip_audit(about: str, output: str, errors: str) -> Answer:
    """What pip-audit says, as JSON; and on the other stream why it says nothing."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        last = next((line for line in reversed(errors.splitlines()) if line.strip()), "")
        return Answer(about, silence=f"no answer ({last.strip()[:80]})")
    unknown = tuple(one["name"] for one in packages if "skip_reason" in one)
    if len(unknown) == len(packages):
        return Answer(about, silence="the package index has no list of vulnerabilities")
    findings = tuple(
        Finding(
            f"{one['name']} {one['version']}",
            (known["id"], *known.get("aliases", ())),
            ", ".join(known.get("fix_versions", ())) or "no version yet",
        )
        for one in packages
        for known in one.get("vulns", ())
    )
    return Answer(about, len(packages) - len(unknown), unknown, findings)


def of_npm(about: str, output: str) -> Answer:
    """What `npm audit --json` says."""
    try:
        said: dict[str, Any] = json.loads(output)
        known: dict[str, Any] = said["vulnerabilities"]
        total: int = said["metadata"]["dependencies"]["total"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return Answer(about, silence="npm got no answer")
    findings = tuple(
        Finding(
            f"{name} {one['range']}",
            tuple(via["url"].rpartition("/")[2] for via in one["via"] if isinstance(via, dict)),
            "a newer version" if one["fixAvailable"] else "no version yet",
        )
        for name, one in known.items()
        # who only depends on the one that has it is named there
        if any(isinstance(via, dict) for via in one["via"])
    )
    return Answer(about, total, (), findings)


def report(
    answers: Sequence[Answer],
    accepted: Mapping[str, Mapping[str, Any]],
    today: date,
    *,
    required: bool,
) -> tuple[int, list[str]]:
    """The exit status, and what is said.

    `accepted` are vulnerabilities that do not count, each with `why` and the last day on which it
    does not (`until`).
    """
    bad, silent, lines = False, False, list[str]()
    for answer in answers:
        if answer.silence is not None:
            silent = True
            lines.append(f"NOT AUDITED: {answer.about}: {answer.silence}")
            continue
        lines.append(f"audited: {answer.about}: {answer.asked} packages")
        if answer.unknown:
            silent = True
            lines.append(f"NOT AUDITED: {answer.about}: not known: {', '.join(answer.unknown)}")
        for finding in answer.findings:
            names = ", ".join(finding.ids)
            excuse = next((accepted[name] for name in finding.ids if name in accepted), None)
            if excuse is not None and today <= excuse["until"]:
                lines.append(
                    f"accepted until {excuse['until']}: {finding.package}: {names}: {excuse['why']}"
                )
                continue
            bad = True
            lines.append(f"VULNERABLE: {finding.package}: {names}; fixed in {finding.fixed_in}")
    if bad:
        lines.append(
            "Take a version without it into requirements.lock (or scripts/vendored), or say in "
            "pyproject.toml (tool.madoguchi.accepted-vulnerabilities) why and until when it is fine"
        )
    elif silent:
        lines.append(
            "Whether those have known vulnerabilities is not known. `make audit` fails until it is."
        )
    return (1 if bad else 2 if silent and required else 0), lines


def ask_pip_audit() -> Answer:
    """Ask about the Python packages of requirements.lock."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock"]
    # the lock names everything, so that nothing need be resolved
    command += ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    return of_pip_audit("requirements.lock", *_run(command, ROOT))


def ask_npm(folder: str) -> Answer:
    """Ask about a package-lock.json; nothing of it is installed."""
    npm = shutil.which("npm")
    if npm is None:
        return Answer(folder, silence="npm is not installed")
    output, _ = _run([npm, "audit", "--package-lock-only", "--json"], ROOT / folder)
    return of_npm(folder, output)


def _run(command: Sequence[str], folder: Path) -> tuple[str, str]:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {SECONDS} seconds"
    return done.stdout, done.stderr


def main(arguments: Sequence[str]) -> int:
    """Ask, say what was answered, and return the exit status."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    status, lines = report(
        [ask_pip_audit(), *map(ask_npm, NPM_FOLDERS)],
        settings["tool"]["madoguchi"]["accepted-vulnerabilities"],
        datetime.now(UTC).date(),
        required="--required" in arguments,
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
