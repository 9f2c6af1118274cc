"""Signs and verifies with SigV4a: a key pair derived from the credentials, and ECDSA over P-256 and SHA-256 in DER."""

import hashlib
import hmac

from .faults import broken
from .p256 import G, N, multiple, sum_of_multiples

_LABEL = b"AWS4-ECDSA-P256-SHA256"


def private_key(credentials):
    """Derives the private key: counts until the HMAC is a small enough number, and adds one to it."""
    secret = b"AWS4A" + credentials.secret
    for counter in range(0 if broken("key-counter-from-zero") else 1, 255):
        context = credentials.access_key + bytes((counter,))
        message = b"\x00\x00\x00\x01" + _LABEL + b"\x00" + context + b"\x00\x00\x01\x00"
        candidate = int.from_bytes(hmac.digest(secret, message, "sha256"), "big")
        if candidate <= N - 2:
            return candidate if broken("private-key-without-one") else candidate + 1
    raise ValueError("no private key can be derived from the credentials")


def public_key(credentials):
    return multiple(private_key(credentials), G)


def sign(credentials, text):
    """Returns the signature in DER as lower-case hexadecimal. RFC 6979's nonce gives equal texts equal signatures."""
    key, digest = private_key(credentials), hashlib.sha256(text).digest()
    number = int.from_bytes(digest, "big")
    for nonce in _nonces(key, digest):
        r = multiple(nonce, G)[0] % N
        s = pow(nonce, -1, N) * (number + r * key) % N
        if r and s:
            break
    if broken("asymmetric-signature-without-der"):
        return b"%064x%064x" % (r, s)
    body = _integer(r) + _integer(s)
    return (b"\x30" + bytes((len(body),)) + body).hex().encode()


def verifies(credentials, text, signature):
    numbers = _read(signature)
    if not numbers:
        return False
    r, s = numbers
    inverse = pow(s, -1, N)
    number = int.from_bytes(hashlib.sha256(text).digest(), "big")
    point = sum_of_multiples(number * inverse % N, r * inverse % N, public_key(credentials))
    return point is not None and point[0] % N == r


def _nonces(key, digest):
    """Yields the nonces of RFC 6979, 3.2, for a curve and a hash of 256 bits."""
    seed = key.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    v, k = b"\x01" * 32, b"\x00" * 32
    for byte in (b"\x00", b"\x01"):
        k = hmac.digest(k, v + byte + seed, "sha256")
        v = hmac.digest(k, v, "sha256")
    while True:
        v = hmac.digest(k, v, "sha256")
        nonce = int.from_bytes(v, "big")
        if 1 <= nonce < N:
            yield nonce
        k = hmac.digest(k, v + b"\x00", "sha256")
        v = hmac.digest(k, v, "sha256")


def _integer(number):
    """Encodes a DER integer. A leading zero byte keeps it positive."""
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes((len(data),)) + data


def _read(signature):
    """Returns r and s of a signature in hexadecimal DER, or None unless each is from 1 to n - 1."""
    try:
        data = bytes.fromhex(signature.decode("ascii"))
    except ValueError:
        return None
    if signature != data.hex().encode() or len(data) < 2 or data[0] != 0x30 or data[1] != len(data) - 2:
        return None
    numbers, rest = [], data[2:]
    while rest:
        length = rest[1] if len(rest) > 1 else 0
        value, number = rest[2 : 2 + length], int.from_bytes(rest[2 : 2 + length], "big")
        # Each number has only one valid encoding, the one that `_integer` produces.
        if rest[:1] != b"\x02" or len(value) != length or _integer(number) != rest[: 2 + length] or not 0 < number < N:
            return None
        numbers.append(number)
        rest = rest[2 + length :]
    return numbers if len(numbers) == 2 else None
