"""Users: operators, and the admins and guests of corporations."""

from sqlalchemy import delete, exc, insert, select, true, update

from common.database import is_of_foreign_key, timestamp

from . import passwords
from .corporations import find_corporation
from .database import present, users
from .lists import page_of
from .logins import changing, email_key, end_logins
from .problems import Problem, field_invalid


class Users:
    """Each method is one operation."""

    def __init__(self, database):
        self.database = database

    def list_users(self, caller, corporation_id, page, page_size):
        found = select(users).where(visible(caller))
        with self.database.reading() as connection:
            if corporation_id is not None:
                find_corporation(connection, caller, corporation_id, "corporation_id")
                found = found.where(users.c.corporation_id == corporation_id)
            return page_of(connection, found, users.c.seq, page, page_size, _item)

    def create(self, caller, email, password, role, corporation_id):
        if caller.role != "operator" and role == "operator":
            raise Problem("RoleNotAllowed", field="role")
        if caller.role != "operator" and corporation_id is None:
            corporation_id = caller.corporation_id
        _check_corporation(role, corporation_id)
        password_hash = passwords.hashed(password)
        user = new_user(email, password_hash, role, corporation_id, present())
        with changing(self.database, caller) as connection:
            if corporation_id is not None:
                find_corporation(connection, caller, corporation_id, "corporation_id")
            return _item(_stored(connection, insert(users).values(user).returning(users)))

    def find(self, caller, user_id):
        with self.database.reading() as connection:
            return _item(find_user(connection, caller, user_id))

    def change(self, caller, user_id, changes):
        """Changes a user. A new password ends all logins of the user."""
        _check_rights(caller, changes)
        values = dict(changes)
        if "password" in values:
            values["password_hash"] = passwords.hashed(values.pop("password"))
        if "email" in values:
            values["email_key"] = email_key(values["email"])
        with changing(self.database, caller) as connection:
            row = find_user(connection, caller, user_id, lock=True)
            if values.get("role") == "operator":
                values.setdefault("corporation_id", None)
            if "role" in values or "corporation_id" in values:
                corporation_id = values.get("corporation_id", row.corporation_id)
                _check_corporation(values.get("role", row.role), corporation_id)
                if corporation_id is not None:
                    find_corporation(connection, caller, corporation_id, "corporation_id")
            if values:
                changed = update(users).where(users.c.seq == row.seq).values(**values, updated_at=present())
                row = _stored(connection, changed.returning(users))
            if "password_hash" in values:
                end_logins(connection, row.seq)
        return _item(row)

    def delete(self, caller, user_id):
        with changing(self.database, caller) as connection:
            find_user(connection, caller, user_id)
            connection.execute(delete(users).where(users.c.seq == user_id))


def new_user(email, password_hash, role, corporation_id, now):
    """Returns the row of a new user."""
    return {
        "email": email, "email_key": email_key(email), "password_hash": password_hash, "role": role, "corporation_id": corporation_id,
        "point": 0, "created_at": now, "updated_at": now,
    }


def visible(caller):
    """Returns the condition that a user exists for a caller."""
    if caller.role == "operator":
        return true()
    return users.c.corporation_id == caller.corporation_id if caller.role == "admin" else users.c.seq == caller.user_id


def find_user(connection, caller, user_id, lock=False, field=None):
    found = select(users).where(users.c.seq == user_id, visible(caller))
    row = connection.execute(found.with_for_update() if lock else found).first()
    if row is None:
        raise Problem("UserUnknown", **({"field": field} if field else {}))
    return row


def _check_rights(caller, changes):
    """Rejects changes that the caller's role does not allow."""
    role, corporation_id = changes.get("role", caller.role), changes.get("corporation_id", caller.corporation_id)
    if caller.role == "admin" and role == "operator":
        raise Problem("RoleNotAllowed", field="role")
    if caller.role == "guest" and role != caller.role:
        raise Problem("RoleNotAllowed", field="role")
    if caller.role == "guest" and corporation_id != caller.corporation_id:
        raise Problem("RoleNotAllowed", field="corporation_id")


def _check_corporation(role, corporation_id):
    """Operators have no corporation, and all others have one."""
    if role == "operator" and corporation_id is not None:
        raise field_invalid("corporation_id", "An operator has no corporation.")
    if role != "operator" and corporation_id is None:
        raise field_invalid("corporation_id", "An admin and a guest have a corporation.")


def _stored(connection, statement):
    """Records a user. Returns its row."""
    try:
        return connection.execute(statement).one()
    except exc.IntegrityError as error:
        if is_of_foreign_key(error):
            # The corporation was deleted meanwhile.
            raise Problem("CorporationUnknown", field="corporation_id") from error
        raise Problem("EmailTaken", field="email") from error


def _item(row):
    return {
        "seq": row.seq, "email": row.email, "role": row.role, "corporation_id": row.corporation_id, "point": row.point,
        "created_at": timestamp(row.created_at), "updated_at": timestamp(row.updated_at),
    }
