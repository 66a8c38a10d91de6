"""The server's settings: a flag, a `MADOGUCHI_…` environment variable or a line in a TOML file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from protocol.link import Broker, refuse_shown_password
from protocol.secret_files import SecretFileError, credential
from queue_server.configuration import ConfigurationError, configuration_error
from queue_server.headers import websocket_source

_HOST_PORT = re.compile(r"[^\s:/\[\]]+:\d{1,5}|\[[0-9a-fA-F:.]+\]:\d{1,5}")

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]*:[0-9a-f:.]+")


class ServerSettings(BaseSettings):
    """Everything that a server must be told."""

    model_config = SettingsConfigDict(env_prefix="MADOGUCHI_", extra="forbid", frozen=True)

    data: Path
    """The folder that keeps the journal, the keys and the staff's accounts."""
    site: Path
    """The site file."""
    http: str = "127.0.0.1:8080"
    """HOST:PORT of the pages; port 0 takes a free one."""
    mqtt: str = "mqtt://127.0.0.1:1883"
    """The broker, `mqtt://[user:password@]HOST:PORT`, or `mqtts://…` on another machine."""
    mqtt_password_file: Path | None = None
    """A file with the password of the user in `mqtt`. A credential of systemd's (`mqtt-password`)
    stands before it."""
    broker: Path | None = None
    """The folder of `queue-server device`, where devices' envelopes wait; None for none."""
    keys: Path | None = None
    """The folder that keeps the keys; None for `keys` in `data`. Keys among systemd's credentials
    stand before it."""
    mqtt_websocket: str = "ws://*:9001"
    """The broker's WebSocket listener as browsers reach it; `*` is the host of the page."""
    hosts: str = ""
    """The names by which browsers reach the pages, with commas. Any other name is refused; without
    this setting every name is taken."""

    @field_validator("hosts")
    @classmethod
    def _names(cls, hosts: str) -> str:
        for host in _names(hosts):
            if not _HOST.fullmatch(host):
                raise ValueError(f"are names without a port, such as lobby.example, not {host!r}")
        return hosts

    @field_validator("http")
    @classmethod
    def _pages(cls, address: str) -> str:
        if not _HOST_PORT.fullmatch(address):
            raise ValueError(f"is HOST:PORT, such as 127.0.0.1:8080, not {address!r}")
        _ = urlsplit(f"//{address}").port  # raises for one that no port can have
        return address

    @field_validator("mqtt_websocket")
    @classmethod
    def _displays(cls, url: str) -> str:
        websocket_source(url)
        return url

    @field_validator("mqtt")
    @classmethod
    def _broker(cls, url: str) -> str:
        Broker.of(url)
        return url

    @property
    def broker_address(self) -> Broker:
        """The broker, with the password of its file.

        Raises:
            ConfigurationError: others may read the file, or there is none in it.
        """
        try:
            file = credential("mqtt-password") or self.mqtt_password_file
            return Broker.of(self.mqtt).with_password_of(file)
        except SecretFileError as error:
            raise ConfigurationError(str(error)) from error

    @property
    def host_names(self) -> frozenset[str]:
        """The names by which browsers reach the pages; empty for any."""
        return frozenset(_names(self.hosts))

    @property
    def http_address(self) -> tuple[str, int]:
        """Host and port of the pages."""
        parts = urlsplit(f"//{self.http}")
        return parts.hostname or "127.0.0.1", parts.port or 0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the library passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A flag stands before the environment, and that before the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _names(hosts: str) -> list[str]:
    return [name.strip().lower() for name in hosts.split(",") if name.strip()]


def load_settings(flags: Mapping[str, Any], config: Path | None) -> ServerSettings:
    """Settings from flags (None is not given), the environment and a TOML file, in this order.

    Raises:
        ConfigurationError: a value is wrong or missing, or the file has a key that nobody reads.
    """

    class Settings(ServerSettings):
        model_config = SettingsConfigDict(toml_file=config)

    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
        refuse_shown_password(given.get("mqtt"), config, settings.mqtt)
    except SecretFileError as error:
        raise ConfigurationError(str(error)) from error
    except ValidationError as error:
        raise configuration_error(lambda _place: "settings", error, given) from error
    except ValueError as error:
        raise ConfigurationError(f"{config}: is not TOML: {error}") from error
    return settings
