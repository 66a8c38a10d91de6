"""The certificates that can be asked for by touch, as data: `certificates.yaml`."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.navi.kana import Script
from protocol.messages import Name

CERTIFICATES = (
    Path(__file__).resolve().parent.parent.parent / "assets" / "catalogue" / "certificates.yaml"
)

Whose = Literal["self", "household", "other"]


class Part(BaseModel):
    """What the parts of a form have in common: no key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Part):
    """Words in the two languages of the catalogue."""

    ja: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class WhoseChoice(Part):
    """For whom a certificate can be asked."""

    whose: Whose
    words: Said
    note: Said | None = None
    """What somebody who chooses it must know, such as that a letter of proxy is needed."""


class Option(Part):
    """What can be written on it beyond the least. Off unless chosen."""

    option: Name
    words: Said
    note: Said | None = None


class CertificateForm(Part):
    """One certificate: what is asked for it. Its fee and service are those of its procedure."""

    procedure: Name
    words: Said
    plain: Said
    """What it is for, in plain words."""
    whose: Annotated[tuple[WhoseChoice, ...], Field(min_length=1, max_length=3)]
    options: Annotated[tuple[Option, ...], Field(max_length=4)] = ()
    counter: Said | None = None
    """What is not asked here but at the counter."""
    kana: Script = Script.KATAKANA
    """What its form wants names written in."""

    @model_validator(mode="after")
    def _said_once(self) -> "CertificateForm":
        for names in (
            [choice.whose for choice in self.whose],
            [option.option for option in self.options],
        ):
            if len(names) != len(set(names)):
                raise ValueError(f"{self.procedure}: something stands there twice")
        return self

    def choice(self, whose: str | None) -> WhoseChoice | None:
        """The entry for a `whose`; None where this certificate has none."""
        return next((choice for choice in self.whose if choice.whose == whose), None)


class CertificateForms(Part):
    """The whole file."""

    certificates: Annotated[tuple[CertificateForm, ...], Field(max_length=4)]
    """In the order in which they are offered; more do not fit the screen."""

    @model_validator(mode="after")
    def _said_once(self) -> "CertificateForms":
        names = [form.procedure for form in self.certificates]
        if len(names) != len(set(names)):
            raise ValueError("a procedure stands there twice")
        return self


class FormsError(Exception):
    """The file cannot be used; says where."""


def load_forms(path: Path = CERTIFICATES) -> tuple[CertificateForm, ...]:
    """Read the certificates.

    Raises:
        FormsError: the file is not there, or something in it is wrong.
    """
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        return CertificateForms.model_validate(read).certificates
    except (OSError, yaml.YAMLError) as error:
        raise FormsError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " › ".join(str(part) for part in first["loc"])
        raise FormsError(f"{path}: {where}: {first['msg']}") from error
