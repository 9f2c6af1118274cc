"""Requests: their largest body, and the key in a path."""

from urllib.parse import unquote_to_bytes

from common import requests as common
from common.requests import Token, in_utf8, integer, parameter_invalid

__all__ = ["ApiRoute", "BY_KEY", "Token", "integer", "parameter_invalid", "raw_key"]

BY_KEY = "/api/v1/videos/s3-videos/by-key/"


class LibraryRequest(common.ApiRequest):
    largest_body = 64 * 1024


class ApiRoute(common.ApiRoute):
    request_type = LibraryRequest


def raw_key(request):
    """Returns the key at the end of a path, percent-decoded once, or None if it cannot be a key."""
    path = unquote_to_bytes(request.scope["raw_path"])[len(BY_KEY):]
    return None if b"\0" in path else in_utf8(path)
