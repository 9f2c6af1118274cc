"""Puts awscrt, AWS's Common Runtime with its signer in C (aws-c-auth), behind the suite."""

import datetime
import io
import pathlib
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import awscrt  # noqa: E402
from awscrt.auth import (  # noqa: E402
    AwsCredentialsProvider, AwsSignatureType, AwsSignedBodyHeaderType, AwsSignedBodyValue, AwsSigningAlgorithm,
    AwsSigningConfig, aws_sign_request)
from awscrt.exceptions import AwsCrtError  # noqa: E402
from awscrt.http import HttpHeaders, HttpRequest  # noqa: E402

from python_adapter import (  # noqa: E402
    Unsupported, added, as_bytes, as_number, as_pairs, as_string, credentials_of, serve, url_of)

ALGORITHMS = {"AWS4-HMAC-SHA256": AwsSigningAlgorithm.V4, "AWS4-ECDSA-P256-SHA256": AwsSigningAlgorithm.V4_ASYMMETRIC}


def sign_url(data, clock):
    url = url_of(data)
    signed = sign(data, clock, url, AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS)
    return {"url": origin(url) + signed.path},


def sign_headers(data, clock):
    url = url_of(data)
    signed = sign(data, clock, url, AwsSignatureType.HTTP_REQUEST_HEADERS)
    output = {"headers": added(signed.headers, [("Host", host(url)), *as_pairs(data["headers"])])}
    return ({"url": url, **output} if "wire" not in data["target"] else output),


def sign(data, clock, url, kind):
    """Signs the request, configured as awscrt's documentation says for S3 and for other services."""
    is_s3, by_url = data["service"] in ("s3", "s3express"), kind == AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS
    payload, given = data.get("payload", {}), as_pairs(data.get("headers", []))
    with_hash = data.get("contentSha256Header", is_s3 and not by_url)
    unsigned = payload.get("unsigned") or (is_s3 and by_url)
    config = AwsSigningConfig(
        algorithm=ALGORITHMS[data.get("algorithm", "AWS4-HMAC-SHA256")],
        signature_type=kind,
        credentials_provider=AwsCredentialsProvider.new_static(*credentials_of(data)),
        region=as_string(data["region"]),
        service=as_string(data["service"]),
        date=datetime.datetime.strptime(clock, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc),
        use_double_uri_encode=not is_s3,
        should_normalize_uri_path=data.get("normalizePath", not is_s3) and not is_s3,
        signed_body_value=AwsSignedBodyValue.UNSIGNED_PAYLOAD if unsigned else None,
        signed_body_header_type=AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256 if with_hash else AwsSignedBodyHeaderType.NONE,
        expiration_in_seconds=as_number(as_string(data["expires"])) if by_url else None,
        omit_session_token=data.get("sessionToken") == "unsigned")
    body = as_bytes(payload.get("body", ""))
    if url[len(origin(url)):][:1] != "/":
        raise Unsupported("awscrt requires a target that begins with a slash")
    request = HttpRequest(
        as_string(data["method"]), url[len(origin(url)):],
        HttpHeaders([("Host", host(url)), *given]), io.BytesIO(body) if body else None)
    return aws_sign_request(request, config).result(timeout=10)


def origin(url):
    scheme, rest = url.split("://", 1)
    return scheme + "://" + rest[:min((rest.index(c) for c in "/?#" if c in rest), default=len(rest))]


def host(url):
    """Returns the Host header of an HTTP client, which contains the port unless it is the scheme's default."""
    parts = urllib.parse.urlsplit(origin(url))
    own = {"https": ":443", "http": ":80"}[parts.scheme]
    return parts.netloc[:-len(own)] if parts.netloc.endswith(own) else parts.netloc


serve(
    {"implementation": {"name": "awscrt", "version": awscrt.__version__, "language": "python over C",
                        "source": "https://github.com/awslabs/aws-crt-python"},
     "profiles": ["presign-core", "presign-url", "sign-headers", "sigv4a", "services"], "clock": "injected", "variants": {}},
    {"sign.url": sign_url, "sign.headers": sign_headers}, (AwsCrtError, AssertionError, ValueError, RuntimeError, OverflowError, TypeError))
