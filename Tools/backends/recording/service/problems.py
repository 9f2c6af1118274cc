"""The errors of this service."""

from common.problems import CODES, Problem

CODES.update({
    "DurationInvalid": (422, "The duration is invalid"),
    "IdempotencyKeyInvalid": (400, "The idempotency key is invalid"),
    "IdempotencyKeyReused": (422, "The idempotency key was used with another body"),
    "OriginNotAllowed": (403, "The request comes from another site"),
    "QuestionUnknown": (404, "The question does not exist"),
    "StoreForbidden": (503, "The store does not allow looking at the object"),
    "UploadUnknown": (404, "The upload does not exist"),
})

__all__ = ["CODES", "Problem"]
