"""From the world of a vector into that of a server: another time, other credentials, another bucket and region."""

import calendar
import email.utils
import re
import time

from ledger.signing import Scope
from text import as_bytes

TIMESTAMP = rb"\d{8}T\d{6}Z"


class NotPut(Exception):
    """The case cannot be put to this server; the message says why."""


class Move:
    """`receiver` is the scope for which the vector's receiver verifies; the credentials are the first that it knows."""

    def __init__(self, case, place, now):
        self.place, self.now, self._shift = place, now, now - case.clock
        self.receiver = Scope(None, as_bytes(case.input["region"]), as_bytes(case.input["service"]))
        self.old, self.new = credentials(case.input["credentials"][0]), credentials(place.credentials)
        if self.old["token"] and not self.new["token"]:
            raise NotPut("it needs temporary credentials")
        self._stamp = stamp(case.clock)

    @property
    def adds_token(self):
        """Temporary credentials where the vector's are none: their token has to come along."""
        return self.new["token"] and not self.old["token"]

    def dated(self, text):
        """The request's own time, by which the days of scopes go."""
        if re.fullmatch(TIMESTAMP, text or b""):
            self._stamp = text
        return self

    def scope(self, old):
        """Another region stays another, a service that is not the receiver's stays so."""
        days = (day(old.date) - day(self._stamp[:8])) // 86400
        region, receiver = self.place.region.encode(), self.receiver
        other = b"eu-west-1" if region != b"eu-west-1" else b"us-east-1"
        is_own = old.service == receiver.service
        return Scope(
            stamp(day(self.time(self._stamp)[:8]) + days * 86400)[:8], region if old.region == receiver.region else other,
            b"s3" if is_own else receiver.service if old.service == b"s3" else old.service)

    def time(self, text):
        """YYYYMMDD'T'HHMMSS'Z'."""
        return self._moved(text, "%Y%m%dT%H%M%SZ")

    def http_date(self, text):
        then = email.utils.parsedate_to_datetime(text.decode()).timestamp()
        return email.utils.formatdate(then + self._shift, usegmt=True).encode()

    def token(self, text):
        return self.new["token"] if text == self.old["token"] and text else text

    def credential(self, text):
        """KEY/YYYYMMDD/REGION/SERVICE/aws4_request; what is otherwise keeps its form."""
        text = text.replace(self.old["key"], self.new["key"])
        match = re.fullmatch(rb"(.*)/(\d{8})/([^/]*)/([^/]*)/aws4_request", text)
        return join_credential(match.group(1), self.scope(Scope(*match.groups()[1:]))) if match else text

    def policy(self, text, bucket):
        """The document, byte for byte but for what names a time, a credential, the bucket or a key."""
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
            raise NotPut("the session token finds no place in its policy")
        return with_token

    def key(self, text):
        return self.place.prefix.encode() + text if text else text

    def _bucket(self, text, old):
        """The bucket, or the beginning of its name; another bucket stays another."""
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
            return text  # no such day: the fault of the case
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
    return calendar.timegm(time.strptime(text.decode(), "%Y%m%d"))
