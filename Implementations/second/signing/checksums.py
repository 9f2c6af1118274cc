"""Computes and verifies the checksums that a request states of its body."""

import binascii
import hashlib
import zlib

from .canonical import is_s3
from .faults import Rejected, broken

_ALGORITHMS = {b"crc32": 4, b"crc32c": 4, b"crc64nvme": 8, b"sha1": 20, b"sha256": 32}
HEADERS = {b"x-amz-checksum-" + algorithm: algorithm for algorithm in _ALGORITHMS}


def _table(reversed_polynomial):
    values = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (reversed_polynomial if value & 1 else 0)
        values.append(value)
    return values


_CRC32C, _CRC64NVME = _table(0x82F63B78), _table(0x9A6C9329AC4BC9B5)


def _check_value(data, table, ones):
    value = ones
    for byte in data:
        value = value >> 8 ^ table[(value ^ byte) & 255]
    return value ^ ones


def checksum(algorithm, data):
    """Returns the bytes of a checksum."""
    if broken("crc32c-as-crc32") and algorithm == b"crc32c":
        algorithm = b"crc32"
    if algorithm == b"sha1":
        return hashlib.sha1(data).digest()
    if algorithm == b"sha256":
        return hashlib.sha256(data).digest()
    if algorithm == b"crc32":
        value = zlib.crc32(data)
    elif algorithm == b"crc32c":
        value = _check_value(data, _CRC32C, 0xFFFFFFFF)
    else:
        value = _check_value(data, _CRC64NVME, 0xFFFFFFFFFFFFFFFF)
    return value.to_bytes(_ALGORITHMS[algorithm], "little" if broken("checksum-bytes-reversed") else "big")


def check_checksums(receiver, request):
    """Verifies the checksums in the headers of an upload to S3."""
    if not is_s3(receiver.service) or request.method not in (b"PUT", b"POST"):
        return
    if request.header(b"x-amz-copy-source") is not None:
        return
    Stated(request).compare(request.body)


class Stated:
    """The checksums that the headers of a request state, and the one that its trailer will have."""

    def __init__(self, request, trailing=None):
        self.md5 = request.header(b"content-md5")
        if broken("content-md5-ignored"):
            self.md5 = None
        if self.md5 is not None and len(_decoded(self.md5)) != 16 and broken("malformed-md5-ignored"):
            self.md5 = None
        if self.md5 is not None and len(_decoded(self.md5)) != 16:
            code = "BadDigest" if broken("malformed-md5-as-wrong") else "InvalidDigest"
            raise Rejected(code, "Content-MD5 is not an MD5 in Base64", 400)
        stated = [name for name in HEADERS if request.header(name) is not None]
        if broken("checksum-headers-ignored"):
            stated = []
        if broken("new-checksums-ignored"):
            stated = [name for name in stated if name != b"x-amz-checksum-crc64nvme"]
        if broken("two-checksums-accepted") or (broken("checksum-beside-trailer-accepted") and trailing):
            stated = stated[:1] if not trailing else []
        if len(stated) + bool(trailing) > 1:
            raise Rejected("InvalidRequest", "the request has more than one checksum", 400)
        self.name = stated[0] if stated else None
        self._check_announced(request, trailing)
        self.value = None
        if self.name:
            self.expect(self.name, request.header(self.name))
        elif broken("checksum-parameter-compared"):
            self._expect_parameter(request)

    def _check_announced(self, request, trailing):
        announced = request.header(b"x-amz-sdk-checksum-algorithm")
        if announced is None or broken("announced-checksum-unchecked"):
            return
        name = self.name or trailing
        if name is None and request.header(b"x-amz-trailer") is None:
            raise Rejected("InvalidRequest", "the announced checksum is missing", 400)
        if name and HEADERS[name] != announced.lower() and not broken("announced-algorithm-unchecked"):
            raise Rejected("InvalidRequest", "the checksum is not of the announced algorithm", 400)

    def _expect_parameter(self, request):
        for part in request.query.split(b"&"):
            name, _, value = part.partition(b"=")
            if name in HEADERS:
                self.expect(name, value.replace(b"%3D", b"="))

    def expect(self, name, text):
        self.name, self.value = name, _decoded(text)
        if len(self.value) == _ALGORITHMS[HEADERS[name]]:
            return
        if broken("malformed-checksum-ignored"):
            self.name = self.value = None
            return
        code = "BadDigest" if broken("malformed-checksum-as-wrong") else "InvalidRequest"
        raise Rejected(code, "the value is not a checksum in Base64", 400)

    def compare(self, body):
        if self.md5 is not None and hashlib.md5(body).digest() != _decoded(self.md5):
            raise Rejected("BadDigest", "the body differs from Content-MD5", 400)
        if self.value is not None and checksum(HEADERS[self.name], body) != self.value:
            raise Rejected("BadDigest", "the body differs from its checksum", 400)


def _decoded(text):
    """Returns the bytes of Base64 text, or no bytes if it is not Base64."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        return b""
    return data if binascii.b2a_base64(data, newline=False) == text else b""
