"""Known vulnerabilities of what we use: found, accepted for a time, or not asked for."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.audit_dependencies import NPM_FOLDERS, ROOT, Answer, Finding, of_npm, of_pip_audit
from scripts.audit_dependencies import report as whole_report

TODAY = date(2026, 11, 25)
VENDOR = ROOT / "assets" / "web" / "vendor"
VENDORED = ROOT / "scripts" / "vendored"


def pip_audit(*packages: dict[str, Any]) -> str:
    """As pip-audit 2.10 writes it."""
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "click", "version": "8.5.1", "vulns": []}
ILL = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [
        {
            "id": "GHSA-h5c8-rqwp-cp95",
            "fix_versions": ["3.1.3"],
            "aliases": ["CVE-2024-22195"],
            "description": "…",
        }
    ],
}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}
NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "ws": {
            "name": "ws",
            "severity": "high",
            "range": "8.0.0 - 8.17.0",
            "via": [
                {
                    "source": 1098392,
                    "url": "https://github.com/advisories/GHSA-3h5v-q93c-6h6q",
                    "severity": "high",
                }
            ],
            "fixAvailable": True,
        },
        "mqtt": {"name": "mqtt", "range": "*", "via": ["ws"], "fixAvailable": False},
    },
    "metadata": {"dependencies": {"total": 31}},
}


def report(
    *answers: Answer, required: bool = False, today: date = TODAY, **accepted: Any
) -> tuple[int, str]:
    names = {name.replace("_", "-"): excuse for name, excuse in accepted.items()}
    status, lines = whole_report(answers, names, today, required=required)
    return status, "\n".join(lines)


def test_what_is_known_fails_the_check_and_says_what_to_do() -> None:
    found = of_pip_audit("requirements.lock", pip_audit(SOUND, ILL), "")
    status, said = report(found)
    assert status == 1
    assert "VULNERABLE: jinja2 3.1.2: GHSA-h5c8-rqwp-cp95, CVE-2024-22195; fixed in 3.1.3" in said
    assert "audited: requirements.lock: 2 packages" in said


def test_nothing_known_is_said_with_how_many_were_asked_for() -> None:
    answer = of_pip_audit("requirements.lock", pip_audit(SOUND), "")
    assert report(answer) == (0, "audited: requirements.lock: 1 packages")


def test_what_the_web_pages_have_from_others_is_asked_for_too() -> None:
    answer = of_npm("scripts/vendored", json.dumps(NPM))
    (finding,) = answer.findings
    assert finding == Finding("ws 8.0.0 - 8.17.0", ("GHSA-3h5v-q93c-6h6q",), "a newer version")
    assert report(answer)[0] == 1


@pytest.mark.parametrize(
    "answer",
    [
        of_pip_audit("requirements.lock", "", "Traceback …\nConnectionError: no network\n"),
        # every one of them: then it is not the packages that are odd
        of_pip_audit("requirements.lock", pip_audit(UNKNOWN, UNKNOWN), ""),
        of_pip_audit("requirements.lock", pip_audit(SOUND, UNKNOWN), ""),
        of_npm("scripts/vendored", ""),
        of_npm("scripts/vendored", '{"message": "405 Method Not Allowed"}'),
    ],
)
def test_who_could_not_be_asked_is_never_fine_and_breaks_no_developer_offline(
    answer: Answer,
) -> None:
    status, said = report(answer)
    assert status == 0
    assert f"NOT AUDITED: {answer.about}" in said
    assert "is not known" in said
    assert report(answer, required=True)[0] == 2


def test_what_is_known_fails_also_where_others_are_silent() -> None:
    ill = of_pip_audit("requirements.lock", pip_audit(ILL), "")
    assert report(of_npm("scripts/vendored", ""), ill)[0] == 1


def test_a_vulnerability_is_accepted_until_a_day_and_with_a_reason() -> None:
    ill = of_pip_audit("requirements.lock", pip_audit(ILL), "")
    excuse = {"until": TODAY, "why": "we render no attributes"}
    status, said = report(ill, CVE_2024_22195=excuse)
    assert status == 0
    assert "we render no attributes" in said
    assert report(ill, CVE_2024_22195=excuse, today=date(2026, 11, 26))[0] == 1
    assert report(ill, CVE_2024_1=excuse)[0] == 1


def test_the_files_of_others_are_those_of_the_packages_that_are_asked_for() -> None:
    lines = [line.split() for line in (VENDORED / "SHA256SUMS").read_text().splitlines()]
    sums = {name: value for value, name in lines}
    files = {path.name: path for path in VENDOR.iterdir() if path.suffix in {".js", ".css"}}
    assert set(files) == set(sums)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[name], name
    wanted = json.loads((VENDORED / "package.json").read_text())["dependencies"]
    assert f'version:"{wanted["mqtt"]}"' in files["mqtt.min.js"].read_text()
    bundle = files["swagger-ui-bundle.js"].read_text()
    assert f'PACKAGE_VERSION:"{wanted["swagger-ui-dist"]}"' in bundle


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_a_lock_holds_just_what_is_wanted(folder: str) -> None:
    here: Path = ROOT / folder
    wanted = json.loads((here / "package.json").read_text())["dependencies"]
    packages = json.loads((here / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == wanted
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
