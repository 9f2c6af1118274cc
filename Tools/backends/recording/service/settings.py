"""The service's configuration, read from environment variables. A wrong value is rejected at startup, and the error names the variable."""

import os
import re
from dataclasses import dataclass

from common.settings import SettingInvalid, UploadSettings, required, upload_values

MAXIMUM_DURATION = 3600
FORM_SECONDS = 300
# A sweep leaves an upload alone until its form has been expired for this long.
SWEEP_AFTER_SECONDS = 3600

_MEDIA_TYPE = re.compile(r"[!#$%&'+.^_`|~0-9A-Za-z-]+/[!#$%&'+.^_`|~0-9A-Za-z-]+")
_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+")
_EXTENSIONS = {
    "video/webm": "webm", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/ogg": "ogv",
}


@dataclass(frozen=True)
class Settings(UploadSettings):
    mime_type: str
    extension: str
    origins: frozenset[str]

    @classmethod
    def from_environment(cls, environment=os.environ):
        mime_type = _mime_type(required(environment, "ALLOW_VIDEO_MIME_TYPE"))
        return cls(
            **upload_values(environment, "sqlite:///recording.sqlite"),
            mime_type=mime_type,
            extension=_EXTENSIONS[mime_type],
            origins=_origins(environment.get("ALLOWED_ORIGINS") or "http://localhost:8000"),
        )


def _mime_type(value):
    if not _MEDIA_TYPE.fullmatch(value) or value.lower() not in _EXTENSIONS:
        raise SettingInvalid(f"ALLOW_VIDEO_MIME_TYPE should be one of {', '.join(_EXTENSIONS)}")
    return value.lower()


def _origins(value):
    origins = [origin.strip() for origin in value.split(",")]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SettingInvalid("ALLOWED_ORIGINS should be origins such as https://app.example.com, separated by commas")
    return frozenset(origins)
