-- The tables of the membership service. Generated from Sources/ReferenceImpl/Membership/MembershipSchema.swift.

CREATE TABLE IF NOT EXISTS corporations (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  plan_type text NOT NULL CHECK (plan_type IN ('free', 'paid')),
  plan_expired_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS corporations_by_end ON corporations (plan_expired_at) WHERE plan_type = 'paid';

CREATE TABLE IF NOT EXISTS users (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_folded text NOT NULL UNIQUE,
  password text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'admin', 'guest')),
  corporation_id INTEGER REFERENCES corporations,
  point INTEGER NOT NULL DEFAULT 0 CHECK (point >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((role = 'operator') = (corporation_id IS NULL))
) STRICT;

CREATE INDEX IF NOT EXISTS users_of_corporation ON users (corporation_id, seq);

CREATE INDEX IF NOT EXISTS users_who_operate ON users (seq) WHERE role = 'operator';

CREATE TABLE IF NOT EXISTS videos (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  file_path text NOT NULL CHECK (length(file_path) BETWEEN 1 AND 1100),
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  corporation_id INTEGER NOT NULL REFERENCES corporations,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS videos_of_corporation ON videos (corporation_id, deleted, seq);

CREATE TABLE IF NOT EXISTS video_view_logs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  video_id INTEGER NOT NULL REFERENCES videos ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  UNIQUE (user_id, video_id)
) STRICT;

CREATE INDEX IF NOT EXISTS views_of_video ON video_view_logs (video_id);

CREATE TABLE IF NOT EXISTS logins (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expired_at INTEGER NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT;

CREATE INDEX IF NOT EXISTS logins_of_user ON logins (user_id, seq);

CREATE INDEX IF NOT EXISTS logins_by_end ON logins (expired_at);

CREATE TABLE IF NOT EXISTS refresh_tokens (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
  login_id INTEGER NOT NULL REFERENCES logins ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  expired_at INTEGER NOT NULL,
  is_used INTEGER NOT NULL DEFAULT 0 CHECK (is_used IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS refresh_tokens_of_login ON refresh_tokens (login_id);

CREATE INDEX IF NOT EXISTS refresh_tokens_of_user ON refresh_tokens (user_id);

CREATE INDEX IF NOT EXISTS refresh_tokens_by_end ON refresh_tokens (expired_at);

CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at INTEGER NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS fences (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL) STRICT;

INSERT INTO fences VALUES (1, 0) ON CONFLICT DO NOTHING;
