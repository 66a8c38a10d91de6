"""TLS of a connection to the broker: whom we believe, and how we show who we are."""

import os
import ssl
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tls:
    """What a client needs besides the address; everything as PEM."""

    authority: str | None = None
    """The city's own CA, which alone is believed then; None for those of the system."""
    certificate: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or later, with a certificate of the broker that names the host we asked for.

        Raises:
            ValueError: CA, certificate or key cannot be used. The message has nothing of them.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            if self.authority is None:
                context.load_default_certs()
            else:
                context.load_verify_locations(cadata=self.authority)
        except ssl.SSLError as error:
            raise ValueError(f"the CA is no certificate in PEM ({error.reason})") from None
        if self.certificate is not None and self.key is not None:
            _load_chain(context, self.certificate + "\n" + self.key)
        return context


def _load_chain(context: ssl.SSLContext, pem: str) -> None:
    # Python takes a certificate from a file only; this one is in memory and has no name
    descriptor = os.memfd_create("certificate", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "w", encoding="ascii") as file:
            file.write(pem)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    except (ssl.SSLError, UnicodeEncodeError) as error:
        reason = error.reason if isinstance(error, ssl.SSLError) else "not PEM"
        raise ValueError(f"the device's certificate and key do not fit ({reason})") from None
    finally:
        os.close(descriptor)
