"""The errors of this service."""

from common.problems import CODES, Problem, session_invalid, unauthorized

CODES.update({
    "BodyInvalid": (400, "The body is malformed"),
    "CorporationNotEmpty": (409, "The corporation has users or videos"),
    "CorporationUnknown": (404, "The corporation does not exist"),
    "CredentialsInvalid": (401, "The email address or the password is wrong"),
    "EmailTaken": (409, "Another user has this email address"),
    "FilePathNotAllowed": (422, "Files are not taken from this place"),
    "MediaTypeNotSupported": (415, "The body has another media type than this operation takes"),
    "OutcomeUnknown": (500, "Whether the change was recorded is unknown"),
    "PlanRequired": (403, "The corporation needs a paid plan"),
    "RangeNotSatisfiable": (416, "The range begins behind the end of the file"),
    "RecordingFailed": (500, "The change could not be recorded"),
    "RefreshTokenInvalid": (401, "The refresh token is unknown, used, expired or revoked"),
    "RoleNotAllowed": (403, "The role of the user does not allow this"),
    "TokenUnknown": (404, "The login does not exist, or it has ended"),
    "UpstreamFailed": (502, "The source of the video does not respond as it should"),
    "UserUnknown": (404, "The user does not exist"),
    "VideoNotDeleted": (409, "The video is not deleted"),
    "VideoUnknown": (404, "The video does not exist"),
    "ViewLogUnknown": (404, "The view log does not exist"),
})

__all__ = ["CODES", "Problem", "field_invalid", "session_invalid", "unauthorized"]


def field_invalid(field, detail):
    return Problem("FieldInvalid", detail, field=field)
