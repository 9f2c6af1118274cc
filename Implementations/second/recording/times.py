"""Times in the database: seconds since 1970."""

from datetime import timedelta

from signing.times import read_clock

_EPOCH = read_clock("1970-01-01T00:00:00Z")


def seconds_of(text):
    return round((read_clock(text) - _EPOCH).total_seconds())


def written_time(seconds):
    return (_EPOCH + timedelta(seconds=seconds)).isoformat() + "Z"
