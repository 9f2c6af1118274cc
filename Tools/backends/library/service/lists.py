"""Lists of a user's videos: order, search, totals, pages and cursors."""

import base64
import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, literal, select, tuple_

from .database import videos
from .names import folded
from .problems import Problem

# A search is counted up to this number of videos.
LARGEST_COUNT = 10_000
LONGEST_SEARCH = 255
_LARGEST_OFFSET = 2**62
_LONGEST_CURSOR = 8192
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_NO_DURATION = -1
# A video without a duration is sorted like one that is shorter than every other.
_SORTED_BY = {
    "created_at": videos.c.created_at,
    "filename": videos.c.filename,
    "original_filename": videos.c.original_filename,
    "file_size": videos.c.file_size,
    "duration": func.coalesce(videos.c.duration, _NO_DURATION),
}


@dataclass(frozen=True)
class ListRequest:
    """What a client asks for. `page` or `cursor` is None."""

    page: int | None
    page_size: int
    search: str
    sort_by: str
    sort_order: str
    cursor: str | None


def own(user_id):
    """Returns the condition that a video belongs to a user and was not deleted."""
    return (videos.c.user_id == user_id) & videos.c.deleted_at.is_(None)


def recent(user_id, limit):
    return select(videos).where(own(user_id)).order_by(videos.c.created_at.desc(), videos.c.id.desc()).limit(limit)


def count(connection, user_id, search):
    """Returns how many videos match, and whether that is exact."""
    if not search:
        return connection.execute(select(func.count()).select_from(videos).where(own(user_id))).scalar_one(), True
    some = _matching(select(videos.c.id), user_id, search).limit(LARGEST_COUNT + 1).subquery()
    found = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return min(found, LARGEST_COUNT), found <= LARGEST_COUNT


def rows(connection, user_id, request):
    """Returns the videos of a page, and whether there are more."""
    column = _SORTED_BY[request.sort_by]
    found = _matching(select(videos), user_id, request.search)
    if request.cursor is not None:
        found = found.where(_after(request, column))
    else:
        found = found.offset(min((request.page - 1) * request.page_size, _LARGEST_OFFSET))
    order = (column.desc(), videos.c.id.desc()) if request.sort_order == "desc" else (column.asc(), videos.c.id.asc())
    found = connection.execute(found.order_by(*order).limit(request.page_size + 1)).all()
    return found[:request.page_size], len(found) > request.page_size


def cursor_after(row, request):
    """Returns the cursor with which a list continues after a video."""
    value = getattr(row, request.sort_by)
    if request.sort_by == "created_at":
        value = value.isoformat()
    elif request.sort_by == "duration" and value is None:
        value = _NO_DURATION
    text = json.dumps([_mark(request), value, row.id], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _matching(statement, user_id, search):
    statement = statement.where(own(user_id))
    return statement.where(videos.c.search_text.contains(folded(search), autoescape=True)) if search else statement


def _after(request, column):
    """Returns the condition that a video comes after the one that a cursor names."""
    value, video_id = _read(request)
    last = tuple_(literal(value, column.type), literal(video_id, videos.c.id.type))
    place = tuple_(column, videos.c.id)
    return place < last if request.sort_order == "desc" else place > last


def _read(request):
    """Returns the sort value and the ID in a cursor."""
    try:
        if len(request.cursor) > _LONGEST_CURSOR:
            raise ValueError("too long")
        padded = request.cursor + "=" * (-len(request.cursor) % 4)
        mark, value, video_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
        if mark != _mark(request) or not UUID.fullmatch(video_id):
            raise ValueError("of another list")
        return _value(request.sort_by, value), video_id
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Problem("CursorInvalid", field="cursor") from None


def _value(sort_by, value):
    if sort_by == "created_at":
        value = datetime.fromisoformat(value)
        if value.tzinfo is None:
            raise ValueError("no offset")
        return value.astimezone(UTC)
    if sort_by in ("file_size", "duration"):
        number = int(value) if sort_by == "file_size" else float(value)
        if not (isinstance(value, int | float) and math.isfinite(number) and abs(number) < 2**63):
            raise ValueError("out of range")
        return number
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    value.encode()
    return value


def _mark(request):
    """Returns what ties a cursor to its list."""
    text = json.dumps([request.search, request.sort_by, request.sort_order])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
