"""Computes the string to sign, the signing key and the signature of a canonical request."""

import hashlib
import hmac

from .encoding import decode, encode_query
from .faults import Rejected, active, broken
from .text import read_text
from .times import read_clock, scope_date, timestamp

HMAC_ALGORITHM = b"AWS4-HMAC-SHA256"
ECDSA_ALGORITHM = b"AWS4-ECDSA-P256-SHA256"
UNSIGNED_PAYLOAD = b"UNSIGNED-PAYLOAD"
_LINE_ENDS = frozenset(b"\r\n\0")

_CACHED_KEYS = 64
_keys = {}


def sha256(data):
    return hashlib.sha256(data).hexdigest().encode()


def payload_hash(body):
    if not body and broken("empty-body-unhashed"):
        return b""
    digest = hashlib.sha256(body).hexdigest().encode()
    return digest.upper() if broken("payload-hash-upper-case") else digest


class Credentials:
    def __init__(self, data):
        self.access_key = read_text(data["accessKeyId"])
        self.secret = read_text(data["secretAccessKey"])
        self.token = read_text(data["sessionToken"]) if data.get("sessionToken") is not None else b""
        self.expiration = read_clock(data["expiration"]) if "expiration" in data else None


class Signer:
    """Credentials, with the time, region and service for which they sign."""

    def __init__(self, credentials, algorithm, stamp, date, region, service):
        self.credentials, self.algorithm = credentials, algorithm
        self.stamp, self.date, self.region, self.service = stamp, date, region, service

    @property
    def asymmetric(self):
        return self.algorithm == ECDSA_ALGORITHM

    @property
    def scope(self):
        place = [self.region, self.service]
        if self.asymmetric and not broken("asymmetric-scope-with-region"):
            place = [self.service]
        if broken("scope-service-before-region"):
            place.reverse()
        return b"/".join([self.date, *place, b"aws4_request"])

    @property
    def credential(self):
        return self.credentials.access_key + b"/" + self.scope

    def string_to_sign(self, request):
        """Returns the string to sign, which has four lines, for a canonical request."""
        algorithm, stamp = self.algorithm, self.stamp
        if self.asymmetric and broken("asymmetric-signed-as-hmac"):
            algorithm = HMAC_ALGORITHM
        if broken("time-in-extended-format"):
            stamp = b"%b-%b-%b:%b:%b" % (stamp[:4], stamp[4:6], stamp[6:11], stamp[11:13], stamp[13:])
        hashed = request if broken("canonical-request-unhashed") else sha256(request)
        return b"\n".join((algorithm, stamp, self.scope, hashed))

    def signature(self, string_to_sign):
        if self.asymmetric:
            from .asymmetric import sign

            return sign(self.credentials, string_to_sign)
        digest = hmac.digest(self.key, string_to_sign, "sha256")
        return digest.hex().upper().encode() if broken("signature-upper-case") else digest.hex().encode()

    def verifies(self, string_to_sign, signature):
        if broken("signature-not-checked"):
            return True
        if self.asymmetric and not broken("asymmetric-signatures-compared"):
            from .asymmetric import verifies

            return verifies(self.credentials, string_to_sign, signature)
        expected = self.signature(string_to_sign)
        if broken("signature-prefix-accepted"):
            expected = expected[: len(signature)]
        if broken("longer-signature-accepted"):
            signature = signature[: len(expected)]
        if broken("signature-compared-in-part"):
            expected, signature = expected[:16], signature[:16]
        return hmac.compare_digest(expected, signature)

    @property
    def key(self):
        """The signing key. It is cached by secret, date, region and service."""
        # The mutants key-cached-without-secret, -date, -region and -service leave one of these out of the cache's key.
        made_of = {"secret": self.credentials.secret, "date": self.date, "region": self.region, "service": self.service}
        identity = (active(), *(part for name, part in made_of.items() if not broken("key-cached-without-" + name)))
        if identity not in _keys:
            if len(_keys) >= _CACHED_KEYS:
                _keys.clear()
            _keys[identity] = _derived_key(*made_of.values())
        return _keys[identity]


def _derived_key(secret, date, region, service):
    if broken("secret-url-decoded"):
        secret = decode(secret.replace(b"+", b" "))
    if broken("secret-url-encoded"):
        secret = encode_query(secret)
    key = secret if broken("key-without-prefix") else b"AWS4" + secret
    for step in (date, region, service, b"aws4_request"):
        key = hmac.digest(key, step, "sha256")
        if broken("key-chained-in-hexadecimal"):
            key = key.hex().encode()
    return key


def read_signer(data, clock):
    """Returns the signer that the input of a `sign.*` operation describes."""
    credentials = Credentials(data["credentials"])
    if not (credentials.access_key and credentials.secret) and not broken("empty-credentials-accepted"):
        raise Rejected("InvalidCredentials", "the access key or the secret is empty")
    region, service = read_text(data["region"]), read_text(data["service"])
    _reject_broken_parts(credentials, region, service)
    moment = read_clock(clock)
    algorithm = read_text(data.get("algorithm") or HMAC_ALGORITHM.decode())
    if algorithm not in (HMAC_ALGORITHM, ECDSA_ALGORITHM):
        raise Rejected("InvalidAlgorithm", "the algorithm is neither AWS4-HMAC-SHA256 nor AWS4-ECDSA-P256-SHA256")
    return Signer(credentials, algorithm, timestamp(moment), scope_date(moment), region, service)


def _reject_broken_parts(credentials, region, service):
    """Rejects characters that would end a line of a header, of the string to sign, or of a form field."""
    if broken("broken-credentials-accepted"):
        return
    if any(byte < 0x20 or byte == 0x7F for byte in credentials.access_key):
        raise Rejected("InvalidCredentials", "the access key contains a control character")
    if not _LINE_ENDS.isdisjoint(credentials.token):
        raise Rejected("InvalidCredentials", "the session token contains a line break or a NUL byte")
    if not _LINE_ENDS.isdisjoint(region + service):
        raise Rejected("InvalidScope", "the region or the service contains a line break or a NUL byte")
