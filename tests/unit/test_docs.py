"""What the documentation names exists: files, commands and their options, make's targets, pages."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from httpx import Client

from kiosk.main import main as kiosk
from printer_drivers.main import main as ticket_printer
from protocol.topics import Topics
from queue_server.main import main as queue_server
from queue_server.settings import ServerSettings
from tests.web import NAME, PASSWORD, served, web

ROOT = Path(__file__).parents[2]
PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in (
        ROOT / "README.md",
        *(
            page
            for name in ("assets", "docs", "systemd", "tests")
            for page in (ROOT / name).rglob("*.md")
        ),
    )
]
PROGRAMS: dict[str, click.Command] = {
    "queue-server": queue_server,
    "kiosk": kiosk,
    "ticket-printer": ticket_printer,
}
PATH = re.compile(r"(?<![\w/.@-])(?:assets|bench|docs|scripts|systemd|tests)/[\w./*-]+")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def lines_of_code(page: str) -> Iterator[str]:
    """Each line of a block, joined where a backslash ends it, and each piece between backticks."""
    blocks = re.split(r"^```.*$", text_of(page), flags=re.MULTILINE)
    for block in blocks[1::2]:
        yield from block.replace("\\\n", " ").splitlines()
    for prose in blocks[::2]:
        yield from re.findall(r"`([^`\n]+)`", prose)


def commands_in(page: str) -> Iterator[list[str]]:
    """The words of each command of ours, without what the shell does with them."""
    for line in lines_of_code(page):
        for part in re.split(r"&&|\|\||;", line):
            words = shlex.split(part, comments=True) if part.count("'") % 2 == 0 else []
            names = [Path(word).name for word in words]
            for name in PROGRAMS:
                # as a command, or behind `runuser … --`
                if name in names[:1] or (name in names and "--" in words):
                    arguments = words[names.index(name) + 1 :]
                    # `kiosk ready: …` is what a program says, not what it is told
                    if not arguments[:1] or not arguments[0].endswith(":"):
                        yield [name, *arguments]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text_of(page)):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    for path in PATH.findall("\n".join(lines_of_code(page))):
        assert list(ROOT.glob(path.rstrip("/."))), path


def test_every_command_and_option_exists() -> None:
    found = [command for page in PAGES for command in commands_in(page)]
    assert {words[0] for words in found} == set(PROGRAMS)
    for words in found:
        command, rest = PROGRAMS[words[0]], words[1:]
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            name = rest.pop(0)
            named = command.get_command(click.Context(command), name)
            assert named is not None, f"{words[0]} has no {name!r}: {words}"
            command = named
        options = {"--help"}
        for parameter in command.params:
            options.update(parameter.opts, parameter.secondary_opts)
        for word in rest:
            if word.startswith("--") and word != "--":
                assert word.partition("=")[0] in options, words


def test_every_target_of_make_exists_and_every_phony_one_is_a_target() -> None:
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets
    named = {
        word
        for page in PAGES
        for line in lines_of_code(page)
        for word in re.findall(r"^make ([\w-]+)", line)
    }
    assert {"demo", "test"} <= named <= targets


def test_every_role_and_extra_that_is_installed_exists() -> None:
    roles = {"all", *re.findall(r"# *(\w+):", text_of("packages.txt"))}
    extras = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]
    installing = text_of("systemd/README.md") + text_of("Makefile")
    packages = re.findall(r"scripts/install_packages ([a-z ]+)", installing)
    assert packages
    assert {role for words in packages for role in words.split()} <= roles
    python = re.findall(r"scripts/install_python \S+ \S+ ([a-z,]+)", installing)
    assert python
    assert {extra for words in python for extra in words.split(",")} <= set(extras)


@pytest.mark.parametrize("name", ServerSettings.model_fields)
def test_every_setting_of_the_server_is_told_to_who_installs_it(name: str) -> None:
    assert f"\nMADOGUCHI_{name.upper()}=" in text_of("systemd/README.md")


def test_every_topic_is_one() -> None:
    topics = Topics.of("{site}")
    real = {
        topics.request("{kiosk}"),
        topics.reply("{kiosk}"),
        topics.display("{display}"),
        topics.catalogue,
        topics.waits,
        topics.device_status("{kiosk}"),
        topics.device_command("{kiosk}"),
        topics.device_result("{kiosk}"),
        topics.pad_request("{pad}"),
        topics.pad_reply("{pad}"),
        topics.pad_display("{pad}"),
        topics.device_status("{pad}"),
        topics.device_command("{kiosk}"),
        topics.device_result("{kiosk}"),
    }
    named = {topic for page in PAGES for topic in re.findall(r"lobby/1/[\w/{}-]+", text_of(page))}
    assert named
    assert named <= real


def test_every_page_of_the_server_answers(tmp_path: Path) -> None:
    # an address in a browser, or a path that the text gives alone
    paths = {"/docs"}
    for page in PAGES:
        paths.update(re.findall(r"http://[\w.]+:8080(/[\w/-]+)", text_of(page)))
    assert {"/healthz", "/staff", "/display/main"} <= paths
    with (
        web(tmp_path) as site,
        served(site.new_app()) as address,
        Client(base_url=address, follow_redirects=True) as browser,
    ):
        browser.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
        for path in sorted(paths):
            assert browser.get(path).status_code == 200, path
