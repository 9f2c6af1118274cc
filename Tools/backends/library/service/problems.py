"""The errors of this service."""

from common.problems import CODES, Problem, session_invalid

CODES.update({
    "BodyInvalid": (400, "The body is malformed"),
    "CursorInvalid": (422, "The cursor is malformed, or belongs to another list"),
    "FileInvalid": (422, "The form has no file with a name, or the file is empty"),
    "FileTooLarge": (413, "The file is too large"),
    "IdempotencyKeyInvalid": (400, "The idempotency key is invalid"),
    "IdempotencyKeyReused": (422, "The idempotency key was used with another file"),
    "MediaTypeNotSupported": (415, "The body has another media type than this operation takes"),
    "RecordingFailed": (500, "The change could not be recorded"),
    "OutcomeUnknown": (500, "Whether the change was recorded is unknown"),
    "SpoolFull": (507, "There is no room for the file"),
    "VideoSourceAmbiguous": (400, "Provide either video_upload_id or s3_video_id, not both"),
    "VideoSourceMissing": (400, "Either video_upload_id or s3_video_id must be provided"),
    "VideoTypeNotAllowed": (415, "The file is not a video of an allowed type"),
    "VideoUnknown": (404, "Video not found"),
})

__all__ = ["CODES", "Problem", "session_invalid"]
