"""Requests: who may send them, and the IDs in their paths."""

import re
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Path, Request
from fastapi.security import HTTPBearer
from pydantic import BeforeValidator, Field

from common import requests as common
from common.requests import bearer_token, integer

from .logins import Caller
from .problems import Problem

__all__ = ["ApiRoute", "CallerOf", "LARGEST_ID", "allow", "identifier", "input_problem", "integer"]

LARGEST_ID = 2**63 - 1
_ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
# What does not exist if an ID in a path is none.
_UNKNOWN = {
    "corporation_id": "CorporationUnknown", "token_id": "TokenUnknown", "user_id": "UserUnknown", "video_id": "VideoUnknown",
    "view_log_id": "ViewLogUnknown",
}


class ApiRoute(common.ApiRoute):
    """A route of the API: before anything else it finds out who calls, and whether the role allows it."""

    async def admit(self, request):
        allows = getattr(self.endpoint, "allows", None)
        if allows is None:
            return
        caller = await anyio.to_thread.run_sync(request.app.state.logins.caller, bearer_token(request))
        if not allows(caller, request.path_params):
            raise Problem("RoleNotAllowed")
        request.scope["caller"] = caller


def allow(*roles, itself=False):
    """Says which roles may use an operation. With `itself`, other users may use it for themselves."""

    def add(endpoint):
        endpoint.allows = lambda caller, path: caller.role in roles or (itself and path.get("user_id") == str(caller.user_id))
        return endpoint

    return add


class _SignedIn(HTTPBearer):
    async def __call__(self, request: Request):
        return request.scope["caller"]


CallerOf = Annotated[Caller, Depends(_SignedIn(scheme_name="AccessToken", bearerFormat="JWT"))]


def identifier():
    """Returns the type of an ID in a path."""
    return Annotated[int, Field(le=LARGEST_ID), BeforeValidator(_identifier), Path(json_schema_extra={"minimum": 1})]


def input_problem(error):
    """Returns the problem for an input that is wrong."""
    if error["loc"][0] == "path":
        return Problem(_UNKNOWN[error["loc"][1]])
    return common.input_problem(error)


def _identifier(text):
    if not _ID.fullmatch(text):
        raise ValueError("not an ID")
    return text
