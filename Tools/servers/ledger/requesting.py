"""Rebuilds the requests of vectors, signed by header or by URL, for a server."""

import re
import urllib.parse

from building import clock
from exchange import Request, split
from ledger.move import Move, NotSendable, join_credential
from ledger.signing import Scope, likely_payloads, likely_scopes, signature, string_to_sign
from text import as_bytes, as_text, pairs_as_bytes

HEADER_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
CREDENTIAL = rb"[^/,]*/(\d{8})/([^/]*)/([^/]*)/aws4_request"


def signed_request(case, place, now, adapter):
    """Returns the request and the key of its object."""
    move, given = Move(case, place, now), case.input["request"]
    if move.receiver.service != b"s3":
        raise NotSendable("it is for another service than S3")
    headers, body = pairs_as_bytes(given["headers"]), as_bytes(given.get("body", ""))
    if not all(re.fullmatch(HEADER_NAME, name) for name, _ in headers):
        raise NotSendable("HTTP clients do not send the name of one of its headers")
    path, _, query = as_bytes(given["target"]).partition(b"?")
    old = Signed(path, query, headers)
    move.dated(old.stamp)
    scope, payload = _recovered(adapter, move, given["method"], old, body)
    origin, host = split(place.endpoint)[0], split(place.endpoint)[2]
    key = place.prefix.encode() + _object_path(path, old.host)
    new = old.moved(move, b"/" + place.bucket.encode() + b"/" + key, host.encode())
    if scope:
        made = move.scope(scope)
        canonical = _canonical(adapter, given["method"], new, made, payload, origin, now)
        new.sign(signature(move.new["secret"], made, string_to_sign(new.stamp, made, canonical)))
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in new.headers]
    return Request(origin, given["method"], new.target.decode("latin-1"), headers, body), urllib.parse.unquote_to_bytes(key)


class Signed:
    """A request's path, query and headers, and the parts of its signature that they contain."""

    def __init__(self, path, query, headers):
        self.path, self.query, self.headers = path, query, headers
        values = {name.lower(): value for name, value in reversed(headers)}
        if b"host" not in values:
            raise NotSendable("it has no Host")
        self.is_url = b"X-Amz-Credential=" in query
        if self.is_url:
            parameters = {name: urllib.parse.unquote_to_bytes(value) for name, _, value in _pairs(query)}
            credential, names = parameters.get(b"X-Amz-Credential", b""), parameters.get(b"X-Amz-SignedHeaders", b"")
            self.signature, self.stamp = parameters.get(b"X-Amz-Signature"), parameters.get(b"X-Amz-Date", b"")
            self.algorithm = parameters.get(b"X-Amz-Algorithm", b"")
        else:
            authorization = values.get(b"authorization", b"")
            match = re.fullmatch(rb"(\S+) Credential=(\S*?), ?SignedHeaders=(\S*?), ?Signature=(\S*)", authorization)
            if not match:
                raise NotSendable("its Authorization header has a form that this program does not read")
            self.algorithm, credential, names, self.signature = match.groups()
            self.stamp = values.get(b"x-amz-date", b"")
        if self.algorithm != b"AWS4-HMAC-SHA256":
            raise NotSendable("it is signed for several regions (SigV4a)")
        self.key, scope = credential.partition(b"/")[0], re.fullmatch(CREDENTIAL, credential)
        self.scope = Scope(*scope.groups()) if scope else None
        self.signed = names.split(b";")
        self.host, self.payload = values[b"host"], values.get(b"x-amz-content-sha256")

    @property
    def target(self):
        return self.path + (b"?" + self.query if self.query else b"")

    def target_in(self, scope):
        if not self.is_url:
            return self.target
        credential = join_credential(self.key, scope)
        return re.sub(rb"(?<=X-Amz-Credential=)[^&]*", urllib.parse.quote(credential, safe="-_.~").encode(), self.target)

    def moved(self, move, path, host):
        """Returns the request for another server, with its old signature."""
        headers = [(name, _header(move, name.lower(), value, host)) for name, value in self.headers]
        pieces = [name + equals + _parameter(move, name, value) for name, equals, value in _pairs(self.query)]
        if move.adds_token and self.is_url:
            token = urllib.parse.quote(move.new["token"], safe="-_.~").encode()
            pieces.insert(-1, b"X-Amz-Security-Token=" + token)
        elif move.adds_token:
            headers = [
                (name, re.sub(rb"SignedHeaders=[^,]*", self._with_token, value) if name.lower() == b"authorization" else value)
                for name, value in headers] + [(b"X-Amz-Security-Token", move.new["token"])]
        return Signed(path, b"&".join(pieces), headers)

    def _with_token(self, _):
        return b"SignedHeaders=" + b";".join(sorted({*self.signed, b"x-amz-security-token"}))

    def sign(self, made):
        if self.is_url:
            self.query = re.sub(rb"X-Amz-Signature=[^&]*", b"X-Amz-Signature=" + made, self.query)
        self.headers = [
            (name, re.sub(rb"Signature=\S*$", b"Signature=" + made, value) if name.lower() == b"authorization" else value)
            for name, value in self.headers]


def _recovered(adapter, move, method, old, body):
    """Returns the scope and the payload hash with which the vector was signed, or None for both if it has no signature."""
    if not old.signature:
        return None, None
    if not old.scope:
        raise NotSendable("it has no scope")
    origin = "https://" + old.host.decode()
    for payload in likely_payloads(old.payload, body):
        for scope in likely_scopes(old.scope, old.stamp, move.receiver):
            canonical = _canonical(adapter, method, old, scope, payload, origin, move.now)
            if signature(move.old["secret"], scope, string_to_sign(old.stamp, scope, canonical)) == old.signature:
                return scope, payload
    raise NotSendable("no known way of signing gives its signature")


def _canonical(adapter, method, request, scope, payload, origin, now):
    """Returns the canonical request. The credential in a URL gets the scope that was signed."""
    headers = [pair for pair in request.headers if pair[0].lower() in request.signed and pair[0].lower() != b"host"]
    return as_bytes(adapter.output("canonical", clock(now), {
        "service": "s3", "method": method, "endpoint": origin, "target": {"wire": as_text(request.target_in(scope))},
        "headers": [[as_text(name), as_text(value)] for name, value in headers], "payloadHash": as_text(payload),
    })["canonicalRequest"])


def _object_path(path, host):
    """Returns the key in the path, whether the bucket is in the host or in the path."""
    in_host = re.match(rb"(.+)\.s3[.-]", host)
    in_path = re.match(rb"/[a-z0-9.-]{3,63}/(.+)", path, re.DOTALL)
    return path.lstrip(b"/") if in_host or not in_path else in_path.group(1)


def _header(move, name, value, host):
    if name == b"host":
        return host
    if name == b"x-amz-date":
        return move.time(value)
    if name == b"date":
        return move.http_date(value)
    if name == b"authorization":
        return re.sub(rb"(?<=Credential=)[^,\s]*", lambda match: move.credential(match.group()), value)
    return move.token(value) if name == b"x-amz-security-token" else value


def _parameter(move, name, value):
    changes = {b"X-Amz-Credential": move.credential, b"X-Amz-Date": move.time, b"X-Amz-Security-Token": move.token}
    if name not in changes:
        return value
    return urllib.parse.quote(changes[name](urllib.parse.unquote_to_bytes(value)), safe="-_.~").encode()


def _pairs(query):
    return [piece.partition(b"=") for piece in query.split(b"&") if piece]
