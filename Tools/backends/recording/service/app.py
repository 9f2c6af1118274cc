"""The service over HTTP."""

import contextlib
import logging
import os
import re
import threading
import time
import uuid
from typing import Annotated

import anyio.to_thread
from fastapi import Cookie, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

from .bodies import StrictRequest, parse, require_json
from .database import Database
from .metrics import Metrics
from .problems import CODES, Problem, problem_response
from .recording import LARGEST_ID, Recorder, timestamp
from .settings import MAXIMUM_DURATION, SESSION_SECONDS
from .store import Store

log = logging.getLogger("recording")
access_log = logging.getLogger("recording.access")
_KEY = r"^[\x21-\x7e]{1,255}$"


class _Body(BaseModel):
    model_config = ConfigDict(strict=True)


class BeginBody(_Body):
    question_id: int = Field(json_schema_extra={"minimum": 0, "maximum": LARGEST_ID})
    duration: float = Field(description="in seconds", json_schema_extra={"minimum": 0, "maximum": MAXIMUM_DURATION})


class FeedbackBody(_Body):
    external_id: str = Field(json_schema_extra={"format": "uuid"})


class Begun(BaseModel):
    external_id: str
    url: str
    fields: dict[str, str]
    expires_at: str


class ObjectError(BaseModel):
    code: str
    message: str


class Feedback(BaseModel):
    external_id: str
    status: str
    size: int | None
    mime_type: str | None
    errors: list[ObjectError]


class Upload(Feedback):
    playback_url: str | None


class Guest(BaseModel):
    user: str
    expires_at: str


class Limits(BaseModel):
    maximum_size: int
    mime_type: str
    maximum_duration: int
    development: bool


class ProblemBody(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    field: str | None = None
    external_id: str | None = None


def problems(*codes):
    """Describes an operation's errors for OpenAPI."""
    statuses = {}
    for code in codes:
        statuses.setdefault(CODES[code][0], []).append(code)
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": ", ".join(names), "content": schema} for status, names in statuses.items()}


_BODY_PROBLEMS = ("BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", "FieldInvalid")
_CALLER_PROBLEMS = ("SessionInvalid", "OriginNotAllowed")
_DATABASE_PROBLEMS = ("Busy", "RecordingFailed")
_STORE_PROBLEMS = ("StoreUnavailable", "StoreForbidden", "StoreResponseInvalid")


class ApiRoute(APIRoute):
    """A route of the API: it checks the origin and the type of the body, in this order, before the body is read."""

    def get_route_handler(self):
        handle = super().get_route_handler()
        changes, has_body = bool(self.methods & {"POST", "DELETE"}), self.body_field is not None

        async def checked(request):
            if changes:
                require_origin(request)
            if has_body:
                require_json(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return checked


def require_origin(request):
    """Rejects a request that another site's page may have sent: the browser adds the cookie to it, too."""
    sent = request.headers.getlist("origin")
    if len(sent) != 1 or sent[0] not in request.app.state.settings.origins:
        raise Problem("OriginNotAllowed")


SessionToken = Annotated[str | None, Cookie(alias="session")]


def create_app(settings):
    """Returns the application. The tables are created if they do not exist."""
    recorder = Recorder(settings, Database(settings.database_url, settings.threads), Store(settings))
    recorder.database.create_tables()
    api = FastAPI(
        title="Recording", version="1.0.0", docs_url=None, redoc_url=None, lifespan=_lifespan(settings, recorder),
        redirect_slashes=False)
    api.router.route_class = ApiRoute
    api.state.settings = settings
    metrics = Metrics()
    _add_errors(api)
    _add_recording(api, recorder)
    _add_sessions(api, recorder, settings)
    _add_operations(api, recorder, settings, metrics)
    return Edge(api, metrics)


def _add_recording(api, recorder):
    @api.post(
        "/api/video/presigned-url", status_code=201, response_model=Begun,
        responses=problems(
            *_BODY_PROBLEMS, *_CALLER_PROBLEMS, *_DATABASE_PROBLEMS, "QuestionUnknown", "DurationInvalid", "Taken", "OutcomeUnknown",
            "IdempotencyKeyInvalid", "IdempotencyKeyReused"))
    def begin(
        request: Request, body: BeginBody, session: SessionToken = None,
        idempotency_key: Annotated[str | None, Header(pattern=_KEY)] = None,
    ):
        if len(request.headers.getlist("idempotency-key")) > 1:
            raise Problem("IdempotencyKeyInvalid")
        return JSONResponse(recorder.begin(session, body.question_id, body.duration, idempotency_key), 201)

    @api.get("/api/video/presigned-url", include_in_schema=False)
    async def not_an_upload():
        raise Problem("MethodNotAllowed", headers={"Allow": "POST"})

    @api.post(
        "/api/feedback", response_model=Feedback,
        responses=problems(*_BODY_PROBLEMS, *_CALLER_PROBLEMS, *_DATABASE_PROBLEMS, *_STORE_PROBLEMS, "UploadUnknown", "OutcomeUnknown"))
    def complete(body: FeedbackBody, session: SessionToken = None):
        return JSONResponse(recorder.complete(session, body.external_id))

    @api.get(
        "/api/video/{external_id}", response_model=Upload,
        responses=problems("SessionInvalid", "UploadUnknown", *_DATABASE_PROBLEMS))
    def resolve(external_id: str, session: SessionToken = None):
        return JSONResponse(recorder.resolve(session, external_id))


def _add_sessions(api, recorder, settings):
    if settings.guest_login:
        @api.post(
            "/api/session", status_code=201, response_model=Guest,
            responses=problems("BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", "OriginNotAllowed", *_DATABASE_PROBLEMS))
        async def log_in(request: Request):
            body = await request.body()
            if body:
                require_json(request)
                parse(body)
            user, token, ends_at = await anyio.to_thread.run_sync(recorder.log_in_guest)
            response = JSONResponse({"user": user, "expires_at": timestamp(ends_at)}, 201)
            response.set_cookie(
                "session", token, max_age=SESSION_SECONDS, path="/", secure=True, httponly=True, samesite="Lax")
            return response

    @api.delete("/api/session", status_code=204, responses=problems("OriginNotAllowed", *_DATABASE_PROBLEMS))
    def log_out(session: SessionToken = None):
        if session:
            recorder.log_out(session)
        response = Response(status_code=204)
        response.delete_cookie("session", path="/", secure=True, httponly=True, samesite="Lax")
        return response


def _add_operations(api, recorder, settings, metrics):
    @api.get("/api/limits", response_model=Limits)
    async def limits():
        return JSONResponse({
            "maximum_size": settings.maximum_size, "mime_type": settings.mime_type, "maximum_duration": MAXIMUM_DURATION,
            "development": settings.guest_login,
        })

    @api.get("/healthz")
    async def health():
        return JSONResponse({"status": "ok"})

    @api.get("/readyz", responses={503: {"description": "the database or the store does not respond"}})
    def readiness():
        parts = {"database": recorder.database.is_ready(), "store": recorder.store.is_ready()}
        if all(parts.values()):
            return JSONResponse({"status": "ok"})
        return JSONResponse(
            {"status": "unavailable", "unavailable": [name for name, ready in parts.items() if not ready]}, 503, {"Retry-After": "1"})

    @api.get("/metrics", response_class=PlainTextResponse)
    async def show_metrics():
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")


def _add_errors(api):
    @api.exception_handler(StarletteHTTPException)
    async def refuse(request, error):
        if not isinstance(error, Problem):
            code = {404: "NotFound", 405: "MethodNotAllowed"}.get(error.status_code, "BodyInvalid")
            allowed = {"Allow": ", ".join(methods_at(api, request.url.path))} if code == "MethodNotAllowed" else None
            error = Problem(code, headers=allowed)
        return problem_response(request.scope["request_id"], error)

    @api.exception_handler(RequestValidationError)
    async def refuse_input(request, error):
        first = error.errors()[0]
        place = first["loc"]
        if place[0] == "header":
            problem = Problem("IdempotencyKeyInvalid")
        elif len(place) < 2:
            problem = Problem("BodyInvalid", "The body should be a JSON object.")
        else:
            problem = Problem("FieldInvalid", f"{first['msg']}.", field=str(place[1]))
        return problem_response(request.scope["request_id"], problem)

    @api.exception_handler(Exception)
    async def fail(request, error):
        # The server logs the error itself.
        access_log.error("%s failed: %s", request.scope["request_id"], type(error).__name__)
        return problem_response(request.scope["request_id"], Problem("InternalError"))

    # The bodies of errors are in the document only if a response has their model.
    document = api.openapi

    def openapi():
        if not api.openapi_schema:
            schema = document()
            schema["components"]["schemas"]["ProblemBody"] = ProblemBody.model_json_schema()
        return api.openapi_schema

    api.openapi = openapi


def methods_at(api, path):
    """Returns the methods that a path has. Each of its methods is a route of its own."""
    routes = [route for route in api.routes if isinstance(route, APIRoute) and route.include_in_schema]
    template = next((route.path for route in routes if route.path_regex.match(path)), None)
    return sorted(method for route in routes if route.path == template for method in route.methods) or ["GET"]


def _lifespan(settings, recorder):
    @contextlib.asynccontextmanager
    async def lifespan(_):
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        stopped = threading.Event()
        sweeper = threading.Thread(target=_sweep_forever, args=(settings, recorder, stopped), daemon=True)
        sweeper.start()
        yield
        stopped.set()
        await anyio.to_thread.run_sync(sweeper.join, 5)
        recorder.database.close()

    return lifespan


def _sweep_forever(settings, recorder, stopped):
    """Sweeps from time to time. Of several processes, the one with the lease does."""
    holder = uuid.uuid4().hex
    while not stopped.wait(settings.sweep_interval):
        try:
            if recorder.take_lease("sweep", holder, 2 * settings.sweep_interval):
                recorder.sweep(int(time.time()))
                recorder.remove_expired(int(time.time()))
        except Exception:
            log.exception("the sweep failed; it is tried again in %s s", settings.sweep_interval)


class Edge:
    """What every response has in common: its headers, and its place in the log and in the metrics."""

    def __init__(self, api, metrics):
        self.api, self.metrics = api, metrics

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.api(scope, receive, send)
            return
        request_id = os.urandom(8).hex()
        scope["request_id"] = request_id
        began, status = time.perf_counter(), 500

        async def send_with_headers(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"], (b"x-request-id", request_id.encode()), (b"cache-control", b"no-store"),
                ]
            await send(message)

        try:
            await self.api(scope, receive, send_with_headers)
        finally:
            route, seconds = scope.get("route"), time.perf_counter() - began
            path = route.path if route else "other"
            self.metrics.count(scope["method"], path, status, seconds)
            access_log.info("%s %s %s %d %.1f ms", request_id, scope["method"], path, status, 1000 * seconds)
