"""The part of the configuration that all services have, and how environment variables are read.

A wrong value is rejected at startup, and the error names the variable.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST_UPLOAD = 5 * 1024**3
SESSION_SECONDS = 12 * 3600
PLAYBACK_SECONDS = 3600

_SIZE = re.compile(r"([0-9]{1,19})(?: ?\* ?([0-9]{1,19})(?:\*\*([0-9]{1,2}))?)?", re.ASCII)
_BUCKET = re.compile(r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")


class SettingInvalid(Exception):
    """An environment variable is missing or has a wrong value."""


@dataclass(frozen=True)
class CommonSettings:
    bucket: str
    endpoint_url: str | None
    region: str
    database_url: str
    threads: int
    sweep_interval: int
    log_level: str


@dataclass(frozen=True)
class UploadSettings(CommonSettings):
    """The settings of a service that takes uploads, and may log in guests."""

    maximum_size: int
    guest_login: bool


def common_values(environment, database_url):
    """Returns what the environment says about the common settings. `database_url` is the default."""
    return {
        "bucket": _bucket(required(environment, "S3_BUCKET_NAME_VIDEO")),
        "endpoint_url": _endpoint(environment.get("AWS_ENDPOINT_URL") or None),
        "region": required(environment, "AWS_REGION"),
        "database_url": _database_url(environment.get("DATABASE_URL") or database_url),
        "threads": number(environment, "THREADS", 16, 1, 200),
        "sweep_interval": number(environment, "SWEEP_INTERVAL", 60, 1, 86400),
        "log_level": _choice(environment, "LOG_LEVEL", ("info", "warning", "error")),
    }


def upload_values(environment, database_url):
    """Returns what the environment says about the settings of a service that takes uploads."""
    return {
        **common_values(environment, database_url),
        "maximum_size": _size(required(environment, "MAX_VIDEO_FILESIZE")),
        "guest_login": number(environment, "GUEST_LOGIN", 0, 0, 1) == 1,
    }


def required(environment, name):
    value = environment.get(name, "")
    if not value:
        raise SettingInvalid(f"{name} is missing")
    if value[0] in "\"'“”" or value[-1] in "\"'“”":
        raise SettingInvalid(f"{name} should have no quotation marks around its value")
    return value


def number(environment, name, default, low, high):
    value = environment.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", value, re.ASCII) or not low <= int(value) <= high:
        raise SettingInvalid(f"{name} should be a number from {low} to {high}")
    return int(value)


def _bucket(value):
    if not _BUCKET.fullmatch(value) or _ADDRESS.fullmatch(value):
        raise SettingInvalid("S3_BUCKET_NAME_VIDEO should be the name of a bucket")
    return value


def _size(value):
    match = _SIZE.fullmatch(value)
    size = 0
    if match:
        digits, factor, power = match.groups()
        size = int(digits) * int(factor or 1) ** int(power or 1)
    if not 1 <= size <= LARGEST_UPLOAD:
        raise SettingInvalid(
            f"MAX_VIDEO_FILESIZE should be a number of bytes from 1 to {LARGEST_UPLOAD}, such as 90000000 or 90 * 10**6")
    return size


def _endpoint(value):
    if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise SettingInvalid("AWS_ENDPOINT_URL should be an http or https URL")
    return value


def _database_url(value):
    if re.fullmatch(r"sqlite:///.+", value):
        return value
    if re.match(r"postgres(ql)?://", value):
        # SQLAlchemy is told which driver to use.
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    raise SettingInvalid("DATABASE_URL should be sqlite:///PATH or postgresql://…")


def _choice(environment, name, choices):
    value = environment.get(name) or choices[0]
    if value not in choices:
        raise SettingInvalid(f"{name} should be one of {', '.join(choices)}")
    return value
