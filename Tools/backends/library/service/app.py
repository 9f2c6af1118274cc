"""The service over HTTP."""

import re
import tempfile
from typing import Annotated, Literal

import anyio
import anyio.to_thread
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from common import api as common
from common.api import BODY_PROBLEMS, DATABASE_PROBLEMS, STORE_PROBLEMS, Edge, StrictBody, Text, problems
from common.bodies import parse, require_json
from common.database import timestamp
from common.metrics import Metrics
from common.requests import input_problem

from .database import Database
from .forms import receive
from .library import Library
from .lists import LONGEST_SEARCH, ListRequest
from .problems import Problem
from .requests import BY_KEY, ApiRoute, Token, integer, parameter_invalid, raw_key
from .store import Store

LONGEST_TRANSCRIPT = 10_000
_PRIVATE = {"Cache-Control": "private, no-cache"}


class Metadata(BaseModel):
    resolution: str
    fps: float
    codec: str


class Video(BaseModel):
    id: str
    filename: str
    original_filename: str
    s3_key: str
    s3_url: str
    content_type: str
    file_size: int
    duration: float | None
    thumbnail_url: str | None
    uploaded_at: str
    metadata: Metadata | None
    playback_url: str


class RecentVideos(BaseModel):
    videos: list[Video]


class VideoPage(RecentVideos):
    total_count: int
    page: int | None
    page_size: int
    total_pages: int
    has_more: bool
    next_cursor: str | None
    total_is_exact: bool


class JobBody(StrictBody):
    video_upload_id: str | None = None
    s3_video_id: str | None = None
    transcript_text: Annotated[Text, Field(max_length=LONGEST_TRANSCRIPT)] | None = None
    transcript_upload_id: Annotated[Text, Field(max_length=255)] | None = None


class Job(BaseModel):
    id: str
    s3_key: str
    filename: str
    video_id: str
    created_at: str


class Guest(BaseModel):
    user: str
    token: str
    expires_at: str


class Limits(BaseModel):
    maximum_size: int
    mime_types: list[str]
    development: bool


# The body is read by `forms`, so FastAPI does not know about it.
_UPLOAD_FORM = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}},
    }}}},
}


def create_app(settings):
    """Returns the application. The tables are created if they do not exist."""
    library = Library(settings, Database(settings.database_url, settings.threads), Store(settings))
    library.database.create_tables()
    api = FastAPI(
        title="Library", version="1.0.0", docs_url=None, redoc_url=None,
        lifespan=common.lifespan(settings, library.database, library.clean_up), redirect_slashes=False)
    api.router.route_class = ApiRoute
    metrics = Metrics()
    common.add_errors(api, input_problem)
    _add_lists(api, library)
    _add_uploads(api, library, settings)
    _add_jobs(api, library)
    _add_sessions(api, library, settings)
    _add_limits(api, settings)
    common.add_operations(api, library.database, library.store, metrics)
    return Edge(api, metrics)


def _add_lists(api, library):
    @api.get(
        "/api/v1/videos/s3-videos", response_model=VideoPage,
        responses=problems("SessionInvalid", "ParameterInvalid", "CursorInvalid", *DATABASE_PROBLEMS))
    def list_videos(
        token: Token,
        page: integer(1) | None = None,
        page_size: integer(1, 50) = 10,
        search: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
        sort_by: Literal["created_at", "filename", "original_filename", "file_size", "duration"] = "created_at",
        sort_order: Literal["asc", "desc"] = "desc",
        cursor: str | None = None,
    ):
        if cursor is not None and page is not None:
            raise parameter_invalid("page", "A cursor excludes a page.")
        if cursor is None and page is None:
            page = 1
        return JSONResponse(library.list_videos(token, ListRequest(page, page_size, search, sort_by, sort_order, cursor)), headers=_PRIVATE)

    @api.get(
        "/api/v1/videos/s3-videos/recent", response_model=RecentVideos,
        responses={304: {"description": "nothing has changed"}, **problems("SessionInvalid", "ParameterInvalid", *DATABASE_PROBLEMS)})
    def recent(request: Request, token: Token, limit: integer(1, 20) = 5):
        found, version = library.recent(token, limit)
        headers = {**_PRIVATE, "ETag": f'W/"{version}"'}
        if has_version(request, version):
            return Response(status_code=304, headers=headers)
        return JSONResponse(found, headers=headers)

    @api.get(
        BY_KEY + "{s3_key:path}", response_model=Video,
        responses=problems("SessionInvalid", "VideoUnknown", *DATABASE_PROBLEMS))
    def find(request: Request, token: Token, s3_key: str):
        return JSONResponse(library.find(token, raw_key(request)), headers=_PRIVATE)


def _add_uploads(api, library, settings):
    # Uploads wait for the store, so they have threads of their own.
    uploading = anyio.CapacityLimiter(settings.threads)

    @api.post(
        "/api/v1/upload/video", status_code=201, response_model=Video, openapi_extra=_UPLOAD_FORM,
        responses=problems(
            "SessionInvalid", "BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", "FileInvalid", "FileTooLarge", "VideoTypeNotAllowed",
            "SpoolFull", "IdempotencyKeyInvalid", "IdempotencyKeyReused", "OutcomeUnknown", *DATABASE_PROBLEMS, *STORE_PROBLEMS))
    async def upload(request: Request, token: Token):
        user_id = await anyio.to_thread.run_sync(library.caller, token)
        request_key = idempotency_key(request)
        with new_spool() as spool:
            name = await receive(request, spool, settings.maximum_size)
            item = await anyio.to_thread.run_sync(library.upload, user_id, spool, name, request_key, limiter=uploading)
        return JSONResponse(item, 201)


def idempotency_key(request):
    """Returns the Idempotency-Key of a request, or None without one."""
    sent = request.headers.getlist("idempotency-key")
    if not sent:
        return None
    if len(sent) > 1 or not re.fullmatch(r"[\x21-\x7e]{1,255}", sent[0]):
        raise Problem("IdempotencyKeyInvalid", field="Idempotency-Key")
    return sent[0]


def _add_jobs(api, library):
    @api.post(
        "/api/v1/jobs/create", status_code=201, response_model=Job,
        responses=problems(
            "SessionInvalid", "VideoSourceMissing", "VideoSourceAmbiguous", "VideoUnknown", "OutcomeUnknown", *BODY_PROBLEMS,
            *DATABASE_PROBLEMS))
    def create_job(body: JobBody, token: Token):
        job = library.create_job(token, body.video_upload_id, body.s3_video_id, body.transcript_text, body.transcript_upload_id)
        return JSONResponse(job, 201)


def _add_sessions(api, library, settings):
    if settings.guest_login:
        @api.post(
            "/api/session", status_code=201, response_model=Guest,
            responses=problems("BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", *DATABASE_PROBLEMS))
        async def log_in(request: Request):
            body = await request.body()
            if body:
                require_json(request)
                parse(body)
            user, token, ends_at = await anyio.to_thread.run_sync(library.log_in_guest)
            return JSONResponse({"user": user, "token": token, "expires_at": timestamp(ends_at)}, 201)

    @api.delete("/api/session", status_code=204, responses=problems("SessionInvalid", *DATABASE_PROBLEMS))
    def log_out(token: Token):
        library.log_out(token)
        return Response(status_code=204)


def _add_limits(api, settings):
    @api.get("/api/limits", response_model=Limits)
    async def limits():
        return JSONResponse({
            "maximum_size": settings.maximum_size, "mime_types": [*settings.mime_types], "development": settings.guest_login,
        })


def new_spool():
    """Returns a temporary file for an upload. It is removed when it is closed."""
    try:
        return tempfile.NamedTemporaryFile(prefix="upload-")
    except OSError as error:
        raise Problem("SpoolFull") from error


def has_version(request, version):
    """Returns whether the client has a version of the resource already."""
    known = [tag.strip().removeprefix("W/") for tag in ",".join(request.headers.getlist("if-none-match")).split(",")]
    return "*" in known or f'"{version}"' in known
