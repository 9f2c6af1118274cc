"""Where the files of videos are: objects of the bucket below the corporation's prefix, and URLs of allowed origins."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

LONGEST_KEY = 1024
_PORTS = {"http": 80, "https": 443}
# Scheme, host, port, and the rest: path and query in the characters of RFC 3986. There is no user information and no fragment.
_URL = re.compile(
    r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?((?:/(?:[a-z0-9._~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*)?"
    r"(?:\?(?:[a-z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?)",
    re.IGNORECASE | re.ASCII)
_SEPARATOR = re.compile(rb"[/\\]")


@dataclass(frozen=True)
class Origin:
    """The origin of a URL. `host` is an address without brackets, or a name in lower case."""

    scheme: str
    host: str
    port: int

    @property
    def address(self):
        """The address, if the host is none but a name: None."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self):
        """What the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class ObjectPlace:
    """An object in the service's bucket."""

    key: str


@dataclass(frozen=True)
class UrlPlace:
    """A URL: its origin, and its path with the query."""

    origin: Origin
    target: str


def place_of(settings, corporation_id, file_path):
    """Returns where the file of a corporation's video is, or None if files are not taken from there."""
    bucket = f"s3://{settings.bucket}/"
    if file_path.startswith(bucket):
        key = file_path[len(bucket):]
        return ObjectPlace(key) if _is_key_of(corporation_id, key) else None
    place = _url_place(file_path)
    return place if place is not None and place.origin in settings.upstreams else None


def origin_of(text):
    """Returns the origin that a text consists of, or None."""
    place = _url_place(text)
    return place.origin if place is not None and text.count("/") == 2 and "?" not in text else None


def _is_key_of(corporation_id, key):
    prefix = f"corporations/{corporation_id}/"
    return (
        key.startswith(prefix) and len(key.encode()) <= LONGEST_KEY
        and not any(segment in ("", ".", "..") for segment in key.split("/"))
        and not any(unicodedata.category(character) == "Cc" for character in key))


def _url_place(text):
    match = _URL.fullmatch(text)
    if match is None:
        return None
    scheme, host, port, target = match[1].lower(), match[2].lower(), int(match[3] or 0), match[4]
    if host.startswith("["):
        try:
            host = str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return None
    port = _PORTS[scheme] if match[3] is None else port
    # Encoded dots and slashes are dots and slashes to some servers.
    path = unquote_to_bytes(target.split("?")[0])
    if not 1 <= port <= 65535 or b".." in _SEPARATOR.split(path):
        return None
    return UrlPlace(Origin(scheme, host, port), target if target.startswith("/") else f"/{target}")
