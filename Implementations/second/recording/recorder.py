"""The recorder: its setup, its connection, and the lookup of users and uploads."""

from signing.faults import Rejected, broken
from signing.text import read_text
from validation.decision import Limits

from .caller import check_origin, hashed, user_of
from .schema import open_database
from .times import seconds_of
from .transaction import Transaction

UPLOADS = "SELECT *, answers.id AS answer_id, videos.id AS video_id FROM answers JOIN videos ON videos.answer = answers.id"


class Setup:
    """The part of the input of `record.open` that is not in the database."""

    def __init__(self, data):
        self.bucket, self.limits = data["limits"]["bucket"], Limits(data["limits"])
        self.maximum_duration = int(data["maximumDuration"])
        self.form_seconds, self.sweep_seconds = int(data["formSeconds"]), int(data["sweepSeconds"])
        self.origins = [read_text(each) for each in data["origins"]]
        self.credentials, self.region, self.style = data["credentials"], data["region"], data.get("style")


class Recorder:
    def __init__(self, data):
        self.setup = Setup(data)
        self.connection = open_database(read_text(data["state"]).decode())
        self._add_known(data)
        # Only mutants use these: everything else is in the database.
        self.acknowledged, self.is_locked = set(), False

    def close(self):
        self.connection.close()

    def user(self, step, clock):
        """Returns the user of the cookie, which is accepted only from a configured origin."""
        check_origin(step.get("session"), step.get("origin"), self.setup.origins)
        return user_of(self.connection, step.get("session"), seconds_of(clock))

    def upload(self, external_id):
        """Returns an upload's two rows as one, or None."""
        return self.connection.execute(UPLOADS + " WHERE external_id = ?", (external_id,)).fetchone()

    def own_upload(self, external_id, user):
        """Returns the user's upload. Another user's upload does not exist."""
        row = self.upload(read_text(external_id).decode("utf-8", "replace"))
        if row is not None and row["user"] != user:
            if broken("anothers-upload-is-forbidden"):
                raise Rejected("UploadUnknown", "the upload belongs to another user", 403)
            if not broken("anothers-upload-given-out"):
                row = None
        if row is None:
            raise Rejected("UploadUnknown", "the upload does not exist", 404)
        return row

    def _add_known(self, data):
        """Adds users, sessions and questions. Existing ones stay unchanged."""
        sessions = [(hashed(read_text(each["token"])), each["user"], seconds_of(each["expires"])) for each in data["sessions"]]
        with Transaction(self.connection) as connection:
            connection.executemany("INSERT OR IGNORE INTO users VALUES (?)", [(each,) for each in data["users"]])
            connection.executemany("INSERT OR IGNORE INTO sessions VALUES (?, ?, ?)", sessions)
            connection.executemany("INSERT OR IGNORE INTO questions VALUES (?)", [(each,) for each in data["questions"]])
