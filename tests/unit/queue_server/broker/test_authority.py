"""The city's CA: what it issues, for how long, and what nobody may use for something else."""

import ssl
from datetime import UTC, datetime, timedelta
from tempfile import NamedTemporaryFile

import pytest
from cryptography import x509

from protocol.tls import Tls
from queue_server.broker.authority import AUTHORITY_DAYS, CERTIFICATE_DAYS, Authority, Issued
from queue_server.configuration import ConfigurationError

NOW = datetime.now(UTC).replace(microsecond=0)


def _shake_hands(broker: Issued, client: Tls, *, host: str = "192.0.2.10") -> None:
    """A client and a broker in memory, as far as who believes whom.

    Raises:
        ssl.SSLError: one does not believe the other.
    """
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile("w") as file:
        file.write(broker.certificate + broker.key)
        file.flush()
        serving.load_cert_chain(file.name)
    there, here = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(there, here, server_side=True)
    asking = client.context().wrap_bio(here, there, server_hostname=host)
    for _ in range(10):
        for end in (asking, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert asking.version() is not None


def test_a_stolen_devices_certificate_is_no_brokers() -> None:
    authority = Authority.new("aizu", now=NOW)
    client = Tls(authority.issued.certificate)
    _shake_hands(authority.for_broker(["192.0.2.10"], now=NOW, days=9), client)
    stolen = authority.for_device("aizu", "192.0.2.10", now=NOW, days=9)
    with pytest.raises(ssl.SSLCertVerificationError, match="unsuitable certificate purpose"):
        _shake_hands(stolen, client)


def test_a_broker_under_another_name_is_not_believed() -> None:
    authority = Authority.new("aizu", now=NOW)
    broker = authority.for_broker(["192.0.2.10"], now=NOW, days=9)
    with pytest.raises(ssl.SSLCertVerificationError, match=r"not valid for '192\.0\.2\.11'"):
        _shake_hands(broker, Tls(authority.issued.certificate), host="192.0.2.11")


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=-20), None),
        (timedelta(hours=20), None),
        (timedelta(days=3), "not yet valid"),
        (timedelta(days=-10), "has expired"),
    ],
)
def test_clocks_may_be_a_day_apart(ahead: timedelta, words: str | None) -> None:
    """`ahead`: of the office's machine, before a device whose clock is right."""
    authority = Authority.new("aizu", now=NOW + ahead)
    broker = authority.for_broker(["192.0.2.10"], now=NOW + ahead, days=9)
    client = Tls(authority.issued.certificate)
    if words is None:
        _shake_hands(broker, client)
        return
    with pytest.raises(ssl.SSLCertVerificationError, match=words):
        _shake_hands(broker, client)


def test_nothing_is_issued_by_a_clock_that_is_plainly_wrong() -> None:
    """A machine without a battery begins in the past."""
    authority = Authority.new("aizu", now=NOW)
    with pytest.raises(ConfigurationError, match=r"clock says 2000-01-01, .*timedatectl"):
        authority.for_device("aizu", "kiosk-1", now=datetime(2000, 1, 1, tzinfo=UTC), days=9)


def test_nothing_is_good_for_longer_than_its_ca() -> None:
    authority = Authority.new("aizu", now=NOW)
    later = NOW + timedelta(days=AUTHORITY_DAYS - 10)
    issued = authority.for_device("aizu", "kiosk-1", now=later, days=CERTIFICATE_DAYS)
    assert issued.expires_at == authority.issued.expires_at
    with pytest.raises(ConfigurationError, match="run out: queue-server device ca"):
        authority.for_device("aizu", "kiosk-1", now=later + timedelta(days=11), days=9)


def test_a_ca_that_goes_on_is_believed_by_whoever_believes_the_one_before() -> None:
    before = Authority.new("aizu", now=NOW - timedelta(days=AUTHORITY_DAYS - 100))
    after = before.again(now=NOW)
    assert after.issued.expires_at == NOW + timedelta(days=AUTHORITY_DAYS)
    for authority in (before, after):
        for issuer in (before, after):
            broker = issuer.for_broker(["192.0.2.10"], now=NOW, days=9)
            _shake_hands(broker, Tls(authority.issued.certificate))


def test_the_list_of_revoked_ones_outlives_every_certificate() -> None:
    authority = Authority.new("aizu", now=NOW)
    text = authority.revoked([(7, NOW)], now=NOW)
    found = x509.load_pem_x509_crl(text.encode())
    assert found.next_update_utc == authority.issued.expires_at
    assert [one.serial_number for one in found] == [7]
