"""Requests: the bearer token, query parameters, and the key in a path."""

import re
from typing import Annotated
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import Depends, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BeforeValidator, Field
from starlette.datastructures import QueryParams

from common.bodies import StrictRequest, require_json

from .problems import Problem, session_invalid

BY_KEY = "/api/v1/videos/s3-videos/by-key/"

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)


class BearerToken(HTTPBearer):
    """Returns the token of a request. Whether anybody has it is checked later."""

    async def __call__(self, request: Request):
        sent = request.headers.getlist("authorization")
        match = _BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
        if match is None:
            raise session_invalid()
        return match[1]


Token = Annotated[str, Depends(BearerToken())]


class LibraryRequest(StrictRequest):
    """A request whose query is UTF-8."""

    largest_body = 64 * 1024

    @property
    def query_params(self):
        if not hasattr(self, "_query_params"):
            # In Latin-1 each character is a byte, encoded or not.
            query = self.scope["query_string"].decode("latin-1")
            pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
            self._query_params = QueryParams([(_in_utf8(name, name), _in_utf8(name, value)) for name, value in pairs])
        return self._query_params


class ApiRoute(APIRoute):
    """A route of the API: it checks the type of the body before the body is read, and that no parameter is repeated."""

    def get_route_handler(self):
        handle = super().get_route_handler()
        has_body, parameters = self.body_field is not None, [field.alias for field in self.dependant.query_params]

        async def checked(request):
            request = LibraryRequest(request.scope, request.receive)
            if has_body:
                require_json(request)
            for name in parameters:
                if len(request.query_params.getlist(name)) > 1:
                    raise parameter_invalid(name, f"The parameter {name} is repeated.")
            return await handle(request)

        return checked


def parameter_invalid(name, detail):
    return Problem("ParameterInvalid", detail, field=name)


def raw_key(request):
    """Returns the key at the end of a path, percent-decoded once, or None if it cannot be a key."""
    path = unquote_to_bytes(request.scope["raw_path"])[len(BY_KEY):]
    return None if b"\0" in path else _decoded(path)


def integer(low, high=None):
    """Returns the type of a parameter that is a number."""
    return Annotated[int, Field(ge=low, le=high), BeforeValidator(_whole), Query()]


def _whole(text):
    if isinstance(text, str) and not _DIGITS.fullmatch(text):
        raise ValueError("not a whole number")
    return text


def _in_utf8(name, value):
    text = _decoded(value.encode("latin-1"))
    if text is None or "\0" in text:
        raise parameter_invalid(name, "A parameter should be UTF-8 without NUL.")
    return text


def _decoded(value):
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
