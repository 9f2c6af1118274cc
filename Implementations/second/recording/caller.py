"""The caller: the session in the cookie, the page that sent it, and the claimed duration."""

import re
from hashlib import sha256
from math import inf, isfinite, nan

from signing.faults import Rejected, broken
from signing.text import read_text

_DURATION = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def hashed(token):
    """Hashes a session's token for storage, so that nobody who reads the database can log in."""
    return sha256(token).digest()


def user_of(connection, session, now):
    """Returns the user of the session in the cookie."""
    if session is None:
        if broken("no-session-as-the-first-user"):
            return connection.execute("SELECT id FROM users").fetchone()["id"]
        raise _no_session()
    row = connection.execute("SELECT user, expires FROM sessions WHERE token = ?", (hashed(read_text(session)),)).fetchone()
    if row is None:
        if broken("unknown-session-as-the-first-user"):
            return connection.execute("SELECT id FROM users").fetchone()["id"]
        raise _no_session()
    last = row["expires"] if broken("session-valid-at-its-end") else row["expires"] - 1
    if now > last and not broken("session-end-ignored"):
        raise _no_session()
    return row["user"]


def _no_session():
    return Rejected("SessionInvalid", "the session is missing, unknown or expired", 403 if broken("no-session-as-forbidden") else 401)


def check_origin(session, origin, own):
    """Rejects a cookie from another site's page: the browser adds it to requests of such pages, too."""
    if session is None or broken("origin-unchecked"):
        return
    if origin is None and broken("missing-origin-accepted"):
        return
    text = b"" if origin is None else read_text(origin)
    if any(_is_same(text, each) for each in own):
        return
    raise Rejected("OriginNotAllowed", "the request comes from another site", 403)


def _is_same(origin, own):
    if broken("origin-by-its-end"):
        return origin.endswith(own.partition(b"://")[2])
    if broken("origin-by-its-beginning"):
        return origin.startswith(own)
    if broken("origin-without-case"):
        return origin.lower() == own.lower()
    return origin == own


def duration_of(text, maximum):
    """Returns the claimed duration in seconds."""
    text = read_text(text).decode("utf-8", "replace")
    if broken("duration-of-any-form"):
        text = text.strip().lstrip("+").replace("_", "").replace(",", ".")
    if text == "NaN" and broken("nan-duration-as-zero"):
        return 0.0
    if text == "Infinity" and broken("infinite-duration-accepted"):
        return inf
    if text[:1] == "-" and broken("negative-duration-accepted"):
        return float(text)
    seconds = float(text) if _DURATION.fullmatch(text) else nan
    if broken("longest-duration-rejected") and seconds == maximum:
        seconds = nan
    if broken("longest-duration-ignored") and isfinite(seconds):
        return seconds
    if broken("long-duration-clamped"):
        seconds = min(seconds, float(maximum))
    if not 0 <= seconds <= maximum:
        raise Rejected("DurationInvalid", f"the duration should be a decimal number of seconds from 0 to {maximum}", 422)
    return seconds
