"""The kiosk's settings: a flag, a `MADOGUCHI_…` environment variable or a line in a TOML file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kiosk.enrolled import EnrolmentSource
from kiosk.keypad.pad import pad_of
from kiosk.reach import BOTTOM_MM, HIGHEST_MM, Mounting
from kiosk.reading.optics import Optics
from kiosk.scanners.opening import port_of
from kiosk.speech.opening import place_of
from kiosk.theme import TOUCH_MM, Theme
from protocol.link import Broker, refuse_shown_password
from protocol.messages import Name
from protocol.secret_files import SecretFileError


class SettingsError(Exception):
    """A setting is wrong, missing or unknown. The message says which and why, a line each."""


class KioskSettings(BaseSettings):
    """Everything that a kiosk must be told."""

    model_config = SettingsConfigDict(env_prefix="MADOGUCHI_", extra="forbid", frozen=True)

    site: Name
    """The lobby's id, as in its site file."""
    kiosk: Name
    """This kiosk's id, as in the site file."""
    data: Path
    """The folder that is this kiosk's own. Nothing is written elsewhere."""
    mqtt: str = "mqtt://127.0.0.1:1883"
    """The broker, `mqtts://HOST:PORT`; `mqtt://[user:password@]HOST:PORT` for one without TLS."""
    mqtt_password_file: Path | None = None
    """A file with the password of the user in `mqtt`."""
    enrolment: Path | None = None
    """What `kiosk enrol` wrote; None for a credential of systemd's, or `enrolment.json` in `data`.
    Site, kiosk and broker need not be said then."""
    printer: str = "none"
    """The ticket printer's URL, such as `tcp://HOST:9100`; `none` for a kiosk without one."""
    large_print_printer: str = "none"
    """A printer for A4, such as `ipp://HOST/PATH?text=large`, for checklists in large print."""
    papers: Path | None = None
    """A folder with the city's own templates of papers; None for those in `assets/papers`."""
    paper_minutes: Annotated[float, Field(ge=0.5, le=60)] = 3
    """How long somebody wants a paper that the printer could not print at once."""
    roll_metres: Annotated[float, Field(ge=1, le=500)] = 60
    """The length of a whole roll of paper, for the estimate of what is left."""
    camera: str = "device:0"
    """`device:0`, `device:/dev/video2`, `folder:DIR` or `none`."""
    camera_exposure: str = "auto"
    """`auto`, or fixed in milliseconds."""
    camera_focus: str = "auto"
    """`auto`, or fixed in percent of the way from far (0) to near (100)."""
    camera_flicker: str = "auto"
    """The frequency of the lamps' mains in Hz: `50`, `60` or `auto`."""
    scanner: str = "none"
    """A 2D scanner: `serial:///dev/ttyACM0?baud=9600`, `evdev:/dev/input/by-id/…` or `none`."""
    keypad: str = "none"
    """A pad of keys for people who do not see: `evdev:/dev/input/by-id/…`, `evdev:NAME` or
    `none`."""
    speech: str = "none"
    """Where screens are read aloud: `headphones:PCM`, `loudspeaker:PCM` or `none`."""
    size: Annotated[str, Field(pattern=r"^[0-9]{3,4}x[0-9]{3,4}$")] = "1080x1920"
    """WIDTHxHEIGHT of the screen in pixels: upright or lying."""
    screen_height_mm: Annotated[float, Field(ge=100, le=2000)] | None = None
    """The panel's height in millimetres; None for that of 32 inches upright, 15.6 lying."""
    screen_bottom_mm: Annotated[float, Field(ge=0, le=1200)] = BOTTOM_MM
    """How high above the floor its lower edge is, in millimetres."""
    fullscreen: bool = True
    """Take the whole screen. Otherwise a window at its top left corner."""
    sound: bool = True
    """Soft chimes, where there is a loudspeaker."""
    exit: bool = False
    """It stands at the exit: its start screen asks how it was today."""
    mirror: Path | None = None
    """A folder that gets a picture of the screen whenever it changes (`screen.jpg`, `.json`)."""

    mirror_entries: bool = False
    """Mirror what people type, too: only where nobody is real, as in a demonstration."""

    @field_validator("mqtt")
    @classmethod
    def _broker(cls, url: str) -> str:
        Broker.of(url)
        return url

    @field_validator("large_print_printer")
    @classmethod
    def _large(cls, address: str) -> str:
        if address != "none" and "text=large" not in address:
            raise ValueError("a printer for A4 whose address says text=large, or none")
        return address

    @field_validator("camera")
    @classmethod
    def _camera(cls, address: str) -> str:
        if not re.fullmatch(r"none|device:([0-9]{1,3}|/.+)|folder:.+", address):
            raise ValueError("one of device:0, device:/dev/video2, folder:DIR, none")
        return address

    @field_validator("camera_exposure", "camera_focus", "camera_flicker")
    @classmethod
    def _optics(cls, value: str, info: ValidationInfo) -> str:
        Optics(**{str(info.field_name).removeprefix("camera_"): value})
        return value

    @field_validator("scanner")
    @classmethod
    def _scanner(cls, address: str) -> str:
        port_of(address)
        return address

    @field_validator("keypad")
    @classmethod
    def _keypad(cls, address: str) -> str:
        pad_of(address)
        return address

    @field_validator("speech")
    @classmethod
    def _speech(cls, address: str) -> str:
        place_of(address)
        return address

    @property
    def optics(self) -> Optics:
        """How the camera is set."""
        return Optics(self.camera_exposure, self.camera_focus, self.camera_flicker)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        """Somebody in a wheelchair must find a screen that is large enough."""
        mounting, (width, height) = self.mounting, self.window_size
        if mounting.wants_low:
            area = mounting.low_area(height)
            low = Theme(width, max(1, height - area.above - area.below))
            if low.smallest_touch * mounting.pixel_mm(height) < TOUCH_MM:
                raise ValueError(
                    f"screen_bottom_mm: hang the screen lower than {self.screen_bottom_mm:g} mm:"
                    f" what is below {HIGHEST_MM} mm, where everybody can reach it, is too small"
                )
        return self

    @property
    def mounting(self) -> Mounting:
        """Where the panel hangs."""
        height_mm = self.screen_height_mm or Mounting.usual(self.window_size).height_mm
        return Mounting(self.screen_bottom_mm, height_mm)

    @property
    def window_size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        wide, _, high = self.size.partition("x")
        return int(wide), int(high)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the library passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A flag stands before the environment, that before the file, that before the enrolment."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls),
            EnrolmentSource(settings_cls),
        )


def load_settings(flags: Mapping[str, Any], config: Path | None) -> KioskSettings:
    """Settings from flags (None is not given), the environment and a TOML file, in this order.

    Raises:
        SettingsError: a value is wrong or missing, or the file has a key that nobody reads.
    """

    class Settings(KioskSettings):
        model_config = SettingsConfigDict(toml_file=config)

    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
        refuse_shown_password(given.get("mqtt"), config, settings.mqtt)
    except SecretFileError as error:
        raise SettingsError(str(error)) from error
    except ValidationError as error:
        raise SettingsError("\n".join(_line(problem) for problem in error.errors())) from error
    except ValueError as error:
        raise SettingsError(f"{config}: is not TOML: {error}") from error
    return settings


def _line(problem: Mapping[str, Any]) -> str:
    name = ".".join(str(step) for step in problem["loc"])
    match problem["type"]:
        case "extra_forbidden":
            return f"settings: unknown key {name!r}"
        case "missing":
            return f"settings: {name} is missing: give --{name} or MADOGUCHI_{name.upper()}"
    # the value is not repeated: a broker's address may hold a password
    return f"settings: {name}: {problem['msg'].removeprefix('Value error, ')}"
