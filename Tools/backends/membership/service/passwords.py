"""Hashes of passwords: scrypt. One takes 128 MiB and much of a second, so that whoever has the hashes cannot try many passwords."""

import base64
import binascii
import hashlib
import hmac
import secrets

# At most so many are computed at once.
HASHES_AT_ONCE = 2
# No password has this hash.
UNUSABLE = ""
_COST, _BLOCK, _LANES, _SALT_BYTES, _HASH_BYTES = 2**17, 8, 1, 16, 32


def hashed(password):
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_text(salt)}${_text(_scrypt(password, salt))}"


def matches(password, password_hash):
    """Returns whether a password has a hash. Takes equally long if there is no hash, so that nobody learns by it who is a user."""
    salt, expected = _parts(password_hash)
    found = _scrypt(password, salt)
    return expected is not None and hmac.compare_digest(found, expected)


def _parts(password_hash):
    try:
        name, cost, block, lanes, salt, expected = (password_hash or UNUSABLE).split("$")
        if (name, int(cost), int(block), int(lanes)) == ("scrypt", _COST, _BLOCK, _LANES):
            return base64.b64decode(salt, validate=True), base64.b64decode(expected, validate=True)
    except (ValueError, binascii.Error):
        pass
    return bytes(_SALT_BYTES), None


def _scrypt(password, salt):
    return hashlib.scrypt(
        password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=2 * 128 * _COST * _BLOCK, dklen=_HASH_BYTES)


def _text(value):
    return base64.b64encode(value).decode()
