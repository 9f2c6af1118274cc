"""The recorded result of a look, and the result after a later one."""

import json

from signing.faults import broken
from signing.text import written_text


class Outcome:
    """`is_validated` means that size, type and ETag belong to a completed object and are not written again."""

    def __init__(self, status, violations, size, media_type, etag, is_validated):
        self.status, self.violations, self.is_validated = status, violations, is_validated
        self.size, self.media_type, self.etag = size, media_type, etag

    @classmethod
    def recorded(cls, row):
        violations = json.loads(row["violations"])
        return cls(row["status"], violations, row["size"], row["media_type"], row["etag"], bool(row["validated"]))

    @classmethod
    def decided(cls, decision):
        size, media_type, etag = decision.size, decision.media_type, decision.etag
        is_complete = not decision.violations or broken("always-completed")
        if broken("size-not-recorded"):
            size = None
        if broken("etag-recorded-without-quotes") and etag is not None:
            etag = etag.strip(b'"')
        if is_complete or not broken("nothing-recorded-of-a-failed-one"):
            return cls("completed" if is_complete else "failed", decision.violations, size, media_type, etag, is_complete)
        return cls("failed", decision.violations, None, None, None, False)

    def after(self, decision):
        """Returns the result to record after a later decision."""
        if not self.is_validated or broken("replaced-object-recorded"):
            return Outcome.decided(decision)
        status = "failed" if decision.violations else "completed"
        if broken("replaced-object-ignored"):
            return self
        if broken("first-object-not-taken-back") and self.status == "failed":
            status = "failed"
        if broken("replaced-object-forgets-the-first") and status == "failed":
            return Outcome(status, decision.violations, None, None, self.etag, True)
        return Outcome(status, decision.violations, self.size, self.media_type, self.etag, True)

    def output(self):
        output = {"status": self.status, "violations": self.violations}
        if self.size is not None:
            output["size"] = str(self.size)
        for name, value in (("mediaType", self.media_type), ("etag", self.etag)):
            if value is not None:
                output[name] = written_text(value)
        return output
