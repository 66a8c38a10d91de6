"""What systemd is told exists: programs, settings, files."""

import re
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.settings import KioskSettings
from queue_server.broker.commands import FOLDER
from queue_server.broker.desk import PASSWORD_FILE, DeviceDesk
from queue_server.broker.files import templates_dir
from queue_server.settings import ServerSettings

ROOT = Path(__file__).parents[4]
SYSTEMD = ROOT / "systemd"
README = (SYSTEMD / "README.md").read_text(encoding="utf-8")


UNITS = {
    **{name: SYSTEMD / f"madoguchi-{name}.service" for name in ("server", "kiosk", "backup")},
    "mosquitto": SYSTEMD / "mosquitto.service.d" / "madoguchi.conf",
}
EXPOSURE = {"server": 1.4, "kiosk": 2.1, "backup": 0.8, "mosquitto": 1.4}
"""The most that systemd may find of each unit."""


def _block(first: str) -> dict[str, str]:
    """The settings of the README's code block that starts with a line."""
    start = README.index(first)
    lines = README[start : README.index("```", start)].splitlines()
    return {
        name.removeprefix("MADOGUCHI_").lower(): value
        for name, _, value in (line.partition("=") for line in lines)
    }


def test_the_servers_settings_in_the_readme_are_understood() -> None:
    settings = ServerSettings(**_block("MADOGUCHI_DATA=/var/lib/madoguchi/server"))  # type: ignore[arg-type]  # pydantic converts
    assert settings.site == Path("/etc/madoguchi/site.toml")


def test_the_kiosks_settings_in_the_readme_are_understood() -> None:
    # site and kiosk come with the enrolment
    said = _block("MADOGUCHI_DATA=/var/lib/madoguchi/kiosk") | {"site": "aizu", "kiosk": "kiosk-1"}
    settings = KioskSettings(**said)  # type: ignore[arg-type]  # pydantic converts
    assert settings.data == Path("/var/lib/madoguchi/kiosk")


@pytest.mark.parametrize("unit", ["server", "kiosk"])
def test_a_unit_starts_a_program_of_ours_by_itself_again_and_again(unit: str) -> None:
    text = (SYSTEMD / f"madoguchi-{unit}.service").read_text()
    started = re.search(r"^ExecStart=.*/opt/madoguchi/\.venv/bin/(\S+) run", text, re.MULTILINE)
    assert started is not None
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert started[1] in scripts
    assert "Restart=always\n" in text
    assert "StartLimitIntervalSec=0\n" in text
    assert f"EnvironmentFile=/etc/madoguchi/{unit}.env\n" in text


@pytest.mark.parametrize(("unit", "least"), EXPOSURE.items())
def test_a_unit_is_open_no_further_than_it_has_to_be(
    unit: str, least: float, tmp_path: Path
) -> None:
    """systemd's own figure: 0 is shut, 10 wide open. What is left is the network and, at a kiosk,
    the devices."""
    shown = tmp_path / "shown.service"
    shown.write_text(UNITS[unit].read_text())
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={least * 10:.0f}", shown],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("unit", EXPOSURE)
def test_no_memory_of_a_unit_gets_to_a_disk(unit: str) -> None:
    lines = UNITS[unit].read_text().splitlines()
    assert {"LimitCORE=0", "UMask=0077"} <= set(lines)
    if "PAMName=login" in lines:
        # its processes are in a session of their own, which no limit of the unit reaches
        assert "swapoff -a" in README
    else:
        assert "MemorySwapMax=0" in lines
    # nor is there a secret in what everybody may read
    assert not [line for line in lines if "password" in line.lower()]


def test_a_kiosk_in_a_session_of_its_own_starts_and_ends_with_its_unit() -> None:
    """Both were seen with systemd 252 of Debian 12: it waits in vain for the sign of Type=exec
    where there is a PAM session (systemd's pull request 30733), and ends the kiosk after 90 s; and
    it leaves what is in the session when xinit is killed.
    """
    lines = UNITS["kiosk"].read_text().splitlines()
    assert "PAMName=login" in lines
    assert "Type=simple" in lines
    logind = (SYSTEMD / "kiosk" / "logind.conf").read_text().splitlines()
    assert {"KillUserProcesses=yes", "KillOnlyUsers=madoguchi"} <= set(logind)


def test_systemd_knows_every_line_of_the_units(tmp_path: Path) -> None:
    for name, path in UNITS.items():
        unit = tmp_path / f"{name}.service"
        # programs that are not installed here are no mistake of the unit
        unit.write_text(re.sub(r"(?m)^ExecStart=/.*$", "ExecStart=/bin/true", path.read_text()))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert not done.stderr, name


def test_mosquitto_is_started_with_what_the_desk_writes() -> None:
    drop_in = (SYSTEMD / "mosquitto.service.d" / "madoguchi.conf").read_text()
    desk = DeviceDesk(FOLDER, now=lambda: datetime.now(UTC))
    assert f"ExecStart=/usr/sbin/mosquitto -c {desk.config}\n" in drop_in
    assert f"MADOGUCHI_BROKER={FOLDER}\n" in README
    assert f"MADOGUCHI_MQTT_PASSWORD_FILE={FOLDER / PASSWORD_FILE}\n" in README


def test_the_readme_names_every_file_of_mosquittos() -> None:
    for file in templates_dir().iterdir():
        assert file.name in README


def test_a_keyboard_at_a_kiosk_leads_to_no_other_console_and_to_no_restart() -> None:
    xorg, logind, sysctl = (
        (SYSTEMD / "kiosk" / name).read_text(encoding="utf-8")
        for name in ("xorg.conf", "logind.conf", "sysctl.conf")
    )
    ignored = r'MatchIsKeyboard "on"\s+Option "Ignore" "on"'
    assert re.search(ignored, xorg)
    assert 'Option "DontVTSwitch" "on"' in xorg
    assert 'Option "DontZap" "on"' in xorg
    assert "\nNAutoVTs=0\nReserveVT=0\n" in logind
    assert "\nkernel.sysrq = 0\n" in sysctl
    assert "\nsystemctl mask ctrl-alt-del.target\n" in README
    for name in ("xorg", "logind", "sysctl"):
        text = (SYSTEMD / "kiosk" / f"{name}.conf").read_text(encoding="utf-8")
        place = text.splitlines()[0].removeprefix("# ")
        assert f"systemd/kiosk/{name}.conf {place}\n" in README
