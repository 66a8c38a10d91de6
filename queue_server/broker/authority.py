"""The city's own CA: it vouches for the broker to the devices, and for each device to the broker.

Pure but for the making of keys. P-256 and SHA-256, which small devices and browsers know as well
(RFC 5280, RFC 8446). The names in the certificates are ids of devices, never of people.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from queue_server.configuration import ConfigurationError

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 730
"""Two years. Who looks after the devices sees the end weeks before (`inventory.SOON`)."""
CLOCKS_APART = timedelta(hours=24)
"""A certificate is good from so long before it was made: a kiosk's clock may be wrong at first."""
AUTHORITY_LEFT = timedelta(days=2 * CERTIFICATE_DAYS)
"""With less left, the CA's certificate is made anew. Devices believe the one before until it ends,
and get the new one with their next renewal, which comes sooner."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, both PEM."""

    certificate: str
    key: str

    @property
    def expires_at(self) -> datetime:
        """When it ends."""
        return self._read.not_valid_after_utc

    @property
    def serial(self) -> int:
        """What a list of revoked ones calls it."""
        return self._read.serial_number

    @property
    def _read(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())


class Authority:
    """A CA that issues and revokes."""

    def __init__(self, issued: Issued) -> None:
        """From its own certificate and key.

        Raises:
            ConfigurationError: they are not PEM, or of another kind.
        """
        try:
            self._certificate = x509.load_pem_x509_certificate(issued.certificate.encode())
            key = load_pem_private_key(issued.key.encode(), password=None)
        except ValueError as error:
            raise ConfigurationError(f"the city's CA: is damaged: {error}") from error
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ConfigurationError("the city's CA: its key is not one for an elliptic curve")
        self._key = key
        self.issued = issued

    @classmethod
    def new(cls, site: str, *, now: datetime) -> "Authority":
        """A CA for one site, with a key of its own."""
        return cls._made(_name(f"Madoguchi CA {site}"), generate_private_key(SECP256R1()), now)

    def again(self, *, now: datetime) -> "Authority":
        """The same CA, with the same key, for another ten years.

        What it issued is good under either certificate (RFC 5280, 6.1: name and key are the same).

        Raises:
            ConfigurationError: the machine's clock is plainly wrong.
        """
        self._look_at_clock(now)
        return self._made(self._certificate.subject, self._key, now)

    @classmethod
    def _made(cls, name: x509.Name, key: EllipticCurvePrivateKey, now: datetime) -> "Authority":
        made = (
            _builder(name, name, key, now, now + timedelta(days=AUTHORITY_DAYS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, SHA256())
        )
        return cls(_issued(made, key))

    def for_device(self, site: str, device: str, *, now: datetime, days: int) -> Issued:
        """A certificate with which a device shows the broker who it is."""
        return self._issue(_name(device, site), [], ExtendedKeyUsageOID.CLIENT_AUTH, now, days)

    def for_broker(self, names: Sequence[str], *, now: datetime, days: int) -> Issued:
        """A certificate of the broker, under every name or address that devices reach it by."""
        return self._issue(_name(names[0]), names, ExtendedKeyUsageOID.SERVER_AUTH, now, days)

    def revoked(self, serials: Iterable[tuple[int, datetime]], *, now: datetime) -> str:
        """The list of certificates that are good no more, PEM.

        It is good as long as the CA is: a broker refuses everybody once its list has run out.
        """
        until = self._certificate.not_valid_after_utc
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - CLOCKS_APART)
            .next_update(until)
        )
        for serial, at in serials:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            builder = builder.add_revoked_certificate(one.build())
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM).decode()

    def _issue(
        self,
        subject: x509.Name,
        names: Sequence[str],
        purpose: x509.ObjectIdentifier,
        now: datetime,
        days: int,
    ) -> Issued:
        self._look_at_clock(now)
        ends = self._certificate.not_valid_after_utc
        if ends <= now:
            raise ConfigurationError("the city's CA has run out: queue-server device ca")
        key = generate_private_key(SECP256R1())
        # nobody believes it any longer than its CA
        until = min(now + timedelta(days=days), ends)
        builder = (
            _builder(subject, self._certificate.subject, key, now, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if names:
            alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
            builder = builder.add_extension(alternatives, critical=False)
        return _issued(builder.sign(self._key, SHA256()), key)

    def _look_at_clock(self, now: datetime) -> None:
        if now < self._certificate.not_valid_before_utc:
            # what is made now would have ended before anybody used it, and nobody would see why
            raise ConfigurationError(
                f"this machine's clock says {now.date()}, which is before the city's CA was made: "
                "set it right first (timedatectl)"
            )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_APART)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, unit: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    if unit is not None:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name(parts)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return x509.DNSName(name.encode("idna").decode())
    except ValueError as error:
        raise ConfigurationError(f"--name {name}: is no name of a machine") from error


def _issued(certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> Issued:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Issued(certificate.public_bytes(Encoding.PEM).decode(), pem.decode())
