#if PostgreSQL
  import VideoSpec

  extension PostgresSchema {
    /// The tables of a recorder.
    static let recording = PostgresSchema(
      application: "video-spec recorder",
      migrations: [
        "CREATE TABLE IF NOT EXISTS users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE)",
        """
        CREATE TABLE IF NOT EXISTS sessions (
          token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
          user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
          expires_at bigint NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires_at)",
        "CREATE TABLE IF NOT EXISTS questions (id bigint PRIMARY KEY)",
        // A row with the status `settling` is deleted by the transaction that inserts it: see PostgresTransaction.settle.
        """
        CREATE TABLE IF NOT EXISTS answers (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          external_id uuid NOT NULL UNIQUE,
          user_id bigint REFERENCES users,
          question_id bigint REFERENCES questions,
          duration double precision NOT NULL CHECK (duration >= 0),
          status text NOT NULL CHECK (status IN ('processing', 'completed', 'failed', 'settling')),
          created_at bigint NOT NULL,
          form_ends_at bigint NOT NULL,
          CHECK (status = 'settling' OR (user_id IS NOT NULL AND question_id IS NOT NULL))
        )
        """,
        "CREATE INDEX IF NOT EXISTS answers_of_user ON answers (user_id)",
        "CREATE INDEX IF NOT EXISTS answers_in_processing ON answers (id) WHERE status = 'processing'",
        // answer_id has no foreign key. Its check would read the last page of the index of answers, to which concurrent inserts write, and 40 % of
        // the transactions of 64 clients conflicted. Both rows are inserted by one statement, and none is ever deleted.
        // Headers are bytes, so an ETag need not be UTF-8.
        """
        CREATE TABLE IF NOT EXISTS videos (
          answer_id bigint PRIMARY KEY,
          storage_key text NOT NULL UNIQUE,
          size bigint CHECK (size >= 0),
          media_type text,
          etag bytea,
          violations text,
          validated boolean NOT NULL DEFAULT false,
          looked bigint NOT NULL DEFAULT 0,
          recorded bigint NOT NULL DEFAULT 0,
          CHECK (recorded <= looked)
        )
        """,
        "CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at bigint NOT NULL)",
      ])
  }
#endif
