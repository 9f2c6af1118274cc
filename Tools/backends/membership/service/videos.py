"""Videos, and who has viewed them. The first view of a video by a user gives points."""

from sqlalchemy import exc, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from common.database import is_of_foreign_key, timestamp

from .corporations import has_paid_plan
from .database import present, users, videos, view_logs
from .lists import page_of
from .logins import changing
from .places import place_of
from .problems import Problem, session_invalid
from .users import find_user

POINTS = 10


class Videos:
    """Each method is one operation."""

    def __init__(self, settings, database):
        self.settings, self.database = settings, database

    def list_videos(self, caller, deleted, page, page_size):
        if deleted and caller.role != "admin":
            raise Problem("RoleNotAllowed", field="deleted")
        found = select(videos).where(videos.c.corporation_id == caller.corporation_id, videos.c.deleted.is_(deleted))
        with self.database.reading() as connection:
            return page_of(connection, found, videos.c.seq, page, page_size, lambda row: _item(caller, row))

    def create(self, caller, name, file_path):
        self._check_place(caller, file_path)
        now = present()
        video = {
            "corporation_id": caller.corporation_id, "name": name, "file_path": file_path, "deleted": False, "created_at": now,
            "updated_at": now,
        }
        with changing(self.database, caller) as connection:
            return _item(caller, connection.execute(insert(videos).values(video).returning(videos)).one())

    def find(self, caller, video_id):
        with self.database.reading() as connection:
            return _item(caller, find_video(connection, caller, video_id))

    def change(self, caller, video_id, changes):
        if "file_path" in changes:
            self._check_place(caller, changes["file_path"])
        with changing(self.database, caller) as connection:
            row = find_video(connection, caller, video_id)
            if changes:
                row = _changed(connection, row.seq, **changes)
        return _item(caller, row)

    def delete(self, caller, video_id):
        with changing(self.database, caller) as connection:
            _changed(connection, find_video(connection, caller, video_id).seq, deleted=True)

    def restore(self, caller, video_id):
        with changing(self.database, caller) as connection:
            row = find_video(connection, caller, video_id, also_deleted=True, lock=True)
            if not row.deleted:
                raise Problem("VideoNotDeleted")
            if not has_paid_plan(connection, caller.corporation_id):
                raise Problem("PlanRequired")
            return _item(caller, _changed(connection, row.seq, deleted=False))

    def place(self, caller, video_id):
        """Returns where the file of a video is, or None if files are not taken from there any more."""
        with self.database.reading() as connection:
            row = find_video(connection, caller, video_id)
        return place_of(self.settings, row.corporation_id, row.file_path)

    def record_view(self, caller, video_id):
        """Records the first view of a video by a user, together with its points. Later ones change nothing."""
        with self.database.reading() as connection:
            if connection.execute(_view(caller.user_id, video_id)).first() is not None:
                return
        first_view = _insert(self.database)(view_logs).values(user_id=caller.user_id, video_id=video_id, created_at=present())
        with changing(self.database, caller) as connection:
            try:
                # Of views at the same moment, one inserts a row.
                is_first = connection.execute(first_view.on_conflict_do_nothing().returning(view_logs.c.seq)).first() is not None
            except exc.IntegrityError as error:
                if not is_of_foreign_key(error):
                    raise
                raise session_invalid() from error
            if is_first:
                connection.execute(update(users).where(users.c.seq == caller.user_id).values(point=users.c.point + POINTS))

    def list_views(self, caller, video_id, user_id, page, page_size):
        found = _visible_views(caller)
        with self.database.reading() as connection:
            if video_id is not None:
                find_video(connection, caller, video_id, also_deleted=True, field="video_id")
                found = found.where(view_logs.c.video_id == video_id)
            if user_id is not None:
                find_user(connection, caller, user_id, field="user_id")
                found = found.where(view_logs.c.user_id == user_id)
            return page_of(connection, found, view_logs.c.seq, page, page_size, _view_item)

    def find_view(self, caller, view_log_id):
        with self.database.reading() as connection:
            row = connection.execute(_visible_views(caller).where(view_logs.c.seq == view_log_id)).first()
        if row is None:
            raise Problem("ViewLogUnknown")
        return _view_item(row)

    def _check_place(self, caller, file_path):
        if place_of(self.settings, caller.corporation_id, file_path) is None:
            raise Problem("FilePathNotAllowed", field="file_path")


def find_video(connection, caller, video_id, also_deleted=False, lock=False, field=None):
    found = select(videos).where(videos.c.seq == video_id, videos.c.corporation_id == caller.corporation_id)
    if not also_deleted:
        found = found.where(videos.c.deleted.is_(False))
    row = connection.execute(found.with_for_update() if lock else found).first()
    if row is None:
        raise Problem("VideoUnknown", **({"field": field} if field else {}))
    return row


def _changed(connection, video_id, **values):
    changed = update(videos).where(videos.c.seq == video_id).values(**values, updated_at=present())
    return connection.execute(changed.returning(videos)).one()


def _insert(database):
    """Returns the INSERT of the database that can do nothing if a row exists."""
    return sqlite.insert if database.is_sqlite else postgresql.insert


def _view(user_id, video_id):
    return select(view_logs.c.seq).where(view_logs.c.user_id == user_id, view_logs.c.video_id == video_id)


def _visible_views(caller):
    """Returns the view logs that exist for a caller: those of the corporation's videos, for guests their own."""
    found = select(view_logs).join(videos).where(videos.c.corporation_id == caller.corporation_id)
    return found if caller.role == "admin" else found.where(view_logs.c.user_id == caller.user_id)


def _item(caller, row):
    """Describes a video. Where its file is concerns only admins."""
    return {
        "seq": row.seq, "name": row.name, "file_path": row.file_path if caller.role == "admin" else None, "deleted": row.deleted,
        "corporation_id": row.corporation_id, "created_at": timestamp(row.created_at), "updated_at": timestamp(row.updated_at),
    }


def _view_item(row):
    return {"seq": row.seq, "video_id": row.video_id, "user_id": row.user_id, "created_at": timestamp(row.created_at)}
