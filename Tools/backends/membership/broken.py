#!/usr/bin/env python3
"""Broken copies of the service, for showing that the gate sees each fault.

    BROKEN=NAME serve.py …       serves a broken copy
    broken.py                    lists the broken copies: name, rule, what is wrong
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from common.broken import broken_copy as _copy  # noqa: E402
from common.broken import install_copy, show_copies  # noqa: E402

_ENCODED = 'require": ["iss", "sub", "sid", "iat", "exp"]'
_DECODE = (
    "        read = jwt.decode_complete(\n"
    '            token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options={"require": ["iss", "sub", "sid", "iat", "exp"]})\n')
_DECODE_ANY = '        read = jwt.decode_complete(token, options={"verify_signature": False})\n'

COPIES = [
    # Access
    _copy(
        "expired-token", "MEM-001", "an access token has no end",
        ("tokens", f'"{_ENCODED}', f'"verify_exp": False, "{_ENCODED}')),
    _copy(
        "signature-not-verified", "MEM-001", "the signature of an access token is not verified",
        ("tokens", _DECODE, _DECODE_ANY)),
    _copy(
        "anonymous-admin", "MEM-001", "a request without a token is one of the first user",
        ("requests", "request.app.state.logins.caller, bearer_token(request))\n",
         'request.app.state.logins.caller, bearer_token(request) if "authorization" in request.headers else "")\n'),
        ("logins", "        user_id, login_id = read_access_token(self.settings.jwt_secret, token)\n",
         "        user_id, login_id = read_access_token(self.settings.jwt_secret, token) if token else (1, 1)\n")),
    _copy(
        "corporations-of-all", "MEM-002", "an admin sees all corporations",
        ("corporations", 'return true() if caller.role == "operator" else corporations.c.seq == caller.corporation_id', "return true()")),
    _copy(
        "users-of-all", "MEM-002", "an admin sees the users of all corporations",
        ("users", 'users.c.corporation_id == caller.corporation_id if caller.role == "admin" else',
         'users.c.corporation_id.is_not(None) if caller.role == "admin" else')),
    _copy(
        "users-of-all-listed", "MEM-002", "the list of an admin has the users of all corporations",
        ("users", "        found = select(users).where(visible(caller))\n", "        found = select(users)\n")),
    _copy(
        "videos-of-all-listed", "MEM-002", "the list of videos has those of all corporations",
        ("videos", "select(videos).where(videos.c.corporation_id == caller.corporation_id, videos.c.deleted",
         "select(videos).where(videos.c.deleted")),
    _copy(
        "videos-of-all-counted", "MEM-002", "the number of videos is that of all corporations",
        ("lists", "select_from(statement.subquery())", "select_from(seq.table)")),
    _copy(
        "video-of-all-found", "MEM-002", "a user finds another corporation's video by its ID",
        ("videos", "found = select(videos).where(videos.c.seq == video_id, videos.c.corporation_id == caller.corporation_id)",
         "found = select(videos).where(videos.c.seq == video_id)")),
    _copy(
        "video-of-all-changed", "MEM-002", "an admin changes another corporation's video",
        ("videos", "            row = find_video(connection, caller, video_id)\n            if changes:",
         "            row = connection.execute(select(videos).where(videos.c.seq == video_id)).one()\n            if changes:")),
    _copy(
        "video-of-all-deleted", "MEM-002", "an admin deletes another corporation's video",
        ("videos", "find_video(connection, caller, video_id).seq, deleted=True", "video_id, deleted=True")),
    _copy(
        "video-of-all-streamed", "MEM-002", "a user streams another corporation's video",
        ("videos", "            row = find_video(connection, caller, video_id)\n        return place_of",
         "            row = connection.execute(select(videos).where(videos.c.seq == video_id)).one()\n        return place_of")),
    _copy(
        "user-of-all-deleted", "MEM-002", "an admin deletes another corporation's user",
        ("users", "            find_user(connection, caller, user_id)\n            connection.execute(delete(users)",
         "            connection.execute(delete(users)")),
    _copy(
        "logs-of-all", "MEM-002", "an admin sees the view logs of all corporations",
        ("videos", ".join(videos).where(videos.c.corporation_id == caller.corporation_id)", ".join(videos)")),
    _copy(
        "guest-creates-videos", "MEM-003", "a guest creates videos",
        ("app", '@allow("admin")\n    def create_video', '@allow("admin", "guest")\n    def create_video')),
    _copy(
        "guest-deletes-videos", "MEM-003", "a guest deletes videos",
        ("app", '@allow("admin")\n    def delete_video', '@allow("admin", "guest")\n    def delete_video')),
    _copy(
        "guest-lists-users", "MEM-003", "a guest lists the users of its corporation",
        ("app", '@allow("operator", "admin")\n    def list_users', "@allow(*EVERYBODY)\n    def list_users"),
        ("users", 'if caller.role == "admin" else users.c.seq == caller.user_id', "")),
    _copy(
        "guest-changes-others", "MEM-003", "a guest changes other users of its corporation",
        ("app", '@allow("operator", "admin", itself=True)\n    async def change_user', "@allow(*EVERYBODY)\n    async def change_user"),
        ("users", 'if caller.role == "admin" else users.c.seq == caller.user_id', "")),
    _copy(
        "guest-becomes-admin", "MEM-003", "a guest gives itself another role",
        ("users", '    if caller.role == "guest" and role != caller.role:\n', "    if False:\n")),
    _copy(
        "admin-creates-corporations", "MEM-003", "an admin creates corporations",
        ("app", '@allow("operator")\n    def create_corporation', '@allow("operator", "admin")\n    def create_corporation')),
    _copy(
        "admin-buys-a-plan", "MEM-003", "an admin changes the plan of its corporation",
        ("app", '@allow("operator")\n    def change_corporation', '@allow("operator", "admin")\n    def change_corporation')),
    _copy(
        "operator-lists-videos", "MEM-003", "an operator lists videos",
        ("app", '@allow("admin", "guest")\n    def list_videos', "@allow(*EVERYBODY)\n    def list_videos")),
    _copy(
        "role-of-the-login", "MEM-004", "the role and the corporation are those that the user had at the login",
        ("logins", "_ASCII_LOWER = ", "_BEGUN = {}\n_ASCII_LOWER = "),
        ("logins", "    return login_id, _issue(connection, login_id, now)\n",
         "    _BEGUN[login_id] = connection.execute(select(users).where(users.c.seq == user_id)).one()\n"
         "    return login_id, _issue(connection, login_id, now)\n"),
        ("logins", "    return Caller(user_id, login_id, user.role, user.corporation_id)\n",
         "    user = _BEGUN.get(login_id, user)\n    return Caller(user_id, login_id, user.role, user.corporation_id)\n")),
    _copy(
        "deleted-user-goes-on", "MEM-004", "the access token of a deleted user works until it expires",
        ("logins", "_ASCII_LOWER = ", "_BEGUN = {}\n_ASCII_LOWER = "),
        ("logins", "    return login_id, _issue(connection, login_id, now)\n",
         "    _BEGUN[login_id] = connection.execute(select(users).where(users.c.seq == user_id)).one()\n"
         "    return login_id, _issue(connection, login_id, now)\n"),
        ("logins", "    user = connection.execute(found).first()\n    if user is None:\n",
         "    user = connection.execute(found).first() or _BEGUN.get(login_id)\n    if user is None:\n")),
    _copy(
        "unsigned-token", "MEM-005", "a token with the algorithm none is accepted",
        ("tokens", _DECODE,
         '        is_unsigned = str(jwt.get_unverified_header(token).get("alg")).lower() == "none"\n'
         f"        if is_unsigned:\n    {_DECODE_ANY}        else:\n"
         "            read = jwt.decode_complete(\n"
         f'                token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options={{"{_ENCODED}}})\n'),
        ("tokens", r"\.([A-Za-z0-9_-]+)", r"\.([A-Za-z0-9_-]*)")),
    _copy(
        "empty-signature", "MEM-005", "a token with an empty signature is accepted",
        ("tokens", _DECODE,
         f"        if not match[1]:\n    {_DECODE_ANY}        else:\n"
         "            read = jwt.decode_complete(\n"
         f'                token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options={{"{_ENCODED}}})\n'),
        ("tokens", r"\.([A-Za-z0-9_-]+)", r"\.([A-Za-z0-9_-]*)")),
    _copy(
        "algorithm-of-the-token", "MEM-005", "the signature is verified only if the algorithm is HS256",
        ("tokens", _DECODE,
         f'        if jwt.get_unverified_header(token).get("alg") != _ALGORITHM:\n    {_DECODE_ANY}        else:\n'
         "            read = jwt.decode_complete(\n"
         f'                token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options={{"{_ENCODED}}})\n')),
    _copy(
        "public-cache", "MEM-006", "shared caches may keep responses",
        ("common.api", 'headers.append((b"cache-control", b"no-store"))', 'headers.append((b"cache-control", b"public, max-age=60"))')),
    _copy(
        "stream-in-caches", "MEM-006", "shared caches may keep videos",
        ("sources", '"Accept-Ranges": "bytes", ', '"Accept-Ranges": "bytes", "Cache-Control": "public, max-age=3600", ')),
    _copy(
        "no-scheme", "MEM-007", "a 401 does not name the scheme",
        ("common.problems", 'headers={"WWW-Authenticate": "Bearer"}, ', "")),
    # Login and tokens
    _copy(
        "token-of-tomorrow", "MEM-010", "an access token does not work at once",
        ("logins", '"access_token": access_token(self.settings.jwt_secret, user_id, login_id, now),',
         '"access_token": access_token(self.settings.jwt_secret, user_id, login_id, now + REFRESH_TIME),')),
    _copy(
        "other-token-type", "MEM-010", "token_type is JWT",
        ("logins", '"token_type": "bearer"', '"token_type": "JWT"')),
    _copy(
        "one-login", "MEM-010", "a login ends the user's other logins",
        ("logins", '    """Records a login. Returns its ID and its refresh token."""\n', "    end_logins(connection, user_id)\n")),
    _copy(
        "unknown-user-is-404", "MEM-011", "a login with an unknown email address has another status",
        ("logins", "        if not passwords.matches(",
         '        if user is None:\n            raise Problem("UserUnknown")\n        if not passwords.matches(')),
    _copy(
        "unknown-user-has-a-code", "MEM-011", "a login with an unknown email address has another code",
        ("logins", "        if not passwords.matches(",
         '        if user is None:\n            raise unauthorized("SessionInvalid")\n        if not passwords.matches(')),
    _copy(
        "any-password", "MEM-011", "the password is not checked",
        ("passwords", "return expected is not None and hmac.compare_digest(found, expected)", "return expected is not None")),
    _copy(
        "form-refused", "MEM-012", "a login as a form is refused",
        ("bodies", "if media_type == _FORM_TYPE and", "if False and")),
    _copy(
        "plus-kept", "MEM-012", "a plus sign in a form is not a space",
        ("bodies", 'body.decode("ascii")', 'body.decode("ascii").replace("+", "%2B").replace("%20", "+")'),
        ("passwords", 'password.encode(), salt', 'password.replace("+", " ").encode() if "%2B" in password else password.encode(), salt')),
    _copy(
        "hash-in-user", "MEM-013", "the response about a user has the hash of the password",
        ("users", '"point": row.point,', '"point": row.point, "password_hash": row.password_hash,')),
    _copy(
        "password-in-new-user", "MEM-013", "the response to a new user has the password",
        ("app", "        return JSONResponse(user, 201)\n", '        return JSONResponse({**user, "password": body.password}, 201)\n')),
    _copy(
        "hash-in-list", "MEM-013", "the list of users has the hashes of their passwords",
        ("users", "users.c.seq, page, page_size, _item)",
         'users.c.seq, page, page_size, lambda row: {**_item(row), "password": row.password_hash})')),
    _copy(
        "refresh-not-rotated", "MEM-014", "a refresh token works as often as it is sent",
        ("logins", ".values(used=True)", ".values(used=False)")),
    _copy(
        "same-refresh-token", "MEM-014", "a refresh returns the same refresh token",
        ("logins", ".values(used=True)", ".values(used=False)"),
        ("logins", "login.user_id, login.seq, refresh_token, now)", "login.user_id, login.seq, token, now)")),
    _copy(
        "reuse-without-end", "MEM-015", "a used refresh token is rejected, and the login goes on",
        ("logins", "                _revoke(connection, logins.c.seq.in_(_login_of(token_hash).where(refresh_tokens.c.used)))\n",
         "                pass\n")),
    _copy(
        "reuse-not-committed", "MEM-015", "the end of the login is rolled back together with the rejection",
        ("logins", "_login_of(token_hash).where(refresh_tokens.c.used)))\n",
         '_login_of(token_hash).where(refresh_tokens.c.used)))\n                raise unauthorized("RefreshTokenInvalid")\n')),
    _copy(
        "reuse-ends-all", "MEM-015", "a used refresh token ends all logins of the user",
        ("logins", "                _revoke(connection, logins.c.seq.in_(_login_of(token_hash).where(refresh_tokens.c.used)))\n",
         "                owner = select(logins.c.user_id).where(logins.c.seq.in_(_login_of(token_hash).where(refresh_tokens.c.used)))\n"
         "                _revoke(connection, logins.c.user_id.in_(owner))\n")),
    _copy(
        "refresh-race", "MEM-016", "a refresh reads the token, and then marks it without a condition",
        ("logins", "import contextlib\n", "import contextlib\nimport time\n"),
        ("logins", "        token_hash, now = refresh_token_hash(token), present()\n",
         "        token_hash, now = refresh_token_hash(token), present()\n"
         "        unused = _login_of(token_hash).where(refresh_tokens.c.used.is_(False))\n"
         "        with self.database.reading() as connection:\n"
         "            login = connection.execute(select(logins).where(logins.c.seq.in_(unused), _is_live(now))).first()\n"
         "        time.sleep(0.3)\n"),
        ("logins", "            login = _use(connection, token_hash, now)\n",
         "            connection.execute(\n"
         "                update(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash).values(used=True))\n")),
    _copy(
        "access-token-refreshes", "MEM-017", "an access token is accepted as a refresh token",
        ("logins", "        token_hash, now = refresh_token_hash(token), present()\n",
         "        token_hash, now = refresh_token_hash(token), present()\n"
         '        if "." in token:\n'
         "            user_id, login_id = read_access_token(self.settings.jwt_secret, token)\n"
         "            with self.database.transaction() as connection:\n"
         "                return self._tokens(user_id, login_id, _issue(connection, login_id, now), now)\n")),
    _copy(
        "unknown-refresh-is-404", "MEM-017", "an unknown refresh token has another status",
        ("logins", "        if login is None:\n            raise unauthorized",
         '        if login is None:\n            raise Problem("TokenUnknown")\n'
         "        if login is None:\n            raise unauthorized")),
    _copy(
        "refresh-token-by-beginning", "MEM-017", "what follows a refresh token is ignored",
        ("tokens", "hashlib.sha256(token.encode()).digest() if _REFRESH_TOKEN.fullmatch(token) else None",
         "hashlib.sha256(token[:64].encode()).digest() if _REFRESH_TOKEN.match(token) else None")),
    _copy(
        "revoked-login-refreshes", "MEM-018", "a refresh token works after the logout",
        ("logins", "logins.c.seq == refresh_tokens.c.login_id, logins.c.revoked.is_(False))", "logins.c.seq == refresh_tokens.c.login_id)")),
    _copy(
        "logout-of-nothing", "MEM-018", "a logout does nothing",
        ("logins", "            _revoke(connection, logins.c.seq.in_(_login_of(refresh_token_hash(token))))\n", "            pass\n")),
    _copy(
        "logout-of-unknown-refused", "MEM-018", "a logout with an unknown token is refused",
        ("logins", "            _revoke(connection, logins.c.seq.in_(_login_of(refresh_token_hash(token))))\n",
         "            if not _revoke(connection, logins.c.seq.in_(_login_of(refresh_token_hash(token)))):\n"
         '                raise unauthorized("RefreshTokenInvalid")\n')),
    _copy(
        "logout-of-everything", "MEM-018", "a logout ends all logins of the user",
        ("logins", "            _revoke(connection, logins.c.seq.in_(_login_of(refresh_token_hash(token))))\n",
         "            owner = select(logins.c.user_id).where(logins.c.seq.in_(_login_of(refresh_token_hash(token))))\n"
         "            _revoke(connection, logins.c.user_id.in_(owner))\n")),
    _copy(
        "access-after-logout", "MEM-019", "the access token of a login works after the logout",
        ("logins", "logins.c.seq == login_id, logins.c.revoked.is_(False))", "logins.c.seq == login_id)")),
    _copy(
        "access-after-new-password", "MEM-019", "a new password ends no logins",
        ("users", "                end_logins(connection, row.seq)\n", "                pass\n")),
    # Corporations and plans
    _copy(
        "plan-reset-by-change", "MEM-020", "a change of the name makes the plan free",
        ("app", "corporations.change(caller, corporation_id, changes_of(body))",
         'corporations.change(caller, corporation_id, {"plan_type": "free", **changes_of(body)})')),
    _copy(
        "end-of-plan-lost", "MEM-020", "the end of a plan is not recorded",
        ("corporations", 'values = {"plan_type": "free", "plan_expired_at": None, **members,',
         'values = {"plan_type": "free", **members, "plan_expired_at": None,')),
    _copy(
        "any-plan", "MEM-021", "a plan may have any name",
        ("bodies", 'Plan = Literal["free", "paid"]', "Plan = str"),
        ("database", "CheckConstraint(\"plan_type IN ('free', 'paid')\"), ", "")),
    _copy(
        "empty-name", "MEM-021", "a name may be empty",
        ("bodies", "Name = Annotated[Text, Field(min_length=1, ", "Name = Annotated[Text, Field(")),
    _copy(
        "any-end-of-plan", "MEM-021", "an end of a plan that is no time is no end",
        ("bodies", '        raise ValueError("not a time such as 2026-12-31T00:00:00Z")\n', "        return None\n"),
        ("bodies", "PlanEnd = Annotated[datetime, BeforeValidator(_time)]", "PlanEnd = Annotated[datetime | None, BeforeValidator(_time)]")),
    _copy(
        "corporation-deleted-whole", "MEM-022", "a corporation is deleted with its users and videos",
        ("corporations", "            try:\n",
         '            its = f"corporation_id = {corporation_id}"\n'
         '            connection.exec_driver_sql(f"DELETE FROM view_logs WHERE video_id IN (SELECT seq FROM videos WHERE {its})")\n'
         '            connection.exec_driver_sql(f"DELETE FROM videos WHERE {its}")\n'
         '            connection.exec_driver_sql(f"DELETE FROM users WHERE {its}")\n'
         "            try:\n")),
    _copy(
        "corporation-deleted-users", "MEM-022", "a corporation without videos is deleted with its users",
        ("corporations", "            try:\n",
         '            its = f"corporation_id = {corporation_id}"\n'
         '            connection.exec_driver_sql(f"DELETE FROM users WHERE {its} AND NOT EXISTS (SELECT 1 FROM videos WHERE {its})")\n'
         "            try:\n")),
    _copy(
        "sweep-of-all", "MEM-023", "the job makes plans free that have not ended",
        ("corporations", '(corporations.c.plan_type == "paid") & (corporations.c.plan_expired_at <= now)', 'corporations.c.plan_type == "paid"')),
    _copy(
        "sweep-of-nothing", "MEM-023", "the job does nothing",
        ("corporations", '(corporations.c.plan_type == "paid") & (corporations.c.plan_expired_at <= now)', 'corporations.c.plan_type == "none"')),
    _copy(
        "sweep-loses-ends", "MEM-023", "the job deletes the end of plans that have not ended",
        ("corporations", "connection.execute(update(corporations).where(ended)",
         "connection.execute(update(corporations).where(corporations.c.plan_expired_at > now).values(plan_expired_at=None))\n"
         "            connection.execute(update(corporations).where(ended)")),
    _copy(
        "restore-after-end", "MEM-024", "a plan is paid until the job has run",
        ("corporations", 'corporations.c.plan_type == "paid", lasts)', 'corporations.c.plan_type == "paid")')),
    _copy(
        "plan-of-a-day-more", "MEM-024", "a plan lasts a day longer",
        ("corporations", "(corporations.c.plan_expired_at > present())",
         '(corporations.c.plan_expired_at > present() - __import__("datetime").timedelta(days=1))')),
    # Users
    _copy(
        "email-not-changed", "MEM-030", "a change of the email address is not recorded",
        ("users", "        values = dict(changes)\n",
         '        values = {name: value for name, value in changes.items() if name != "email"}\n')),
    _copy(
        "role-reset-by-change", "MEM-030", "a change of the email address makes the user a guest",
        ("app", "        changes = changes_of(body)\n",
         '        changes = changes_of(body)\n        if "email" in changes:\n            changes.setdefault("role", "guest")\n')),
    _copy(
        "new-user-without-login", "MEM-030", "a new user cannot log in",
        ("users", "        password_hash = passwords.hashed(password)\n", "        password_hash = passwords.UNUSABLE\n")),
    _copy(
        "password-reset-by-change", "MEM-030", "a change of the email address changes the password",
        ("users", '            values["email_key"] = email_key(values["email"])\n',
         '            values["email_key"] = email_key(values["email"])\n            values.setdefault("password_hash", passwords.UNUSABLE)\n')),
    _copy(
        "user-not-deleted", "MEM-030", "a deleted user is found",
        ("users", "            connection.execute(delete(users).where(users.c.seq == user_id))\n",
         "            end_logins(connection, user_id)\n")),
    _copy(
        "email-of-two", "MEM-031", "two users may have one email address",
        ("database", 'Column("email_key", String(254), nullable=False, unique=True)', 'Column("email_key", String(254), nullable=False)')),
    _copy(
        "email-checked-too-early", "MEM-031", "two users get one email address at the same moment",
        ("database", 'Column("email_key", String(254), nullable=False, unique=True)', 'Column("email_key", String(254), nullable=False)'),
        ("users", "        password_hash = passwords.hashed(password)\n",
         "        with self.database.reading() as connection:\n"
         "            if connection.execute(select(users.c.seq).where(users.c.email_key == email_key(email))).first():\n"
         '                raise Problem("EmailTaken", field="email")\n'
         "        password_hash = passwords.hashed(password)\n")),
    _copy(
        "email-with-case", "MEM-032", "the case of an email address matters",
        ("logins", "return email.translate(_ASCII_LOWER)", "return email")),
    _copy(
        "password-of-one", "MEM-033", "a password may have one character",
        ("bodies", "Password = Annotated[Text, Field(min_length=8, ", "Password = Annotated[Text, Field(min_length=1, ")),
    _copy(
        "password-cut", "MEM-033", "a password is cut after 32 bytes",
        ("passwords", "password.encode(), salt", "password.encode()[:32], salt")),
    _copy(
        "password-of-72-bytes", "MEM-033", "a password is cut after 72 bytes, as bcrypt does",
        ("passwords", "password.encode(), salt", "password.encode()[:72], salt")),
    _copy(
        "password-of-32-at-most", "MEM-033", "a password has at most 32 characters",
        ("bodies", "Password = Annotated[Text, Field(min_length=8, max_length=128)]",
         "Password = Annotated[Text, Field(min_length=8, max_length=32)]")),
    _copy(
        "admin-creates-operator", "MEM-034", "an admin creates an operator",
        ("users", '        if caller.role != "operator" and role == "operator":\n', "        if False:\n"),
        ("users", '        if caller.role != "operator" and corporation_id is None:\n',
         '        if caller.role != "operator" and role != "operator" and corporation_id is None:\n')),
    _copy(
        "admin-becomes-operator", "MEM-034", "an admin makes users operators",
        ("users", '    if caller.role == "admin" and role == "operator":\n', "    if False:\n")),
    _copy(
        "admin-creates-elsewhere", "MEM-034", "an admin creates a user of another corporation",
        ("users",
         "            if corporation_id is not None:\n"
         '                find_corporation(connection, caller, corporation_id, "corporation_id")\n'
         "            return _item(_stored",
         "            return _item(_stored")),
    _copy(
        "admin-moves-users", "MEM-034", "an admin moves a user to another corporation",
        ("users", "                if corporation_id is not None:\n                    find_corporation(",
         "                if False:\n                    find_corporation(")),
    _copy(
        "points-of-client", "MEM-035", "a change may set points",
        ("bodies", "class UserChange(StrictBody):\n", "class UserChange(StrictBody):\n    point: int = _optional()\n")),
    _copy(
        "points-of-new-user", "MEM-035", "a new user may have points",
        ("bodies", "class NewUser(StrictBody):\n", "class NewUser(StrictBody):\n    point: int = 0\n"),
        ("app", "hashing.run(users.create, caller, body.email,", "hashing.run(users.create, caller, body.point, body.email,"),
        ("users", "def create(self, caller, email,", "def create(self, caller, point, email,"),
        ("users", "role, corporation_id, present())\n", 'role, corporation_id, present()) | {"point": point}\n')),
    _copy(
        "id-of-client", "MEM-035", "a change may set the ID",
        ("bodies", "class UserChange(StrictBody):\n", "class UserChange(StrictBody):\n    seq: int = _optional()\n")),
    # Videos
    _copy(
        "guest-reads-no-videos", "MEM-040", "a guest does not read a video",
        ("app", '@allow("admin", "guest")\n    def find_video', '@allow("admin")\n    def find_video')),
    _copy(
        "name-reset-by-change", "MEM-040", "a change of the path loses the name",
        ("app", "videos.change(caller, video_id, changes_of(body))", 'videos.change(caller, video_id, {"name": "Video", **changes_of(body)})')),
    _copy(
        "corporation-of-client", "MEM-040", "a new video belongs to the corporation that the client names",
        ("bodies", "class NewVideo(StrictBody):\n", "class NewVideo(StrictBody):\n    corporation_id: Id | None = None\n"),
        ("app", "videos.create(caller, body.name, body.file_path)", "videos.create(caller, body.name, body.file_path, body.corporation_id)"),
        ("videos", "def create(self, caller, name, file_path):\n", "def create(self, caller, name, file_path, corporation_id):\n"),
        ("videos", '            "corporation_id": caller.corporation_id, "name": name,',
         '            "corporation_id": corporation_id or caller.corporation_id, "name": name,')),
    _copy(
        "deleted-listed", "MEM-041", "the list has deleted videos",
        ("videos", "videos.c.deleted.is_(deleted))", "videos.c.deleted.is_(True) if deleted else videos.c.seq > 0)")),
    _copy(
        "deleted-found", "MEM-041", "a deleted video is read",
        ("videos", "            return _item(caller, find_video(connection, caller, video_id))\n",
         "            return _item(caller, find_video(connection, caller, video_id, also_deleted=True))\n")),
    _copy(
        "deleted-streamed", "MEM-041", "a deleted video is streamed",
        ("videos", "            row = find_video(connection, caller, video_id)\n        return place_of",
         "            row = find_video(connection, caller, video_id, also_deleted=True)\n        return place_of")),
    _copy(
        "deleted-changed", "MEM-041", "a deleted video is changed",
        ("videos", "            row = find_video(connection, caller, video_id)\n            if changes:",
         "            row = find_video(connection, caller, video_id, also_deleted=True)\n            if changes:")),
    _copy(
        "deleted-for-guests", "MEM-041", "a guest sees deleted videos",
        ("videos", '        if deleted and caller.role != "admin":\n', "        if False:\n")),
    _copy(
        "deleted-for-good", "MEM-041", "a deleted video is not in the list of deleted ones",
        ("videos", "            _changed(connection, find_video(connection, caller, video_id).seq, deleted=True)\n",
         '            connection.exec_driver_sql(f"DELETE FROM videos WHERE seq = {find_video(connection, caller, video_id).seq}")\n')),
    _copy(
        "restore-for-free", "MEM-042", "a corporation with a free plan restores videos",
        ("videos", "            if not has_paid_plan(connection, caller.corporation_id):\n", "            if False:\n")),
    _copy(
        "restore-by-change", "MEM-042", "a change may say that a video is not deleted",
        ("bodies", "class VideoChange(StrictBody):\n", "class VideoChange(StrictBody):\n    deleted: bool = _optional()\n"),
        ("videos", "            row = find_video(connection, caller, video_id)\n            if changes:",
         '            row = find_video(connection, caller, video_id, also_deleted="deleted" in changes)\n            if changes:')),
    _copy(
        "restore-as-copy", "MEM-043", "a restored video is a new one",
        ("videos", "            return _item(caller, _changed(connection, row.seq, deleted=False))\n",
         '            copy = {**row._mapping, "deleted": False}\n            del copy["seq"]\n'
         "            return _item(caller, connection.execute(insert(videos).values(copy).returning(videos)).one())\n")),
    _copy(
        "restored-with-other-name", "MEM-043", "a restored video has another name",
        ("videos", "_changed(connection, row.seq, deleted=False)", '_changed(connection, row.seq, deleted=False, name=f"{row.name} (restored)")')),
    _copy(
        "key-of-other-corporation", "MEM-044", "a key may belong to another corporation",
        ("places", "        key.startswith(prefix) and", '        prefix and key.startswith("corporations/") and')),
    _copy(
        "key-without-slash", "MEM-044", "the prefix of a key is compared without its slash",
        ("places", 'prefix = f"corporations/{corporation_id}/"', 'prefix = f"corporations/{corporation_id}"')),
    _copy(
        "any-key", "MEM-044", "a key may be anywhere in the bucket",
        ("places", "        key.startswith(prefix) and", "        prefix and")),
    _copy(
        "key-with-dots", "MEM-044", "a key may have the segment ..",
        ("places", 'any(segment in ("", ".", "..") for', 'any(segment == "" for')),
    _copy(
        "any-bucket", "MEM-044", "the object may be in any bucket",
        ("places", '    bucket = f"s3://{settings.bucket}/"\n    if file_path.startswith(bucket):\n',
         '    bucket = file_path[: file_path.find("/", 5) + 1]\n    if file_path.startswith("s3://"):\n')),
    _copy(
        "any-url", "MEM-044", "a URL may have any origin",
        ("places", "return place if place is not None and place.origin in settings.upstreams else None", "return place")),
    _copy(
        "private-addresses-refused", "MEM-044", "a URL may have any origin whose host is no private address",
        ("places", "return place if place is not None and place.origin in settings.upstreams else None",
         "return place if place is not None and not (place.origin.address and place.origin.address.is_private) else None")),
    _copy(
        "any-place", "MEM-044", "a text that is no URL is taken for a key",
        ("places", "    place = _url_place(file_path)\n    return place if",
         '    place = _url_place(file_path)\n    if place is None and not file_path.startswith("s3://"):\n'
         "        return ObjectPlace(file_path)\n    return place if")),
    _copy(
        "place-of-change-unchecked", "MEM-044", "the path is checked only when a video is created",
        ("videos", '        if "file_path" in changes:\n', "        if False:\n")),
    # Streaming
    _copy(
        "first-byte-lost", "MEM-050", "a stream lacks the first byte",
        ("sources", "        chunk = self.begun\n        while chunk:\n            yield chunk\n",
         '        chunk = self.begun[1:] + b"."\n        while chunk:\n            yield chunk\n')),
    _copy(
        "one-chunk", "MEM-050", "a stream ends after the first part",
        ("sources", "        chunk = self.begun\n        while chunk:\n", "        chunk = self.begun\n        if chunk:\n")),
    _copy(
        "text-in-utf8", "MEM-050", "bytes that are no UTF-8 are replaced",
        ("sources", "            return self.body.read(CHUNK_BYTES)\n",
         '            return self.body.read(CHUNK_BYTES).decode("utf-8", "replace").encode("ascii", "replace")\n')),
    _copy(
        "key-encoded-twice", "MEM-050", "the key is percent-encoded twice",
        ("store", 'asked = {"Bucket": self.settings.bucket, "Key": key}',
         'asked = {"Bucket": self.settings.bucket, "Key": __import__("urllib.parse").parse.quote(key)}')),
    _copy(
        "range-ignored", "MEM-051", "a range is ignored",
        ("ranges", "    if match is None or match[1] == match[2] == \"\":\n", "    if True:\n")),
    _copy(
        "range-of-one-more", "MEM-051", "a range has one byte more",
        ("ranges", "    return Range(first, last) if last is None or first <= last else None\n",
         "    return Range(first, last if last is None else last + 1) if last is None or first <= last else None\n")),
    _copy(
        "suffix-from-the-beginning", "MEM-051", "a range from the end is one from the beginning",
        ("ranges", "        return Range(suffix=last)\n", "        return Range(0, last - 1)\n")),
    _copy(
        "range-as-200", "MEM-051", "a range has the status 200",
        ("sources", "            status = 206\n", "            status = 200\n")),
    _copy(
        "content-range-of-one-more", "MEM-051", "Content-Range has another size",
        ("sources", "{'*' if size is None else size}\"", "{'*' if size is None else size + 1}\"")),
    _copy(
        "range-behind-end-as-all", "MEM-052", "a range behind the end gets the whole file",
        ("streaming", "            raise Problem(\"RangeNotSatisfiable\", headers=headers, field=\"Range\") from None\n",
         "            return await self.open(place, None, is_head)\n")),
    _copy(
        "range-behind-end-as-502", "MEM-052", "a range behind the end is a failure of the source",
        ("store", "            if status_of(error) == 416:\n", "            if False:\n")),
    _copy(
        "missing-file-passed-on", "MEM-053", "a file that the source does not have is 404",
        ("streaming", '            raise Problem("UpstreamFailed") from None\n',
         '            raise Problem("VideoUnknown" if "404" in str(error) else "UpstreamFailed") from None\n')),
    _copy(
        "source-status-passed-on", "MEM-053", "a refusal by the source is one of the service",
        ("streaming", '            raise Problem("UpstreamFailed") from None\n',
         '            raise Problem("RoleNotAllowed" if "403" in str(error) else "UpstreamFailed") from None\n')),
    _copy(
        "source-failure-as-500", "MEM-053", "a failure of the source is an internal error",
        ("streaming", '            raise Problem("UpstreamFailed") from None\n', "            raise\n")),
    _copy(
        "source-failure-as-nothing", "MEM-053", "a failure of the source is an empty video",
        ("store", '            raise SourceFailed(f"the store responds with {status_of(error)}") from error\n',
         '            return Source(200, {"content-length": "0"}, __import__("io").BytesIO())\n')),
    _copy(
        "redirect-passed-on", "MEM-053", "a redirect of the source is passed on",
        ("problems", 'CODES.update({\n', 'CODES.update({\n    "Moved": (307, "The file is elsewhere"),\n'),
        ("streaming", '            raise Problem("UpstreamFailed") from None\n',
         '            raise Problem("Moved" if "307" in str(error) else "UpstreamFailed") from None\n')),
    _copy(
        "source-without-deadline", "MEM-053", "a source may take 30 seconds",
        ("sources", "SECONDS = 10\n", "SECONDS = 30\n"), cases="MEM-053-07"),
    _copy(
        "path-for-guests", "MEM-054", "a guest sees the path of a video",
        ("videos", 'row.file_path if caller.role == "admin" else None', "row.file_path")),
    _copy(
        "redirect-to-store", "MEM-054", "a stream is a redirect to a signed URL of the store",
        ("app", "        video = await streaming.open(place, requested_range(request), is_head=False)\n",
         "        if True:\n"
         '            return Response(status_code=307, headers={"Location": streaming.store.playback_url(place.key)})\n')),
    _copy(
        "source-in-errors", "MEM-054", "a failure tells where the file is",
        ("streaming", '            raise Problem("UpstreamFailed") from None\n',
         '            raise Problem("UpstreamFailed", f"s3://{self.settings.bucket}/{place.key}: {error}") from None\n')),
    # Points and view logs
    _copy(
        "log-without-points", "MEM-060", "the first view gives a log and no points",
        ("videos", "            if is_first:\n", "            if False:\n")),
    _copy(
        "points-without-log", "MEM-060", "the first view gives points and no log",
        ("videos", "connection.execute(first_view.on_conflict_do_nothing().returning(view_logs.c.seq)).first() is not None",
         "True")),
    _copy(
        "one-point", "MEM-060", "the first view gives one point",
        ("videos", "POINTS = 10\n", "POINTS = 1\n")),
    _copy(
        "points-later", "MEM-060", "points and log come after the response",
        ("app", "            await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n",
         '            __import__("threading").Timer(2, videos.record_view, (caller, video_id)).start()\n')),
    _copy(
        "points-for-each-view", "MEM-061", "each view gives points",
        ("videos", "                return\n        first_view", "                pass\n        first_view"),
        ("videos", "            if is_first:\n", "            if True:\n")),
    _copy(
        "points-for-each-range", "MEM-061", "each range that does not begin at the first byte gives points",
        ("app", "            await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n",
         "            wanted = requested_range(request)\n"
         "            await anyio.to_thread.run_sync(videos.record_view, caller, video_id, bool(wanted and wanted.first))\n"),
        ("videos", "def record_view(self, caller, video_id):\n", "def record_view(self, caller, video_id, again):\n"),
        ("videos", "                return\n        first_view", "                if not again:\n                    return\n        first_view"),
        ("videos", "            if is_first:\n", "            if is_first or again:\n")),
    _copy(
        "points-in-a-race", "MEM-062", "views at the same moment all give points",
        ("videos", "        first_view = _insert", '        __import__("time").sleep(0.3)\n        first_view = _insert'),
        ("videos", "            if is_first:\n", "            if True:\n")),
    _copy(
        "logs-in-a-race", "MEM-062", "views at the same moment all give logs, because the pair is not unique",
        ("database", '    UniqueConstraint("user_id", "video_id"),\n', ""),
        ("videos", "        first_view = _insert", '        __import__("time").sleep(0.3)\n        first_view = _insert')),
    _copy(
        "points-before-source", "MEM-063", "points are given before the source responds",
        ("app", "        video = await streaming.open(place, requested_range(request), is_head=False)\n",
         "        await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n"
         "        video = await streaming.open(place, requested_range(request), is_head=False)\n")),
    _copy(
        "log-before-source", "MEM-063", "a log of a view that failed keeps a later view from giving points",
        ("app", "        video = await streaming.open(place, requested_range(request), is_head=False)\n",
         "        await anyio.to_thread.run_sync(videos.record_view, caller, video_id, False)\n"
         "        video = await streaming.open(place, requested_range(request), is_head=False)\n"),
        ("videos", "def record_view(self, caller, video_id):\n", "def record_view(self, caller, video_id, has_points=True):\n"),
        ("videos", "            if is_first:\n", "            if is_first and has_points:\n")),
    _copy(
        "points-for-416", "MEM-063", "a range behind the end gives points",
        ("app", "        video = await streaming.open(place, requested_range(request), is_head=False)\n",
         "        try:\n"
         "            video = await streaming.open(place, requested_range(request), is_head=False)\n"
         "        except Problem as problem:\n"
         "            if problem.status_code == 416:\n"
         "                await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n"
         "            raise\n")),
    _copy(
        "points-for-head", "MEM-064", "HEAD gives points",
        ("app", "        return streaming.response(await streaming.open(place, None, is_head=True), is_head=True)\n",
         "        video = await streaming.open(place, None, is_head=True)\n"
         "        await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n"
         "        return streaming.response(video, is_head=True)\n")),
    _copy(
        "one-view-of-a-user", "MEM-065", "a user gets points for one video only",
        ("database", 'UniqueConstraint("user_id", "video_id")', 'UniqueConstraint("user_id")')),
    _copy(
        "one-view-of-a-video", "MEM-065", "one user gets points for a video",
        ("database", 'UniqueConstraint("user_id", "video_id")', 'UniqueConstraint("video_id")')),
    _copy(
        "points-read-then-written", "MEM-065", "of the points of two views at the same moment some are lost",
        ("videos", "        first_view = _insert",
         "            point = connection.execute(select(users.c.point).where(users.c.seq == caller.user_id)).scalar()\n"
         '        __import__("time").sleep(0.3)\n        first_view = _insert'),
        ("videos", "point=users.c.point + POINTS", "point=point + POINTS")),
    _copy(
        "guest-sees-logs-of-all", "MEM-070", "a guest sees the view logs of other users",
        ("videos", '    return found if caller.role == "admin" else found.where(', '    return found if True else found.where(')),
    _copy(
        "filter-by-video-ignored", "MEM-070", "the list of view logs cannot be limited to one video",
        ("videos", "                found = found.where(view_logs.c.video_id == video_id)\n", "                pass\n")),
    _copy(
        "filter-by-user-ignored", "MEM-070", "the list of view logs cannot be limited to one user",
        ("videos", "                found = found.where(view_logs.c.user_id == user_id)\n", "                pass\n")),
    _copy(
        "log-deleted", "MEM-071", "an admin deletes a view log",
        ("app", '    @api.get("/v1/view-logs/{view_log_id}",',
         '    @api.delete("/v1/view-logs/{view_log_id}", status_code=204)\n'
         '    @allow("admin")\n'
         "    def delete_view_log(caller: CallerOf, view_log_id: identifier()):\n"
         "        with videos.database.transaction() as connection:\n"
         '            connection.exec_driver_sql(f"DELETE FROM view_logs WHERE seq = {view_log_id}")\n'
         "        return Response(status_code=204)\n\n"
         '    @api.get("/v1/view-logs/{view_log_id}",')),
    _copy(
        "log-created", "MEM-071", "a user creates a view log",
        ("app", '    @api.get("/v1/view-logs/{view_log_id}",',
         '    @api.post("/v1/view-logs", status_code=201)\n'
         '    @allow("admin", "guest")\n'
         "    async def create_view_log(caller: CallerOf, request: Request):\n"
         '        video_id = int((await request.json())["video_id"])\n'
         "        await anyio.to_thread.run_sync(videos.record_view, caller, video_id)\n"
         "        return Response(status_code=201)\n\n"
         '    @api.get("/v1/view-logs/{view_log_id}",')),
    # Lists and logins
    _copy(
        "page-size-unlimited", "MEM-080", "a page may have any number of entries",
        ("lists", "LARGEST_PAGE = 50\n", "LARGEST_PAGE = None\n")),
    _copy(
        "page-size-of-20", "MEM-080", "a page of videos has 20 entries by default",
        ("app", 'deleted: Literal["no", "only"] = "no", page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 10,',
         'deleted: Literal["no", "only"] = "no", page: integer(1) = 1, page_size: integer(1, LARGEST_PAGE) = 20,')),
    _copy(
        "pages-from-zero", "MEM-080", "the first page has the number 0",
        ("lists", "(page - 1) * page_size", "page * page_size")),
    _copy(
        "total-pages-rounded-down", "MEM-080", "the number of pages is rounded down",
        ("lists", "-(-total // page_size)", "total // page_size")),
    _copy(
        "more-on-the-last-page", "MEM-080", "has_more is true on the last page",
        ("lists", '"has_more": page < total_pages', '"has_more": page <= total_pages')),
    _copy(
        "total-of-the-page", "MEM-080", "total_count is the number of entries on the page",
        ("lists", '"total_count": total,', '"total_count": len(rows),')),
    _copy(
        "newest-first", "MEM-080", "lists begin with the highest ID",
        ("lists", ".order_by(seq)", ".order_by(seq.desc())")),
    _copy(
        "numbers-corrected", "MEM-080", "a number that is out of range is changed into one within it",
        ("common.requests", "Annotated[int, Field(ge=low, le=high), BeforeValidator(_whole), Query()]",
         "Annotated[int, BeforeValidator(\n"
         "        lambda text: min(max(low, int(text) if str(text).isdecimal() else low), high or 10**9)), Query()]")),
    _copy(
        "logins-of-all", "MEM-081", "a user sees the logins of others",
        ("logins", "select(logins).where(logins.c.user_id == caller.user_id, _is_live(present()))", "select(logins).where(_is_live(present()))")),
    _copy(
        "ended-logins-listed", "MEM-081", "logins that have ended are listed",
        ("logins", "select(logins).where(logins.c.user_id == caller.user_id, _is_live(present()))",
         "select(logins).where(logins.c.user_id == caller.user_id)")),
    _copy(
        "logins-of-others-ended", "MEM-081", "a user ends the logins of others",
        ("logins", "(logins.c.seq == login_id) & (logins.c.user_id == caller.user_id) & _is_live(present())",
         "(logins.c.seq == login_id) & _is_live(present())")),
    _copy(
        "log-of-others-by-id", "MEM-002", "an admin reads a view log of another corporation by its ID",
        ("videos", "            row = connection.execute(_visible_views(caller).where(view_logs.c.seq == view_log_id)).first()",
         "            row = connection.execute(select(view_logs).where(view_logs.c.seq == view_log_id)).first()")),
    _copy(
        "login-for-each-refresh", "MEM-081", "each refresh is a login in the list",
        ("logins", "                refresh_token = _issue(connection, login.seq, now)\n",
         "                refresh_token = _issue(connection, login.seq, now)\n                begin_login(connection, login.user_id, now)\n")),
    # Errors
    _copy(
        "errors-without-code", "MEM-090", "errors have FastAPI's form",
        ("common.problems",
         '    return JSONResponse(content, problem.status_code, problem.headers, media_type="application/problem+json")',
         '    return JSONResponse({"detail": problem.detail}, problem.status_code, problem.headers)')),
    _copy(
        "errors-without-field", "MEM-090", "an error does not name the parameter",
        ("common.requests", 'Problem("ParameterInvalid", detail, field=name)', 'Problem("ParameterInvalid", detail)')),
    _copy(
        "errors-as-json", "MEM-090", "an error has the media type application/json",
        ("common.problems", ', media_type="application/problem+json")', ")")),
    _copy(
        "exceptions-in-errors", "MEM-091", "errors contain the text of the exception",
        ("common.problems", '        "detail": problem.detail,', '        "detail": f"{problem.detail}: {problem.__cause__}",')),
    _copy(
        "stack-traces-in-errors", "MEM-091", "errors contain the stack trace",
        ("common.problems", "from fastapi import HTTPException\n", "import traceback\n\nfrom fastapi import HTTPException\n"),
        ("common.problems", '        "detail": problem.detail,', '        "detail": "".join(traceback.format_exception(problem)),')),
    _copy(
        "large-id-fails", "MEM-092", "an ID with more than 64 bits is an internal error",
        ("requests", "Annotated[int, Field(le=LARGEST_ID), BeforeValidator", "Annotated[int, BeforeValidator"),
        ("requests", "[1-9][0-9]{0,18}", "[1-9][0-9]*")),
    _copy(
        "nul-accepted", "MEM-092", "NUL in a text is accepted",
        ("common.api", r'"[\0\ud800-\udfff]"', r'"[\ud800-\udfff]"')),
    _copy(
        "surrogates-fail", "MEM-092", "half a surrogate pair is an internal error",
        ("common.api", r'"[\0\ud800-\udfff]"', r'"[\0]"')),
    _copy(
        "word-as-id-fails", "MEM-092", "an ID that is no number is an internal error",
        ("requests", '        raise ValueError("not an ID")\n', "        raise KeyError(text)\n")),
]  # fmt: skip


def install(name):
    """Breaks the modules of the service that are imported from now on."""
    install_copy(COPIES, name)


if __name__ == "__main__":
    show_copies(COPIES)
