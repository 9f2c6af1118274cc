"""Builds the request to sign: its URL and its request line."""

import re

from .canonical import canonical_path
from .encoding import HEXADECIMAL, decode, encode_path, encode_query
from .faults import Rejected, broken
from .text import read_pairs, read_text

_BUCKET = re.compile(rb"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(rb"\d+\.\d+\.\d+\.\d+")
_METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DOMAINS = re.compile(rb"\.(amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)")
_DEFAULT_PORTS = {b"http": b"80", b"https": b"443"}

# Proxies change these headers, which would invalidate a signature over them.
CHANGED_BY_PROXIES = frozenset(
    (b"baggage", b"connection", b"expect", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te",
     b"traceparent", b"tracestate", b"trailer", b"transfer-encoding", b"upgrade", b"user-agent", b"x-amzn-trace-id")
)


class Request:
    """The request to sign. `path` and `query` are those of the request line, `wire` is the whole target."""

    def __init__(self, data):
        self.service = read_text(data["service"])
        self.normalize = data.get("normalizePath")
        self.method = read_text(data["method"])
        if not _METHOD.fullmatch(self.method) and not broken("method-unchecked"):
            raise Rejected("InvalidMethod", "the method is not an HTTP token")
        self.headers = [header for header in read_pairs(data.get("headers")) if header[0].lower() != b"host"]
        reject_broken_lines(self.headers)
        self.scheme, self.host = _scheme_and_host(read_text(data["endpoint"]))
        target = data["target"]
        self.has_bucket = "wire" not in target
        if self.has_bucket:
            self.wire = self._wire_of_object(target)
        else:
            self.wire = read_text(target["wire"])
            _reject_malformed(self.wire)
        self.path, _, self.query = _split_target(self.wire)

    def _wire_of_object(self, target):
        bucket, key = read_text(target["bucket"]), read_text(target["key"])
        if not is_bucket_name(bucket):
            raise Rejected("InvalidBucketName", "the bucket's name is not one that S3 allows")
        path = b"/" + _encoded_key(key)
        if target.get("addressing") == "path":
            path = b"/" + bucket + path
        else:
            self.host = bucket + b"." + self.host
        pieces = [encode_query(name) + _value(value) for name, value in read_pairs(target.get("query"))]
        return path + (b"?" + b"&".join(pieces) if pieces else b"")

    @property
    def canonical_path(self):
        return canonical_path(self.path, self.service, self.normalize)

    def url(self, parameters=b""):
        """Returns the request's URL, with further parameters, already encoded, after its own."""
        wire = self.wire
        if parameters:
            if broken("request-parameters-lost"):
                wire = self.path
            wire += (b"&" if b"?" in wire else b"?") + parameters
        scheme = b"https" if broken("scheme-always-https") else self.scheme
        return scheme + b"://" + self.host + wire


def signable(headers):
    """Returns those of the caller's headers that are signed."""
    names = set() if broken("user-agent-signed") else set(CHANGED_BY_PROXIES)
    if broken("content-type-unsigned"):
        names.add(b"content-type")
    if broken("amz-headers-unsigned"):
        names |= {name.lower() for name, _ in headers if name.lower().startswith(b"x-amz-")}
    return [header for header in headers if header[0].lower() not in names]


def reject_broken_lines(headers):
    """Rejects line breaks and NUL bytes in headers. A line break before a space or tab folds a line, and is accepted."""
    for name, value in headers:
        text = name + b":" + re.sub(rb"\r?\n[ \t]", b" ", value)
        breaks = set() if broken("line-break-accepted") else set(b"\r\n")
        if breaks.union(() if broken("nul-accepted") else b"\0").intersection(text):
            raise Rejected("InvalidHeader", "a header contains a line break or a NUL byte")


def _encoded_key(key):
    if broken("key-taken-as-encoded"):
        key = decode(key)
    if broken("leading-slash-of-key-lost"):
        key = key.lstrip(b"/")
    if broken("trailing-slash-of-key-lost"):
        key = key.rstrip(b"/")
    if broken("key-trimmed"):
        key = key.strip()
    encoded = encode_path(key)
    return encoded.replace(b"%3F", b"?").replace(b"%23", b"#") if broken("key-separators-raw") else encoded


def _split_target(wire):
    if broken("target-split-at-last-question-mark"):
        return wire.rpartition(b"?") if b"?" in wire else (wire, b"", b"")
    path, mark, query = wire.partition(b"?")
    if broken("query-cut-at-second-question-mark"):
        query = query.partition(b"?")[0]
    return path, mark, query


def _value(value):
    return b"" if value is None else b"=" + encode_query(value)


def _scheme_and_host(endpoint):
    """Returns the scheme, and the host as clients send it: with its port, unless that is the scheme's default."""
    scheme, _, host = endpoint.partition(b"://")
    if not broken("host-as-typed"):
        host = host.lower()
    host = _of_known_hosts(host)
    name, _, port = host.rpartition(b":")
    without = port == _DEFAULT_PORTS.get(scheme) and not broken("default-port-kept")
    if port.isdigit() and (without or broken("port-dropped")):
        host = name
    return scheme, host


def _of_known_hosts(host):
    """Returns a host as it is, or as a signer writes it that knows only the hosts of commercial regions."""
    if broken("domain-always-amazonaws"):
        host = _DOMAINS.sub(b".amazonaws.com", host)
    if broken("fips-label-dropped"):
        host = host.replace(b"s3-fips.", b"s3.")
    if broken("dual-stack-label-dropped"):
        host = host.replace(b".dualstack.", b".")
    if broken("access-point-host-rewritten"):
        host = host.replace(b"s3-accesspoint", b"s3")
    return host


def is_bucket_name(bucket):
    if broken("bucket-name-unchecked"):
        return True
    if _ADDRESS.fullmatch(bucket) and not broken("bucket-may-be-an-address"):
        return False
    return bool(_BUCKET.fullmatch(bucket)) and b".." not in bucket


def _reject_malformed(wire):
    if wire and wire[:1] not in b"/?":
        raise Rejected("InvalidTarget", "the target does not begin with a slash")
    if b"\r" in wire or b"\n" in wire:
        raise Rejected("InvalidTarget", "the target contains a line break")
    if b"#" in wire and not broken("fragment-accepted"):
        raise Rejected("InvalidTarget", "the target has a fragment")
    for piece in wire.split(b"%")[1:]:
        if (len(piece) < 2 or not HEXADECIMAL.issuperset(piece[:2])) and not broken("malformed-percent-accepted"):
            raise Rejected("InvalidTarget", "a '%' in the target is not followed by two hexadecimal digits")
