"""Moves a case from a vector to a server, which has another time, other credentials, another bucket and another region."""

import calendar
import email.utils
import re
import time

from ledger.signing import Scope
from text import as_bytes

TIMESTAMP = rb"\d{8}T\d{6}Z"


class NotSendable(Exception):
    """The case cannot be sent to this server. The message says why."""


class Move:
    """The changes for one case. `receiver` is the scope of the vector's receiver. The credentials are the first that it knows."""

    def __init__(self, case, place, now):
        self.place, self.now, self._shift = place, now, now - case.clock
        self.receiver = Scope(None, as_bytes(case.input["region"]), as_bytes(case.input["service"]))
        self.old, self.new = credentials(case.input["credentials"][0]), credentials(place.credentials)
        if self.old["token"] and not self.new["token"]:
            raise NotSendable("the case needs temporary credentials")
        self._stamp = stamp(case.clock)

    @property
    def adds_token(self):
        """Whether a token has to be added, because the server's credentials are temporary and the vector's are not."""
        return self.new["token"] and not self.old["token"]

    def dated(self, text):
        """Sets the request's own time, from which the days of scopes are counted."""
        if re.fullmatch(TIMESTAMP, text or b""):
            self._stamp = text
        return self

    def scope(self, old):
        """Moves a scope. A region or service that is not the receiver's stays different from the receiver's."""
        days = (day(old.date) - day(self._stamp[:8])) // 86400
        region, receiver = self.place.region.encode(), self.receiver
        other = b"eu-west-1" if region != b"eu-west-1" else b"us-east-1"
        is_own = old.service == receiver.service
        return Scope(
            stamp(day(self.time(self._stamp)[:8]) + days * 86400)[:8], region if old.region == receiver.region else other,
            b"s3" if is_own else receiver.service if old.service == b"s3" else old.service)

    def time(self, text):
        """Moves a time written as `YYYYMMDD'T'HHMMSS'Z'`."""
        return self._moved(text, "%Y%m%dT%H%M%SZ")

    def http_date(self, text):
        then = email.utils.parsedate_to_datetime(text.decode()).timestamp()
        return email.utils.formatdate(then + self._shift, usegmt=True).encode()

    def token(self, text):
        return self.new["token"] if text == self.old["token"] and text else text

    def credential(self, text):
        """Moves a credential, `KEY/YYYYMMDD/REGION/SERVICE/aws4_request`. A malformed one keeps its form."""
        text = text.replace(self.old["key"], self.new["key"])
        match = re.fullmatch(rb"(.*)/(\d{8})/([^/]*)/([^/]*)/aws4_request", text)
        return join_credential(match.group(1), self.scope(Scope(*match.groups()[1:]))) if match else text

    def policy(self, text, bucket):
        """Moves a policy. Only its times, credentials, buckets and keys change; every other byte stays the same."""
        text = re.sub(TIMESTAMP, lambda match: self.time(match.group()), text)
        text = re.sub(rb"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d", self._extended, text)
        text = re.sub(
            rb'[^"/]*(/\d{8}/[^"/]*/[^"/]*/aws4_request)', lambda match: self.credential(self.old["key"] + match.group(1)), text)
        text = re.sub(rb'(?i)("\$?key"\s*[:,]\s*")(?!")', rb"\g<1>" + self.place.prefix.encode(), text)
        text = re.sub(
            rb'(?i)("\$?bucket"\s*[:,]\s*")([^"]*)', lambda match: match.group(1) + self._bucket(match.group(2), bucket), text)
        if self.old["token"]:
            text = text.replace(self.old["token"], self.new["token"])
        if not self.adds_token:
            return text
        condition = b', {"x-amz-security-token": "' + self.new["token"] + b'"}'
        with_token = re.sub(rb'(?i)\{\s*"x-amz-date"\s*:\s*"[^"]*"\s*\}', lambda match: match.group() + condition, text)
        if with_token == text:
            raise NotSendable("its policy has no x-amz-date condition, next to which the session token's would be added")
        return with_token

    def key(self, text):
        return self.place.prefix.encode() + text if text else text

    def _bucket(self, text, old):
        """Moves a bucket's name or a prefix of it. Any other name is not changed."""
        new = self.place.bucket.encode()
        if text == old:
            return new
        return new[:len(new) // 2] if text and old.startswith(text) else text

    def _extended(self, match):
        return self._moved(match.group(), f"%Y-%m-%d{match.group()[10:11].decode()}%H:%M:%S")

    def _moved(self, text, form):
        try:
            at = calendar.timegm(time.strptime(text.decode(), form))
        except ValueError:
            return text  # the day does not exist, which is what the case is about
        return time.strftime(form, time.gmtime(at + self._shift)).encode()


def join_credential(key, scope):
    return b"/".join((key, *scope, b"aws4_request"))


def credentials(data):
    return {
        "key": as_bytes(data["accessKeyId"]), "secret": as_bytes(data["secretAccessKey"]),
        "token": as_bytes(data.get("sessionToken", "")),
    }


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds)).encode()


def day(text):
    try:
        return calendar.timegm(time.strptime(text.decode(), "%Y%m%d"))
    except ValueError:
        raise NotSendable("the day in its scope does not exist") from None
