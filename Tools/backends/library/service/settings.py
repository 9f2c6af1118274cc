"""The service's configuration, read from environment variables. A wrong value is rejected at startup, and the error names the variable."""

import os
import shutil
from dataclasses import dataclass

from common.settings import SettingInvalid, UploadSettings, upload_values

# A sweep leaves an upload alone that has begun within this time.
SWEEP_AFTER_SECONDS = 3600
# The types that the service recognizes.
VIDEO_TYPES = ("video/mp4", "video/webm", "video/quicktime", "video/x-matroska")


@dataclass(frozen=True)
class Settings(UploadSettings):
    mime_types: tuple[str, ...]
    ffprobe: str | None

    @classmethod
    def from_environment(cls, environment=os.environ):
        return cls(
            **upload_values(environment, "sqlite:///library.sqlite"),
            mime_types=_mime_types(environment.get("ALLOW_VIDEO_MIME_TYPES") or "video/mp4,video/webm,video/quicktime"),
            ffprobe=_program(environment.get("FFPROBE", "ffprobe")),
        )


def _mime_types(value):
    types = tuple(each.strip().lower() for each in value.split(","))
    if not set(types) <= set(VIDEO_TYPES):
        raise SettingInvalid(f"ALLOW_VIDEO_MIME_TYPES should be some of {', '.join(VIDEO_TYPES)}, separated by commas")
    return types


def _program(name):
    """Returns the path of ffprobe, or None: then nobody knows how long videos are."""
    path = shutil.which(name) if name else None
    if path is None and name not in ("", "ffprobe"):
        raise SettingInvalid(f"FFPROBE should be the program ffprobe, and {name} cannot be run")
    return path
