"""Reads and writes times: the run's clock, and the formats that requests use."""

import re
from datetime import datetime, timedelta

from .faults import Rejected, broken

_CLOCK = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z")
_STAMP = re.compile(rb"\d{8}T\d{6}Z")

# The largest allowed difference between a request's time and the receiver's.
SKEW = timedelta(minutes=15)

# The machine's offset from UTC, for the mutants that use local time.
_LOCAL = timedelta(hours=9)


def read_clock(clock):
    """Reads a time such as `2026-01-02T03:04:05Z`. The year must have four digits, because a signature has room for four."""
    parts = _CLOCK.fullmatch(clock)
    if not parts:
        raise ValueError("the clock is not YYYY-MM-DDTHH:MM:SSZ")
    year, *rest = map(int, parts.groups())
    if not 1970 <= year <= 9999:
        raise Rejected("InvalidClock", "the year of the clock is not from 1970 to 9999")
    return datetime(year, *rest)


def timestamp(moment):
    """Writes a time as `YYYYMMDD'T'HHMMSS'Z'`."""
    if broken("local-timestamps"):
        moment += _LOCAL
    hour = moment.hour
    if broken("twelve-hour-clock"):
        hour = (hour + 11) % 12 + 1
    if hour == 0 and broken("midnight-as-24"):
        hour = 24
    return _day(moment) + b"T%02d%02d%02dZ" % (hour, moment.minute, moment.second)


def scope_date(moment):
    """Writes a date as `YYYYMMDD`."""
    if broken("local-timestamps") or broken("local-scope-date"):
        moment += _LOCAL
    return _day(moment)


def _day(moment):
    year = moment.year
    if broken("week-year-dates"):
        year = moment.isocalendar()[0]
    if broken("buddhist-years"):
        year += 543
    return b"%04d%02d%02d" % (year, moment.month, moment.day)


def received_stamp(text):
    """Returns a received timestamp as it was sent. The mutants read it like lenient parsers."""
    if text is not None and broken("junk-after-date-accepted"):
        return text[:16]
    if text is not None and broken("digits-of-any-script-accepted"):
        return re.sub(r"\d", lambda digit: str(int(digit.group())), text.decode("utf-8", "replace")).encode()
    return text


def read_timestamp(text):
    """Reads a time written as `YYYYMMDD'T'HHMMSS'Z'`. Returns None if it is malformed."""
    if not _STAMP.fullmatch(text):
        return None
    digits = text.decode()
    try:
        return datetime(*(int(digits[at:end]) for at, end in ((0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 15))))
    except ValueError:
        return None


def read_http_date(text):
    """Reads a Date header: an HTTP date, `Fri, 24 May 2013 00:00:00 GMT`, or a timestamp. Returns None if it is malformed."""
    moment = read_timestamp(text)
    if moment:
        return moment
    try:
        return datetime.strptime(text.decode("ascii"), "%a, %d %b %Y %H:%M:%S GMT")
    except ValueError:
        return None


def plain_timestamp(moment):
    """Writes a request's own time as a timestamp, which no mutant changes."""
    return moment.strftime("%Y%m%dT%H%M%SZ").encode()
