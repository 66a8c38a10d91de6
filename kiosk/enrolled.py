"""What this kiosk was enrolled with: a part of its settings, and how it reaches the broker."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from protocol.enrolment import Enrolment, EnrolmentError
from protocol.link import Broker
from protocol.secret_files import SecretFileError, credential, read_secret

if TYPE_CHECKING:
    from kiosk.settings import KioskSettings

ENROLMENT_FILE = "enrolment.json"
"""In the data folder."""
CREDENTIAL = "enrolment"
"""Its name among the credentials that systemd gives (`LoadCredential=`)."""


class EnrolmentSource(PydanticBaseSettingsSource):
    """Site, kiosk and broker as the enrolment has them, where nothing else says them."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002  as the library calls it
        """Unused: all values come together."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The values.

        Raises:
            SecretFileError: the enrolment is there and cannot be used.
        """
        said, data = self.current_state.get("enrolment"), self.current_state.get("data")
        found = read_enrolment(said and Path(said), data and Path(data))
        if found is None:
            return {}
        return {"site": found.site, "kiosk": found.device, "mqtt": found.mqtt}


def read_enrolment(said: Path | None, data: Path | None) -> Enrolment | None:
    """The enrolment: where it was said to be, of systemd, or in the data folder; None for none.

    Raises:
        SecretFileError: it is there and cannot be used.
    """
    path = said or credential(CREDENTIAL)
    if path is None:
        path = None if data is None else data / ENROLMENT_FILE
        if path is None or not path.exists():
            return None
    try:
        return Enrolment.read(read_secret(path))
    except EnrolmentError as error:
        raise SecretFileError(f"{path}: {error}. Enrol this kiosk again: kiosk enrol") from error


def broker_of(settings: "KioskSettings") -> Broker:
    """How this kiosk reaches the broker, and who it is there.

    A broker without TLS is told nothing of the enrolment: anybody could read its password.

    Raises:
        SecretFileError: the enrolment or the password's file cannot be used.
    """
    broker = Broker.of(settings.mqtt)
    enrolment = read_enrolment(settings.enrolment, settings.data)
    if enrolment is None or broker.tls is None:
        return broker.with_password_of(settings.mqtt_password_file)
    if (enrolment.site, enrolment.device) != (settings.site, settings.kiosk):
        raise SecretFileError(
            f"settings: this is {settings.kiosk} of {settings.site}, but it was enrolled as "
            f"{enrolment.device} of {enrolment.site}"
        )
    try:
        return Broker.of_enrolment(enrolment, settings.mqtt)
    except ValueError as error:
        raise SecretFileError(f"the enrolment cannot be used: {error}") from error
