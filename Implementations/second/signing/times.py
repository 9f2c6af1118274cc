"""Times: the run's clock, and the two forms that are signed."""

import re
from datetime import datetime, timedelta

from .faults import Rejected, broken

_CLOCK = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z")
_STAMP = re.compile(rb"\d{8}T\d{6}Z")

# How far a request's time may be from the receiver's.
SKEW = timedelta(minutes=15)

# How the machine's own zone differs from UTC, for the faults that forget the difference.
_LOCAL = timedelta(hours=9)


def read_clock(clock):
    """The instant that `2026-01-02T03:04:05Z` names. Four digits of a year are all that a signature can say."""
    parts = _CLOCK.fullmatch(clock)
    if not parts:
        raise ValueError("the clock is not YYYY-MM-DDTHH:MM:SSZ")
    year, *rest = map(int, parts.groups())
    if not 1970 <= year <= 9999:
        raise Rejected("InvalidClock", "the time lies before 1970 or after 9999")
    return datetime(year, *rest)


def timestamp(moment):
    """YYYYMMDD'T'HHMMSS'Z'"""
    if broken("local-timestamps"):
        moment += _LOCAL
    hour = moment.hour
    if broken("twelve-hour-clock"):
        hour = (hour + 11) % 12 + 1
    return _day(moment) + b"T%02d%02d%02dZ" % (hour, moment.minute, moment.second)


def scope_date(moment):
    """YYYYMMDD"""
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


def read_timestamp(text):
    """The instant of a YYYYMMDD'T'HHMMSS'Z', or None."""
    if not _STAMP.fullmatch(text):
        return None
    digits = text.decode()
    try:
        return datetime(*(int(digits[at:end]) for at, end in ((0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 15))))
    except ValueError:
        return None


def read_http_date(text):
    """The instant of an HTTP date, `Fri, 24 May 2013 00:00:00 GMT`, or of a timestamp in a Date header, or None."""
    moment = read_timestamp(text)
    if moment:
        return moment
    try:
        return datetime.strptime(text.decode("ascii"), "%a, %d %b %Y %H:%M:%S GMT")
    except ValueError:
        return None


def plain_timestamp(moment):
    """The timestamp of a time that a request states itself."""
    return moment.strftime("%Y%m%dT%H%M%SZ").encode()
