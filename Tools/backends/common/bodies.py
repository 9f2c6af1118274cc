"""Request bodies: bounded, and parsed as strict JSON."""

import json
import re

from fastapi import Request

from .problems import Problem

LARGEST_BODY = 16 * 1024
DEEPEST_BODY = 32
# Longer integers are out of every range. Python refuses to parse those that are very long.
_LONGEST_INTEGER = 30

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_JSON_TYPE = re.compile(r'application/json[ \t]*(;[ \t]*[!-~]+=("[^"]*"|[!-~]+)[ \t]*)*', re.IGNORECASE)


class StrictRequest(Request):
    """A request whose body is read with bounds."""

    largest_body = LARGEST_BODY

    async def body(self):
        if not hasattr(self, "_body"):
            length = self.headers.get("content-length", "")
            if length.isdecimal() and int(length[:20]) > self.largest_body:
                raise Problem("BodyTooLarge", f"A body may have {self.largest_body} bytes.")
            body = b""
            async for chunk in self.stream():
                body += chunk
                if len(body) > self.largest_body:
                    raise Problem("BodyTooLarge", f"A body may have {self.largest_body} bytes.")
            self._body = body
        return self._body

    async def json(self):
        return parse(await self.body())


def require_json(request):
    """Rejects a request whose content type is not JSON."""
    types = request.headers.getlist("content-type")
    if types != ["application/json"] and (len(types) != 1 or not _JSON_TYPE.fullmatch(types[0])):
        raise Problem("MediaTypeNotSupported")


def parse(body):
    """Returns the object that a body consists of."""
    try:
        text = body.decode("utf-8")
        if text.count("[") + text.count("{") > DEEPEST_BODY:
            _check_depth(text)
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_reject_constant, parse_int=_integer)
    except (ValueError, RecursionError):
        raise Problem("BodyInvalid", "The body should be JSON in UTF-8, without duplicate member names.") from None
    if not isinstance(value, dict):
        raise Problem("BodyInvalid", "The body should be a JSON object.")
    return value


def _check_depth(text):
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST_BODY:
            raise Problem("BodyInvalid", f"The body may have {DEEPEST_BODY} levels.")


def _members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member name")
    return members


def _reject_constant(name):
    raise ValueError(f"{name} is not JSON")


def _integer(text):
    return int(text[:_LONGEST_INTEGER])
