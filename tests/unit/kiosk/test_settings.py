"""Settings: flags before environment before file; what is wrong is said with its name."""

from pathlib import Path

import pytest

from kiosk.settings import SettingsError, load_settings

NEEDED = {"site": "aizu", "kiosk": "kiosk-1", "data": "/var/lib/kiosk"}


def test_defaults() -> None:
    settings = load_settings(NEEDED, None)
    assert settings.window_size == (1080, 1920)
    assert settings.fullscreen
    assert settings.printer == "none"


def test_a_flag_stands_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('camera = "none"\nsize = "800x600"\nkiosk = "kiosk-9"\nfullscreen = false\n')
    monkeypatch.setenv("MADOGUCHI_SIZE", "1280x800")
    monkeypatch.setenv("MADOGUCHI_KIOSK", "kiosk-8")
    settings = load_settings({**NEEDED, "kiosk": "kiosk-7", "printer": None}, config)
    assert (settings.kiosk, settings.size, settings.camera) == ("kiosk-7", "1280x800", "none")
    assert not settings.fullscreen


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"site": None}, "site is missing: give --site or MADOGUCHI_SITE"),
        ({"kiosk": "Kiosk One"}, "kiosk: "),
        ({"size": "big"}, "size: "),
        (
            {"large_print_printer": "ipp://printer.example/a4"},
            "large_print_printer: a printer for A4 whose address says text=large, or none",
        ),
        ({"camera": "webcam"}, "camera: one of device:0, device:/dev/video2, folder:DIR, none"),
        ({"mqtt": "http://user:secret@broker"}, "mqtt: a broker's address is mqtt://HOST:PORT"),
    ],
)
def test_what_is_wrong_is_named_and_no_password_repeated(
    changes: dict[str, str | None], says: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({**NEEDED, **changes}, None)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_key_that_nobody_reads_is_refused_with_its_name(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('printr = "none"\n')
    with pytest.raises(SettingsError, match="unknown key 'printr'"):
        load_settings(NEEDED, config)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("size: 1080x1920")
    with pytest.raises(SettingsError, match=r"kiosk\.toml: is not TOML"):
        load_settings(NEEDED, config)
