"""Puts aws-sdk-signers, the signer of AWS's coming SDK for Python, behind the suite."""

import io
import pathlib
import re
import sys
import urllib.parse
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from python_adapter import Unsupported, added, as_bytes, as_pairs, as_string, credentials_of, serve, url_of  # noqa: E402

from aws_sdk_signers import URI, AWSCredentialIdentity, AWSRequest, Field, Fields, SigV4Signer  # noqa: E402
from aws_sdk_signers.exceptions import BaseAWSSDKException  # noqa: E402


def sign_headers(data, clock):
    """Signs as the documentation says: for S3 with the content's hash, without a second encoding and without normalisation."""
    is_s3, payload, given = data["service"] == "s3", data.get("payload", {}), as_pairs(data.get("headers", []))
    if data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256" or data.get("sessionToken", "signed") != "signed":
        raise Unsupported("aws-sdk-signers signs with SigV4 alone, and always signs the session token")
    access_key, secret, token = credentials_of(data)
    url = url_of(data)
    parts = urllib.parse.urlsplit(url)
    fields = Fields()
    for name, value in given:
        if name in fields:
            fields[name].add(value)
        else:
            fields.set_field(Field(name=name, values=[value]))
    signed = SigV4Signer().sign(
        request=AWSRequest(
            destination=URI(scheme=parts.scheme, host=parts.hostname, port=parts.port, path=parts.path, query=parts.query or None),
            method=as_string(data["method"]), body=io.BytesIO(as_bytes(payload.get("body", ""))), fields=fields),
        identity=AWSCredentialIdentity(access_key_id=access_key, secret_access_key=secret, session_token=token),
        properties={
            "region": as_string(data["region"]), "service": as_string(data["service"]), "date": re.sub("[-:]", "", clock),
            "payload_signing_enabled": not payload.get("unsigned", False),
            "content_checksum_enabled": data.get("contentSha256Header", is_s3),
            "uri_encode_path": not is_s3, "normalize_path": data.get("normalizePath", not is_s3)})
    pairs = [(field.name, value) for field in signed.fields for value in field.values]
    output = {"headers": added(pairs, given)}
    return ({"url": url, **output} if "wire" not in data["target"] else output),


serve(
    {"implementation": {"name": "aws-sdk-signers", "version": version("aws-sdk-signers"), "language": "python",
                        "source": "https://github.com/smithy-lang/smithy-python"},
     "profiles": ["sign-headers"], "clock": "injected", "variants": {}},
    {"sign.headers": sign_headers}, (BaseAWSSDKException, ValueError))
