"""Beginning an upload: recording an answer and a video and signing a form, or none of these."""

import sqlite3

from keys.layouts import generate_key, uuid_of
from signing.faults import Rejected, broken

from .caller import duration_of
from .form import signed_form
from .points import is_busy
from .times import seconds_of, written_time
from .transaction import Transaction


def begin(recorder, step, clock, random, points):
    if recorder.is_locked:
        raise Rejected("Busy", "another upload is beginning", 503)
    user = recorder.user(step, clock)
    duration = duration_of(step["duration"], recorder.setup.maximum_duration)
    if not _is_question(recorder.connection, step["question"]):
        raise Rejected("QuestionUnknown", "the question does not exist", 404)
    beginning = _Beginning(recorder, clock, random, points)
    try:
        form = beginning.record((user, step["question"], duration))
    except (sqlite3.Error, Rejected) as trouble:
        recorder.is_locked = broken("lock-kept-after-error")
        if not _is_swallowed(trouble):
            raise
        form = beginning.form()
    recorder.acknowledged.add(beginning.external_id)
    ends = seconds_of(clock) if broken("form-ends-when-it-begins") else beginning.ends
    return {"externalId": beginning.external_id, **form, "expires": written_time(ends)}


class _Beginning:
    """An upload that is beginning: its key, its external ID, and when its form expires."""

    def __init__(self, recorder, clock, random, points):
        self.setup, self.connection = recorder.setup, recorder.connection
        self.clock, self.points = clock, points
        self.ends = seconds_of(clock) + self.setup.form_seconds
        self._take_names(random)
        while broken("taken-names-made-anew") and self._is_taken():
            random = random[1:] + bytes(((random[0] + 1) % 256,))
            self._take_names(random)

    def record(self, answer_of):
        with Transaction(self.connection, "begin", self.points, self.external_id) as connection:
            self.points.reach("begin.checked")
            answer = self._insert_answer(*answer_of)
            if broken("answer-committed-first"):
                connection.execute("COMMIT")
                connection.execute("BEGIN IMMEDIATE")
            self._insert_video(answer)
            if not broken("form-signed-after-commit"):
                return self._written_form()
        return self._written_form()

    def _written_form(self):
        form = self.form()
        self.points.reach("begin.written")
        return form

    def form(self):
        key = self._key(self._random[::-1]) if broken("form-for-another-key") else self.key
        return signed_form(self.setup, key, self.clock)

    def _take_names(self, random):
        """Makes the key and the external ID from different random bytes, so that neither reveals the other."""
        self._random = random
        self.key, self.external_id = self._key(random), uuid_of(random[16:32])
        if broken("external-id-of-the-keys-bytes"):
            self.external_id = uuid_of(random[:16])
        if broken("external-id-next-to-the-keys"):
            self.external_id = uuid_of(random[:15] + bytes((random[15] ^ 1,)))
        if broken("external-id-of-the-time"):
            self.external_id = uuid_of(self.clock.encode()[-16:])
        if broken("external-id-without-hyphens"):
            self.external_id = self.external_id.replace("-", "")

    def _key(self, random):
        layout = {"layout": "recording", "mediaType": self.setup.limits.media_type.decode()}
        return generate_key(layout, self.clock, random[:16])[0]["key"]

    def _is_taken(self):
        taken = "SELECT 1 FROM answers JOIN videos ON answer = answers.id WHERE external_id = ? OR storage_key = ?"
        return self.connection.execute(taken, (self.external_id, self.key)).fetchone() is not None

    def _insert_answer(self, user, question, duration):
        status = "completed" if broken("completed-from-the-beginning") else "processing"
        if broken("duration-in-whole-seconds"):
            duration = float(int(duration))
        insert = "INSERT INTO answers (external_id, user, question, duration, status) VALUES (?, ?, ?, ?, ?)"
        return self.connection.execute(insert, (self.external_id, user, question, duration, status)).lastrowid

    def _insert_video(self, answer):
        if broken("video-not-recorded"):
            return
        verb = "INSERT OR REPLACE" if broken("taken-key-replaced") else "INSERT"
        insert = verb + " INTO videos (answer, storage_key, form_ends) VALUES (?, ?, ?)"
        self.connection.execute(insert, (answer, self.key, self.ends))


def _is_question(connection, question):
    if broken("unknown-question-as-conflict") or broken("foreign-keys-off"):
        return True
    return connection.execute("SELECT 1 FROM questions WHERE id = ?", (question,)).fetchone() is not None


def _is_swallowed(trouble):
    """Whether a mutant ignores the error and goes on as if nothing had happened."""
    if isinstance(trouble, Rejected):
        return trouble.code == "OutcomeUnknown" and broken("unknown-outcome-as-success")
    if is_busy(trouble):
        return broken("busy-swallowed")
    return broken("constraint-swallowed") if isinstance(trouble, sqlite3.IntegrityError) else broken("error-swallowed")
