"""SigV4a: the key pair that is derived from the credentials, and ECDSA over P-256 and SHA-256 in DER."""

import hashlib
import hmac

from .faults import broken
from .p256 import G, N, multiple, sum_of_multiples

_LABEL = b"AWS4-ECDSA-P256-SHA256"


def private_key(credentials):
    """Counts until the HMAC is a number small enough; one more than that number is the key."""
    secret = b"AWS4A" + credentials.secret
    for counter in range(0 if broken("key-counter-from-zero") else 1, 255):
        context = credentials.access_key + bytes((counter,))
        message = b"\x00\x00\x00\x01" + _LABEL + b"\x00" + context + b"\x00\x00\x01\x00"
        candidate = int.from_bytes(hmac.digest(secret, message, "sha256"), "big")
        if candidate <= N - 2:
            return candidate if broken("private-key-without-one") else candidate + 1
    raise ValueError("no key can be derived")


def public_key(credentials):
    return multiple(private_key(credentials), G)


def sign(credentials, text):
    """DER in lower-case hexadecimal. The nonce is derived (RFC 6979), so that equal texts have equal signatures."""
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
    """RFC 6979, 3.2, for a curve and a hash of 256 bits."""
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
    """A DER integer: a leading zero keeps it positive."""
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes((len(data),)) + data


def _read(signature):
    """r and s of a signature in hexadecimal DER, each from 1 to n - 1, or None."""
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
        # Written again it has to be the same, so that there is one spelling of each number.
        if rest[:1] != b"\x02" or len(value) != length or _integer(number) != rest[: 2 + length] or not 0 < number < N:
            return None
        numbers.append(number)
        rest = rest[2 + length :]
    return numbers if len(numbers) == 2 else None
