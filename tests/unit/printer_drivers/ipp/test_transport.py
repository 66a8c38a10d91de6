"""Encrypted IPP: who is trusted, and what is said where somebody is not."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from printer_drivers.documents import Document, Text
from printer_drivers.ipp.fake import FakeIppPrinter
from printer_drivers.ipp.transport import address_of, transport_to
from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.status import PrinterState

PAPER = Document(blocks=(Text(text="転入届"),))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that a printer made for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "printer")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "printer.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def test_a_printer_whose_certificate_is_trusted_prints(certificate: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    with FakeIppPrinter(tls=tls) as fake:
        url = f"ipps://127.0.0.1:{fake.port}/ipp/print"
        assert open_printer(f"{url}?certificates={certificate}").print(PAPER).printed
        assert len(fake.papers) == 1
        stranger = open_printer(url).print(PAPER)
        assert (stranger.printed, stranger.started) == (False, False)
        assert stranger.status.state is PrinterState.DISCONNECTED
        assert "CERTIFICATE_VERIFY_FAILED" in stranger.status.detail
        other_name = open_printer(
            f"ipps://localhost:{fake.port}/ipp/print?certificates={certificate}"
        )
        assert other_name.status().state is PrinterState.DISCONNECTED
        assert len(fake.papers) == 1


def test_certificates_that_are_not_there_are_said(tmp_path: Path) -> None:
    url = f"ipps://127.0.0.1:9/ipp/print?certificates={tmp_path / 'none.pem'}"
    status = open_printer(url).status()
    assert status.state is PrinterState.DISCONNECTED
    assert "none.pem" in status.detail


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ipp://", "write it as ipp://HOST/printers/QUEUE"),
        ("ipp://host", "write it as ipp://HOST/printers/QUEUE"),
        ("ipps://host/", "or ipps://HOST/ipp/print"),
        ("ipp://host/ipp/print?text=huge", "text: "),
        ("ipp://host/ipp/print?width=576", "width: "),
        ("ipp://host/ipp/print?seconds=1", "seconds: "),
        ("pdf://", "the folder is missing"),
        ("pdf://pages?sides=three", "sides: "),
    ],
)
def test_an_address_that_cannot_be_used_says_why(url: str, reason: str) -> None:
    with pytest.raises(PrinterAddressError, match=reason):
        open_printer(url)


def test_what_a_queue_sends_to() -> None:
    address = address_of("ipps://printer.example:1631/ipp/print")
    assert address is not None
    assert (address.host, address.port, address.path) == ("printer.example", 1631, "/ipp/print")
    assert address.uri == "ipps://printer.example:1631/ipp/print"
    v6 = address_of("ipp://[::1]/ipp/print")
    assert v6 is not None
    assert v6.uri == "ipp://[::1]:631/ipp/print"
    for url in ("usb://Maker/Model", "socket://10.0.0.9:9100", "ipp:///none", "ipp://h:x/", "///"):
        assert transport_to(url) is None
