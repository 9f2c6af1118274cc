#if PostgreSQL
  import VideoSpec

  extension PostgresSchema {
    /// The tables of a library. Those of SQLite say what the columns are.
    static let library = PostgresSchema(
      application: "video-spec library",
      migrations: [
        """
        CREATE TABLE IF NOT EXISTS users (
          row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          id uuid NOT NULL UNIQUE,
          name text NOT NULL UNIQUE,
          video_count bigint NOT NULL DEFAULT 0 CHECK (video_count >= 0),
          version bigint NOT NULL DEFAULT 0
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS sessions (
          token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
          user_row bigint NOT NULL REFERENCES users ON DELETE CASCADE,
          expires_at bigint NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions (user_row)",
        "CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires_at)",
        // Texts are sorted and compared by their bytes, as in SQLite.
        """
        CREATE TABLE IF NOT EXISTS videos (
          row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          id uuid NOT NULL UNIQUE,
          user_row bigint NOT NULL REFERENCES users ON DELETE CASCADE,
          filename varchar(255) COLLATE "C" NOT NULL CHECK (filename <> ''),
          original_filename varchar(255) COLLATE "C" NOT NULL,
          s3_key varchar(500) COLLATE "C" NOT NULL UNIQUE,
          s3_url varchar(1000) NOT NULL,
          s3_bucket varchar(255) NOT NULL,
          content_type varchar(100) NOT NULL,
          file_size bigint NOT NULL CHECK (file_size >= 0),
          duration bigint NOT NULL DEFAULT -1,
          thumbnail_s3_key varchar(500) COLLATE "C" UNIQUE,
          metadata text,
          sha256 bytea CHECK (length(sha256) = 32),
          search text COLLATE "C" NOT NULL,
          trigrams bigint[] NOT NULL,
          created_at bigint NOT NULL,
          updated_at bigint NOT NULL,
          deleted_at bigint
        )
        """,
        "CREATE INDEX IF NOT EXISTS videos_of_user ON videos (user_row)",
        "CREATE INDEX IF NOT EXISTS videos_by_creation ON videos (user_row, created_at, row) WHERE deleted_at IS NULL",
        "CREATE INDEX IF NOT EXISTS videos_by_filename ON videos (user_row, filename, row) WHERE deleted_at IS NULL",
        """
        CREATE INDEX IF NOT EXISTS videos_by_original_filename ON videos (user_row, original_filename, row)
        WHERE deleted_at IS NULL
        """,
        "CREATE INDEX IF NOT EXISTS videos_by_size ON videos (user_row, file_size, row) WHERE deleted_at IS NULL",
        "CREATE INDEX IF NOT EXISTS videos_by_duration ON videos (user_row, duration, row) WHERE deleted_at IS NULL",
        // Without a list of pending entries, which every search would have to read.
        "CREATE INDEX IF NOT EXISTS videos_by_trigram ON videos USING gin (trigrams) WITH (fastupdate = off)",
        """
        CREATE TABLE IF NOT EXISTS uploads (
          s3_key varchar(500) COLLATE "C" PRIMARY KEY, begun_at bigint NOT NULL, is_abandoned boolean NOT NULL DEFAULT false
        )
        """,
        "CREATE INDEX IF NOT EXISTS uploads_by_begin ON uploads (begun_at)",
        """
        CREATE TABLE IF NOT EXISTS jobs (
          id uuid PRIMARY KEY,
          user_row bigint NOT NULL REFERENCES users ON DELETE CASCADE,
          video_row bigint NOT NULL REFERENCES videos ON DELETE CASCADE,
          s3_key varchar(500) NOT NULL,
          filename varchar(255) NOT NULL,
          transcript_text text,
          transcript_upload_id text,
          created_at bigint NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS jobs_of_user ON jobs (user_row)",
        "CREATE INDEX IF NOT EXISTS jobs_of_video ON jobs (video_row)",
        "CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL, ends_at bigint NOT NULL)",
        """
        CREATE OR REPLACE FUNCTION count_videos() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            UPDATE users SET version = version + 1, video_count = video_count - (OLD.deleted_at IS NULL)::int
            WHERE row = OLD.user_row;
          END IF;
          IF TG_OP <> 'DELETE' THEN
            UPDATE users SET version = version + 1, video_count = video_count + (NEW.deleted_at IS NULL)::int
            WHERE row = NEW.user_row;
          END IF;
          RETURN NULL;
        END
        $$
        """,
        """
        DO $$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'videos_counted' AND tgrelid = 'videos'::regclass) THEN
            CREATE TRIGGER videos_counted AFTER INSERT OR UPDATE OR DELETE ON videos
            FOR EACH ROW EXECUTE FUNCTION count_videos();
          END IF;
        END
        $$
        """,
      ])
  }
#endif
