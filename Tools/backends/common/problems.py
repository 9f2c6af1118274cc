"""Errors as the client sees them: one envelope (RFC 9457), and nothing internal in it."""

from fastapi import HTTPException
from fastapi.responses import JSONResponse

# Each code with its status and its title. A service adds its own.
CODES = {
    "BodyInvalid": (400, "The body is not acceptable JSON"),
    "BodyTooLarge": (413, "The body is too large"),
    "Busy": (503, "The database is busy"),
    "FieldInvalid": (422, "A member of the body is missing or has the wrong type"),
    "InternalError": (500, "The service failed"),
    "MediaTypeNotSupported": (415, "The body should be application/json"),
    "MethodNotAllowed": (405, "The method is not allowed"),
    "NotFound": (404, "There is nothing at this path"),
    "OutcomeUnknown": (500, "Whether the upload was recorded is unknown"),
    "ParameterInvalid": (422, "A parameter is wrong"),
    "RecordingFailed": (500, "The upload could not be recorded"),
    "SessionInvalid": (401, "The session is missing, unknown or expired"),
    "StoreForbidden": (503, "The store does not allow the request"),
    "StoreResponseInvalid": (503, "The store gave an unusable response"),
    "StoreUnavailable": (503, "The store does not respond"),
    "Taken": (409, "The identifier is taken"),
}


class Problem(HTTPException):
    """An error that the client is told about."""

    def __init__(self, code, detail=None, headers=None, **members):
        status, title = CODES[code]
        headers = dict(headers or {})
        if status == 503:
            headers.setdefault("Retry-After", "1")
        super().__init__(status, detail or title, headers)
        self.code, self.title, self.members = code, title, members


def unauthorized(code, **members):
    """Returns the problem of a request that has to log in, or to log in again."""
    return Problem(code, headers={"WWW-Authenticate": "Bearer"}, **members)


def session_invalid():
    return unauthorized("SessionInvalid", field="Authorization")


def problem_response(request_id, problem):
    """Returns the response to a request that fails with a problem."""
    content = {
        "type": f"urn:video-spec:error:{problem.code}", "title": problem.title, "status": problem.status_code,
        "detail": problem.detail, "code": problem.code, "request_id": request_id, **problem.members,
    }
    return JSONResponse(content, problem.status_code, problem.headers, media_type="application/problem+json")
