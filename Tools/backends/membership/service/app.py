"""The service over HTTP."""

from typing import Literal

import anyio
import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from common import api as common
from common.api import BODY_PROBLEMS, DATABASE_PROBLEMS, Edge, problems
from common.metrics import Metrics

from .bodies import (
    Corporation, CorporationChange, Credentials, Login, NewCorporation, NewUser, NewVideo, Page, RefreshToken, Tokens, User, UserChange,
    Video, VideoChange, ViewLog, changes_of, credentials_of,
)
from .corporations import Corporations
from .database import Database, present
from .lists import LARGEST_PAGE
from .logins import Logins
from .passwords import HASHES_AT_ONCE
from .problems import Problem
from .ranges import requested_range
from .requests import LARGEST_ID, ApiRoute, CallerOf, allow, identifier, input_problem, integer
from .store import Store
from .streaming import Streaming
from .users import Users
from .videos import Videos

EVERYBODY = ("operator", "admin", "guest")
# So many logins wait for others. Each takes much of a second.
_MOST_WAITING = 64
_PUBLIC = (*BODY_PROBLEMS, *DATABASE_PROBLEMS)
_READING = ("SessionInvalid", "RoleNotAllowed", *DATABASE_PROBLEMS)
_LISTING = ("ParameterInvalid", *_READING)
_CHANGING = ("OutcomeUnknown", *_READING)
_LOGIN_BODY = {
    "requestBody": {"required": True, "content": {
        "application/json": {"schema": Credentials.model_json_schema()},
        "application/x-www-form-urlencoded": {"schema": {
            "type": "object", "required": ["username", "password"],
            "properties": {"username": {"type": "string"}, "password": {"type": "string"}},
        }},
    }},
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_STREAM_RESPONSES = {
    200: {"description": "the file", "content": {"video/*": _BYTES, "application/octet-stream": _BYTES}},
    206: {"description": "a range of the file", "content": {"video/*": _BYTES, "application/octet-stream": _BYTES}},
}


class Hashing:
    """Runs operations that compute the hash of a password: a few at once, in threads of their own."""

    def __init__(self):
        self.limiter = anyio.CapacityLimiter(HASHES_AT_ONCE)

    async def run(self, operation, *arguments):
        if self.limiter.statistics().tasks_waiting >= _MOST_WAITING:
            raise Problem("Busy")
        return await anyio.to_thread.run_sync(operation, *arguments, limiter=self.limiter)


def create_app(settings):
    """Returns the application. The tables are created if they do not exist."""
    database, store, hashing, metrics = Database(settings.database_url, settings.threads), Store(settings), Hashing(), Metrics()
    database.create_tables()
    logins, corporations = Logins(settings, database), Corporations(database)

    def clean_up(_):
        corporations.sweep(present())
        logins.forget(present())

    api = FastAPI(
        title="Membership", version="1.0.0", docs_url=None, redoc_url=None, lifespan=common.lifespan(settings, database, clean_up),
        redirect_slashes=False)
    api.router.route_class = ApiRoute
    api.state.logins = logins
    common.add_errors(api, input_problem)
    _add_logins(api, logins, hashing)
    _add_corporations(api, corporations)
    _add_users(api, Users(database), hashing)
    videos = Videos(settings, database)
    _add_videos(api, videos)
    _add_stream(api, videos, Streaming(settings, store))
    _add_view_logs(api, videos)
    common.add_operations(api, database, store, metrics)
    return Edge(api, metrics)


def _add_logins(api, logins, hashing):
    @api.post(
        "/v1/auth/login", response_model=Tokens, openapi_extra=_LOGIN_BODY,
        responses=problems("CredentialsInvalid", "OutcomeUnknown", *_PUBLIC))
    async def log_in(request: Request):
        credentials = await credentials_of(request)
        return JSONResponse(await hashing.run(logins.log_in, credentials.email, credentials.password))

    @api.post("/v1/auth/refresh", response_model=Tokens, responses=problems("RefreshTokenInvalid", "OutcomeUnknown", *_PUBLIC))
    def refresh(body: RefreshToken):
        return JSONResponse(logins.refresh(body.refresh_token))

    @api.post("/v1/auth/logout", status_code=204, responses=problems("OutcomeUnknown", *_PUBLIC))
    def log_out(body: RefreshToken):
        logins.log_out(body.refresh_token)
        return Response(status_code=204)

    @api.get("/v1/tokens", response_model=Page[Login], responses=problems(*_LISTING))
    @allow(*EVERYBODY)
    def list_logins(caller: CallerOf, page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 10):
        return JSONResponse(logins.list_logins(caller, page, page_size))

    @api.delete("/v1/tokens/{token_id}", status_code=204, responses=problems("TokenUnknown", *_CHANGING))
    @allow(*EVERYBODY)
    def end_login(caller: CallerOf, token_id: identifier()):
        logins.end_login(caller, token_id)
        return Response(status_code=204)


def _add_corporations(api, corporations):
    @api.get("/v1/corporations", response_model=Page[Corporation], responses=problems(*_LISTING))
    @allow(*EVERYBODY)
    def list_corporations(caller: CallerOf, page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 10):
        return JSONResponse(corporations.list_corporations(caller, page, page_size))

    @api.post("/v1/corporations", status_code=201, response_model=Corporation, responses=problems(*BODY_PROBLEMS, *_CHANGING))
    @allow("operator")
    def create_corporation(caller: CallerOf, body: NewCorporation):
        return JSONResponse(corporations.create(caller, changes_of(body)), 201)

    @api.get("/v1/corporations/{corporation_id}", response_model=Corporation, responses=problems("CorporationUnknown", *_READING))
    @allow(*EVERYBODY)
    def find_corporation(caller: CallerOf, corporation_id: identifier()):
        return JSONResponse(corporations.find(caller, corporation_id))

    @api.patch(
        "/v1/corporations/{corporation_id}", response_model=Corporation,
        responses=problems("CorporationUnknown", *BODY_PROBLEMS, *_CHANGING))
    @allow("operator")
    def change_corporation(caller: CallerOf, corporation_id: identifier(), body: CorporationChange):
        return JSONResponse(corporations.change(caller, corporation_id, changes_of(body)))

    @api.delete(
        "/v1/corporations/{corporation_id}", status_code=204, responses=problems("CorporationUnknown", "CorporationNotEmpty", *_CHANGING))
    @allow("operator")
    def delete_corporation(caller: CallerOf, corporation_id: identifier()):
        corporations.delete(caller, corporation_id)
        return Response(status_code=204)


def _add_users(api, users, hashing):
    @api.get("/v1/users/me", response_model=User, responses=problems(*_READING))
    @allow(*EVERYBODY)
    def find_caller(caller: CallerOf):
        return JSONResponse(users.find(caller, caller.user_id))

    @api.get("/v1/users", response_model=Page[User], responses=problems("CorporationUnknown", *_LISTING))
    @allow("operator", "admin")
    def list_users(
        caller: CallerOf, corporation_id: integer(1, LARGEST_ID) | None = None, page: integer(1) = 1,
        page_size: integer(1, LARGEST_PAGE) = 10,
    ):
        return JSONResponse(users.list_users(caller, corporation_id, page, page_size))

    @api.post(
        "/v1/users", status_code=201, response_model=User,
        responses=problems("CorporationUnknown", "EmailTaken", *BODY_PROBLEMS, *_CHANGING))
    @allow("operator", "admin")
    async def create_user(caller: CallerOf, body: NewUser):
        user = await hashing.run(users.create, caller, body.email, body.password, body.role, body.corporation_id)
        return JSONResponse(user, 201)

    @api.get("/v1/users/{user_id}", response_model=User, responses=problems("UserUnknown", *_READING))
    @allow("operator", "admin", itself=True)
    def find_user(caller: CallerOf, user_id: identifier()):
        return JSONResponse(users.find(caller, user_id))

    @api.patch(
        "/v1/users/{user_id}", response_model=User,
        responses=problems("UserUnknown", "CorporationUnknown", "EmailTaken", *BODY_PROBLEMS, *_CHANGING))
    @allow("operator", "admin", itself=True)
    async def change_user(caller: CallerOf, user_id: identifier(), body: UserChange):
        changes = changes_of(body)
        run = hashing.run if "password" in changes else anyio.to_thread.run_sync
        return JSONResponse(await run(users.change, caller, user_id, changes))

    @api.delete("/v1/users/{user_id}", status_code=204, responses=problems("UserUnknown", *_CHANGING))
    @allow("operator", "admin")
    def delete_user(caller: CallerOf, user_id: identifier()):
        users.delete(caller, user_id)
        return Response(status_code=204)


def _add_videos(api, videos):
    @api.get("/v1/videos", response_model=Page[Video], responses=problems(*_LISTING))
    @allow("admin", "guest")
    def list_videos(
        caller: CallerOf, deleted: Literal["no", "only"] = "no", page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 10,
    ):
        return JSONResponse(videos.list_videos(caller, deleted == "only", page, page_size))

    @api.post(
        "/v1/videos", status_code=201, response_model=Video, responses=problems("FilePathNotAllowed", *BODY_PROBLEMS, *_CHANGING))
    @allow("admin")
    def create_video(caller: CallerOf, body: NewVideo):
        return JSONResponse(videos.create(caller, body.name, body.file_path), 201)

    @api.get("/v1/videos/{video_id}", response_model=Video, responses=problems("VideoUnknown", *_READING))
    @allow("admin", "guest")
    def find_video(caller: CallerOf, video_id: identifier()):
        return JSONResponse(videos.find(caller, video_id))

    @api.patch(
        "/v1/videos/{video_id}", response_model=Video,
        responses=problems("VideoUnknown", "FilePathNotAllowed", *BODY_PROBLEMS, *_CHANGING))
    @allow("admin")
    def change_video(caller: CallerOf, video_id: identifier(), body: VideoChange):
        return JSONResponse(videos.change(caller, video_id, changes_of(body)))

    @api.delete("/v1/videos/{video_id}", status_code=204, responses=problems("VideoUnknown", *_CHANGING))
    @allow("admin")
    def delete_video(caller: CallerOf, video_id: identifier()):
        videos.delete(caller, video_id)
        return Response(status_code=204)

    @api.post(
        "/v1/videos/{video_id}/restore", response_model=Video,
        responses=problems("VideoUnknown", "VideoNotDeleted", "PlanRequired", *_CHANGING))
    @allow("admin")
    def restore_video(caller: CallerOf, video_id: identifier()):
        return JSONResponse(videos.restore(caller, video_id))


def _add_stream(api, videos, streaming):
    responses = {
        **_STREAM_RESPONSES, **problems("VideoUnknown", "RangeNotSatisfiable", "UpstreamFailed", *_CHANGING),
    }

    @api.get("/v1/videos/stream/{video_id}", response_class=Response, responses=responses)
    @allow("admin", "guest")
    async def stream(request: Request, caller: CallerOf, video_id: identifier()):
        place = await anyio.to_thread.run_sync(videos.place, caller, video_id)
        video = await streaming.open(place, requested_range(request), is_head=False)
        try:
            await anyio.to_thread.run_sync(videos.record_view, caller, video_id)
        except BaseException:
            video.close()
            raise
        return streaming.response(video, is_head=False)

    # HTTP defines ranges for GET only (RFC 9110 14.2).
    @api.head("/v1/videos/stream/{video_id}", response_class=Response, responses=responses)
    @allow("admin", "guest")
    async def look_at_stream(caller: CallerOf, video_id: identifier()):
        place = await anyio.to_thread.run_sync(videos.place, caller, video_id)
        return streaming.response(await streaming.open(place, None, is_head=True), is_head=True)


def _add_view_logs(api, videos):
    @api.get("/v1/view-logs", response_model=Page[ViewLog], responses=problems("VideoUnknown", "UserUnknown", *_LISTING))
    @allow("admin", "guest")
    def list_view_logs(
        caller: CallerOf, video_id: integer(1, LARGEST_ID) | None = None, user_id: integer(1, LARGEST_ID) | None = None,
        page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 10,
    ):
        return JSONResponse(videos.list_views(caller, video_id, user_id, page, page_size))

    @api.get("/v1/view-logs/{view_log_id}", response_model=ViewLog, responses=problems("ViewLogUnknown", *_READING))
    @allow("admin", "guest")
    def find_view_log(caller: CallerOf, view_log_id: identifier()):
        return JSONResponse(videos.find_view(caller, view_log_id))
