"""What the APIs have in common: errors, operations for operators, the sweep in the background, and headers, log and metrics."""

import contextlib
import logging
import os
import re
import threading
import time
import uuid
from typing import Annotated

import anyio.to_thread
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, ConfigDict
from starlette.exceptions import HTTPException as StarletteHTTPException

from .problems import CODES, Problem, problem_response

log = logging.getLogger("service")
access_log = logging.getLogger("service.access")

BODY_PROBLEMS = ("BodyInvalid", "BodyTooLarge", "MediaTypeNotSupported", "FieldInvalid")
DATABASE_PROBLEMS = ("Busy", "RecordingFailed")
STORE_PROBLEMS = ("StoreUnavailable", "StoreForbidden", "StoreResponseInvalid")


class StrictBody(BaseModel):
    """A body of JSON, whose members are not converted."""

    model_config = ConfigDict(strict=True)


def _storable(text):
    """Rejects a text that a database cannot store: PostgreSQL has no NUL, and half a surrogate pair is not Unicode."""
    if re.search("[\0\ud800-\udfff]", text):
        raise ValueError("NUL and unpaired surrogates are not allowed")
    return text


Text = Annotated[str, AfterValidator(_storable)]


class ProblemBody(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    field: str | None = None


def problems(*codes):
    """Describes an operation's errors for OpenAPI."""
    statuses = {}
    for code in codes:
        statuses.setdefault(CODES[code][0], []).append(code)
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": ", ".join(names), "content": schema} for status, names in statuses.items()}


def body_problem(error):
    """Returns the problem for a body that does not fit its model."""
    place = error["loc"]
    if len(place) < 2:
        return Problem("BodyInvalid", "The body should be a JSON object.")
    return Problem("FieldInvalid", f"{error['msg']}.", field=str(place[1]))


def add_errors(api, problem_of=body_problem, model=ProblemBody):
    """Turns every error into a problem. `problem_of` says which one belongs to an input that is wrong, and `model` describes its body."""

    @api.exception_handler(StarletteHTTPException)
    async def refuse(request, error):
        if not isinstance(error, Problem):
            code = {404: "NotFound", 405: "MethodNotAllowed"}.get(error.status_code, "BodyInvalid")
            allowed = {"Allow": ", ".join(methods_at(api, request.url.path))} if code == "MethodNotAllowed" else None
            error = Problem(code, headers=allowed)
        return problem_response(request.scope["request_id"], error)

    @api.exception_handler(RequestValidationError)
    async def refuse_input(request, error):
        # Whether the path names something is checked last.
        first = min(error.errors(), key=lambda each: each["loc"][0] == "path")
        return problem_response(request.scope["request_id"], problem_of(first))

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
            schema["components"]["schemas"]["ProblemBody"] = model.model_json_schema()
        return api.openapi_schema

    api.openapi = openapi


def methods_at(api, path):
    """Returns the methods that a path has. Each of its methods is a route of its own."""
    routes = [route for route in api.routes if isinstance(route, APIRoute) and route.include_in_schema]
    template = next((route.path for route in routes if route.path_regex.match(path)), None)
    return sorted(method for route in routes if route.path == template for method in route.methods) or ["GET"]


def add_operations(api, database, store, metrics):
    """Adds what operators ask for: health, readiness and metrics."""

    @api.get("/healthz")
    async def health():
        return JSONResponse({"status": "ok"})

    @api.get("/readyz", responses={503: {"description": "the database or the store does not respond"}})
    def readiness():
        parts = {"database": database.is_ready(), "store": store.is_ready()}
        if all(parts.values()):
            return JSONResponse({"status": "ok"})
        return JSONResponse(
            {"status": "unavailable", "unavailable": [name for name, ready in parts.items() if not ready]}, 503, {"Retry-After": "1"})

    @api.get("/metrics", response_class=PlainTextResponse)
    async def show_metrics():
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")


def lifespan(settings, database, sweep):
    """Returns the lifespan of the application: `sweep` is called from time to time, with the time."""

    @contextlib.asynccontextmanager
    async def run(_):
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        stopped = threading.Event()
        sweeper = threading.Thread(target=_sweep_forever, args=(settings, database, sweep, stopped), daemon=True)
        sweeper.start()
        yield
        stopped.set()
        await anyio.to_thread.run_sync(sweeper.join, 5)
        database.close()

    return run


def _sweep_forever(settings, database, sweep, stopped):
    """Sweeps from time to time. Of several processes, the one with the lease does."""
    holder = uuid.uuid4().hex
    while not stopped.wait(settings.sweep_interval):
        try:
            if database.take_lease("sweep", holder, 2 * settings.sweep_interval):
                sweep(int(time.time()))
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
                headers = [*message["headers"], (b"x-request-id", request_id.encode())]
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        try:
            await self.api(scope, receive, send_with_headers)
        finally:
            route, seconds = scope.get("route"), time.perf_counter() - began
            path = route.path if route else "other"
            self.metrics.count(scope["method"], path, status, seconds)
            access_log.info("%s %s %s %d %.1f ms", request_id, scope["method"], path, status, 1000 * seconds)
