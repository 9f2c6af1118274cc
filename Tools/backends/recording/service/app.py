"""The service over HTTP."""

from typing import Annotated

import anyio.to_thread
from fastapi import Cookie, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from common import api as common
from common.api import BODY_PROBLEMS, DATABASE_PROBLEMS, STORE_PROBLEMS, Edge, StrictBody, problems
from common.bodies import StrictRequest, parse, require_json
from common.metrics import Metrics
from common.settings import SESSION_SECONDS

from .database import Database
from .problems import Problem
from .recording import LARGEST_ID, Recorder, timestamp
from .settings import MAXIMUM_DURATION
from .store import Store

_KEY = r"^[\x21-\x7e]{1,255}$"


class BeginBody(StrictBody):
    question_id: int = Field(json_schema_extra={"minimum": 0, "maximum": LARGEST_ID})
    duration: float = Field(description="in seconds", json_schema_extra={"minimum": 0, "maximum": MAXIMUM_DURATION})


class FeedbackBody(StrictBody):
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


class ProblemBody(common.ProblemBody):
    external_id: str | None = None


_CALLER_PROBLEMS = ("SessionInvalid", "OriginNotAllowed")


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
        title="Recording", version="1.0.0", docs_url=None, redoc_url=None,
        lifespan=common.lifespan(settings, recorder.database, recorder.clean_up), redirect_slashes=False)
    api.router.route_class = ApiRoute
    api.state.settings = settings
    metrics = Metrics()
    common.add_errors(api, _problem_of, ProblemBody)
    _add_recording(api, recorder)
    _add_sessions(api, recorder, settings)
    _add_limits(api, settings)
    common.add_operations(api, recorder.database, recorder.store, metrics)
    return Edge(api, metrics)


def _add_recording(api, recorder):
    @api.post(
        "/api/video/presigned-url", status_code=201, response_model=Begun,
        responses=problems(
            *BODY_PROBLEMS, *_CALLER_PROBLEMS, *DATABASE_PROBLEMS, "QuestionUnknown", "DurationInvalid", "Taken", "OutcomeUnknown",
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
        responses=problems(*BODY_PROBLEMS, *_CALLER_PROBLEMS, *DATABASE_PROBLEMS, *STORE_PROBLEMS, "UploadUnknown", "OutcomeUnknown"))
    def complete(body: FeedbackBody, session: SessionToken = None):
        return JSONResponse(recorder.complete(session, body.external_id))

    @api.get(
        "/api/video/{external_id}", response_model=Upload,
        responses=problems("SessionInvalid", "UploadUnknown", *DATABASE_PROBLEMS))
    def resolve(external_id: str, session: SessionToken = None):
        return JSONResponse(recorder.resolve(session, external_id))


def _add_sessions(api, recorder, settings):
    if settings.guest_login:
        @api.post(
            "/api/session", status_code=201, response_model=Guest,
            responses=problems("BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", "OriginNotAllowed", *DATABASE_PROBLEMS))
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

    @api.delete("/api/session", status_code=204, responses=problems("OriginNotAllowed", *DATABASE_PROBLEMS))
    def log_out(session: SessionToken = None):
        if session:
            recorder.log_out(session)
        response = Response(status_code=204)
        response.delete_cookie("session", path="/", secure=True, httponly=True, samesite="Lax")
        return response


def _add_limits(api, settings):
    @api.get("/api/limits", response_model=Limits)
    async def limits():
        return JSONResponse({
            "maximum_size": settings.maximum_size, "mime_type": settings.mime_type, "maximum_duration": MAXIMUM_DURATION,
            "development": settings.guest_login,
        })


def _problem_of(error):
    """Returns the problem for an input that is wrong."""
    return Problem("IdempotencyKeyInvalid") if error["loc"][0] == "header" else common.body_problem(error)
