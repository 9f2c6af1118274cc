"""The service's configuration, read from environment variables. A wrong value is rejected at startup, and the error names the variable."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST_UPLOAD = 5 * 1024**3
MAXIMUM_DURATION = 3600
FORM_SECONDS = 300
# A sweep leaves an upload alone until its form has been expired for this long.
SWEEP_AFTER_SECONDS = 3600
SESSION_SECONDS = 12 * 3600
PLAYBACK_SECONDS = 3600

_SIZE = re.compile(r"([0-9]{1,19})(?: ?\* ?([0-9]{1,19})(?:\*\*([0-9]{1,2}))?)?", re.ASCII)
_MEDIA_TYPE = re.compile(r"[!#$%&'+.^_`|~0-9A-Za-z-]+/[!#$%&'+.^_`|~0-9A-Za-z-]+")
_BUCKET = re.compile(r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+")
_EXTENSIONS = {
    "video/webm": "webm", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/ogg": "ogv",
}


class SettingInvalid(Exception):
    """An environment variable is missing or has a wrong value."""


@dataclass(frozen=True)
class Settings:
    bucket: str
    maximum_size: int
    mime_type: str
    extension: str
    endpoint_url: str | None
    region: str
    database_url: str
    origins: frozenset[str]
    guest_login: bool
    threads: int
    sweep_interval: int
    log_level: str

    @classmethod
    def from_environment(cls, environment=os.environ):
        mime_type = _mime_type(_required(environment, "ALLOW_VIDEO_MIME_TYPE"))
        return cls(
            bucket=_bucket(_required(environment, "S3_BUCKET_NAME_VIDEO")),
            maximum_size=_size(_required(environment, "MAX_VIDEO_FILESIZE")),
            mime_type=mime_type,
            extension=_EXTENSIONS[mime_type],
            endpoint_url=_endpoint(environment.get("AWS_ENDPOINT_URL") or None),
            region=_required(environment, "AWS_REGION"),
            database_url=_database_url(environment.get("DATABASE_URL") or "sqlite:///recording.sqlite"),
            origins=_origins(environment.get("ALLOWED_ORIGINS") or "http://localhost:8000"),
            guest_login=_number(environment, "GUEST_LOGIN", 0, 0, 1) == 1,
            threads=_number(environment, "THREADS", 16, 1, 200),
            sweep_interval=_number(environment, "SWEEP_INTERVAL", 60, 1, 86400),
            log_level=_choice(environment, "LOG_LEVEL", ("info", "warning", "error")),
        )


def _required(environment, name):
    value = environment.get(name, "")
    if not value:
        raise SettingInvalid(f"{name} is missing")
    if value[0] in "\"'“”" or value[-1] in "\"'“”":
        raise SettingInvalid(f"{name} should have no quotation marks around its value")
    return value


def _bucket(value):
    if not _BUCKET.fullmatch(value) or _ADDRESS.fullmatch(value):
        raise SettingInvalid("S3_BUCKET_NAME_VIDEO should be the name of a bucket")
    return value


def _size(value):
    match = _SIZE.fullmatch(value)
    size = 0
    if match:
        number, factor, power = match.groups()
        size = int(number) * int(factor or 1) ** int(power or 1)
    if not 1 <= size <= LARGEST_UPLOAD:
        raise SettingInvalid(
            f"MAX_VIDEO_FILESIZE should be a number of bytes from 1 to {LARGEST_UPLOAD}, such as 90000000 or 90 * 10**6")
    return size


def _mime_type(value):
    if not _MEDIA_TYPE.fullmatch(value) or value.lower() not in _EXTENSIONS:
        raise SettingInvalid(f"ALLOW_VIDEO_MIME_TYPE should be one of {', '.join(_EXTENSIONS)}")
    return value.lower()


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


def _origins(value):
    origins = [origin.strip() for origin in value.split(",")]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SettingInvalid("ALLOWED_ORIGINS should be origins such as https://app.example.com, separated by commas")
    return frozenset(origins)


def _number(environment, name, default, low, high):
    value = environment.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", value, re.ASCII) or not low <= int(value) <= high:
        raise SettingInvalid(f"{name} should be a number from {low} to {high}")
    return int(value)


def _choice(environment, name, choices):
    value = environment.get(name) or choices[0]
    if value not in choices:
        raise SettingInvalid(f"{name} should be one of {', '.join(choices)}")
    return value
