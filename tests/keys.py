"""Keys that sign the passes of tests: always the same ones, and nobody's."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.passes import SigningKey


def sample_key(kid: bytes = b"kid-1", *, seed: int = 0) -> SigningKey:
    """A key with a name. Another seed (0 to 224) is another key, also of the same name."""
    return SigningKey(kid, Ed25519PrivateKey.from_private_bytes(bytes(range(seed, seed + 32))))
