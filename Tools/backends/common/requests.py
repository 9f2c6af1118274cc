"""Requests with a bearer token: the token, query parameters, and what is checked before the body is read."""

import re
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BeforeValidator, Field
from starlette.datastructures import QueryParams

from .api import body_problem
from .bodies import StrictRequest, require_json
from .problems import Problem, session_invalid

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)


def bearer_token(request):
    """Returns the token of a request. Whether anybody has it is checked later."""
    sent = request.headers.getlist("authorization")
    match = _BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
    if match is None:
        raise session_invalid()
    return match[1]


class BearerToken(HTTPBearer):
    async def __call__(self, request: Request):
        return bearer_token(request)


Token = Annotated[str, Depends(BearerToken())]


class ApiRequest(StrictRequest):
    """A request whose query is UTF-8."""

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

    request_type = ApiRequest

    async def admit(self, request):
        """Called before everything else is checked. Raises a problem if the caller may not send such a request."""

    def get_route_handler(self):
        handle = super().get_route_handler()
        has_body, parameters = self.body_field is not None, [field.alias for field in self.dependant.query_params]

        async def checked(request):
            request = self.request_type(request.scope, request.receive)
            await self.admit(request)
            if has_body:
                require_json(request)
            for name in parameters:
                if len(request.query_params.getlist(name)) > 1:
                    raise parameter_invalid(name, f"The parameter {name} is repeated.")
            return await handle(request)

        return checked


def parameter_invalid(name, detail):
    return Problem("ParameterInvalid", detail, field=name)


def input_problem(error):
    """Returns the problem for an input that is wrong."""
    if error["loc"][0] == "query":
        return parameter_invalid(str(error["loc"][1]), f"{error['msg']}.")
    return body_problem(error)


def integer(low, high=None):
    """Returns the type of a parameter that is a number."""
    return Annotated[int, Field(ge=low, le=high), BeforeValidator(_whole), Query()]


def in_utf8(value):
    """Returns the text that bytes are in UTF-8, or None."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _whole(text):
    if isinstance(text, str) and not _DIGITS.fullmatch(text):
        raise ValueError("not a whole number")
    return text


def _in_utf8(name, value):
    text = in_utf8(value.encode("latin-1"))
    if text is None or "\0" in text:
        raise parameter_invalid(name, "A parameter should be UTF-8 without NUL.")
    return text
