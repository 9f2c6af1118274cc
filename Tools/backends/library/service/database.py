"""The service's tables. SQLite or PostgreSQL."""

from sqlalchemy import (
    JSON, BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Numeric, String, Table, Text, Uuid, text,
)
from sqlalchemy.dialects.postgresql import JSONB

from common.database import CommonDatabase as Database
from common.database import Time, metadata

__all__ = ["Database", "jobs", "pending_uploads", "sessions", "users", "videos"]


def _bytewise(length):
    """Returns the type of texts that are compared by their bytes. SQLite compares all texts in this way."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


_ID = Uuid(as_uuid=False)
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

users = Table("users", metadata, Column("id", _ID, primary_key=True), Column("name", Text, nullable=False, unique=True))
sessions = Table(
    "sessions", metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", _ID, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", BigInteger, nullable=False))
# `search_text` has both names as a search compares them.
videos = Table(
    "videos", metadata,
    Column("id", _ID, primary_key=True),
    Column("filename", _bytewise(255), nullable=False),
    Column("original_filename", _bytewise(255), nullable=False),
    Column("s3_key", _bytewise(500), nullable=False, unique=True),
    Column("s3_url", String(1000), nullable=False),
    Column("s3_bucket", String(255), nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("file_size", BigInteger, nullable=False),
    Column("duration", Numeric(10, 2, asdecimal=False)),
    Column("thumbnail_s3_key", String(500)),
    Column("metadata", _JSON),
    Column("sha256", String(64), nullable=False),
    Column("search_text", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    Column("user_id", _ID, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    Column("deleted_at", Time))
Index("idx_videos_user_id", videos.c.user_id)
Index("idx_videos_created_at", videos.c.created_at.desc())
Index("idx_videos_filename", videos.c.filename)
Index("idx_videos_s3_key", videos.c.s3_key)
# The keys of uploads that are being stored. `abandoned` means that the sweep removes the object.
pending_uploads = Table(
    "pending_uploads", metadata,
    Column("s3_key", _bytewise(500), primary_key=True),
    Column("abandoned", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Time, nullable=False, index=True))
jobs = Table(
    "jobs", metadata,
    Column("id", _ID, primary_key=True),
    Column("user_id", _ID, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("video_id", _ID, ForeignKey("videos.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("transcript_text", Text),
    Column("transcript_upload_id", Text),
    Column("created_at", Time, nullable=False))
