-- The tables of the membership service. Generated from Sources/ReferenceImpl/Membership/MembershipSchema.swift.

CREATE TABLE IF NOT EXISTS corporations (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  plan_type text NOT NULL CHECK (plan_type IN ('free', 'paid')),
  plan_expired_at bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS corporations_by_end ON corporations (plan_expired_at) WHERE plan_type = 'paid';

CREATE TABLE IF NOT EXISTS users (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_folded text NOT NULL UNIQUE,
  password text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'admin', 'guest')),
  corporation_id bigint REFERENCES corporations,
  point bigint NOT NULL DEFAULT 0 CHECK (point >= 0),
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  CHECK ((role = 'operator') = (corporation_id IS NULL))
);

CREATE INDEX IF NOT EXISTS users_of_corporation ON users (corporation_id, seq);

CREATE INDEX IF NOT EXISTS users_who_operate ON users (seq) WHERE role = 'operator';

CREATE TABLE IF NOT EXISTS videos (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  file_path text NOT NULL CHECK (length(file_path) BETWEEN 1 AND 1100),
  deleted bigint NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  corporation_id bigint NOT NULL REFERENCES corporations,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS videos_of_corporation ON videos (corporation_id, deleted, seq);

CREATE TABLE IF NOT EXISTS video_view_logs (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  video_id bigint NOT NULL REFERENCES videos ON DELETE CASCADE,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at bigint NOT NULL,
  UNIQUE (user_id, video_id)
);

CREATE INDEX IF NOT EXISTS views_of_video ON video_view_logs (video_id);

CREATE TABLE IF NOT EXISTS logins (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at bigint NOT NULL,
  expired_at bigint NOT NULL,
  revoked bigint NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
);

CREATE INDEX IF NOT EXISTS logins_of_user ON logins (user_id, seq);

CREATE INDEX IF NOT EXISTS logins_by_end ON logins (expired_at);

CREATE TABLE IF NOT EXISTS refresh_tokens (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token bytea NOT NULL UNIQUE CHECK (length(token) = 32),
  login_id bigint NOT NULL REFERENCES logins ON DELETE CASCADE,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  expired_at bigint NOT NULL,
  is_used bigint NOT NULL DEFAULT 0 CHECK (is_used IN (0, 1)),
  created_at bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS refresh_tokens_of_login ON refresh_tokens (login_id);

CREATE INDEX IF NOT EXISTS refresh_tokens_of_user ON refresh_tokens (user_id);

CREATE INDEX IF NOT EXISTS refresh_tokens_by_end ON refresh_tokens (expired_at);

CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at bigint NOT NULL);

CREATE TABLE IF NOT EXISTS fences (id bigint PRIMARY KEY CHECK (id = 1), number bigint NOT NULL);

INSERT INTO fences VALUES (1, 0) ON CONFLICT DO NOTHING;
