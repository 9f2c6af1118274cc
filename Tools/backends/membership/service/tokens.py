"""Access tokens, which are signed and expire soon, and refresh tokens, of which the database has only hashes."""

import base64
import binascii
import hashlib
import re
import secrets
from datetime import timedelta

import jwt

from .problems import session_invalid

ACCESS_SECONDS = 900
REFRESH_TIME = timedelta(days=14)
_ALGORITHM, _ISSUER, _TYPE = "HS256", "video-spec", "at+jwt"
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)", re.ASCII)
_REFRESH_TOKEN = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SEQ = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def access_token(secret, user_id, login_id, now):
    issued_at = int(now.timestamp())
    claims = {"iss": _ISSUER, "sub": str(user_id), "sid": str(login_id), "iat": issued_at, "exp": issued_at + ACCESS_SECONDS}
    return jwt.encode(claims, secret, algorithm=_ALGORITHM, headers={"typ": _TYPE})


def read_access_token(secret, token):
    """Returns the IDs of the user and of the login that an access token names. Whether they exist is checked later."""
    match = _TOKEN.fullmatch(token)
    if match is None or not _is_canonical(match[1]):
        raise session_invalid()
    try:
        read = jwt.decode_complete(
            token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options={"require": ["iss", "sub", "sid", "iat", "exp"]})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise session_invalid() from error
    user_id, login_id = read["payload"]["sub"], read["payload"]["sid"]
    is_id = all(isinstance(each, str) and _SEQ.fullmatch(each) for each in (user_id, login_id))
    if read["header"].get("typ") != _TYPE or not is_id:
        raise session_invalid()
    return int(user_id), int(login_id)


def new_refresh_token():
    return secrets.token_hex(32)


def refresh_token_hash(token):
    """Returns what the database has of a refresh token, or None if it cannot be one."""
    return hashlib.sha256(token.encode()).digest() if _REFRESH_TOKEN.fullmatch(token) else None


def _is_canonical(text):
    """Returns whether Base64 has no spare bits that are set. They could be changed without changing the signature."""
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return False
    return base64.urlsafe_b64encode(decoded).decode().rstrip("=") == text
