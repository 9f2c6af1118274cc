"""Signs two spellings of one S3 key. S3 signs both as /clip%281%29, and rejects the first with SignatureDoesNotMatch."""

import datetime

from awscrt.auth import *  # noqa: F403
from awscrt.http import HttpHeaders, HttpRequest


def show(path, method="GET", kind=AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS, expires=300, key="AKIAIOSFODNN7EXAMPLE", **headers):
    config = AwsSigningConfig(
        signature_type=kind, region="eu-west-1", service="s3", credentials_provider=AwsCredentialsProvider.new_static(key, "secret"),
        date=datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), use_double_uri_encode=False, should_normalize_uri_path=False,
        signed_body_value=AwsSignedBodyValue.UNSIGNED_PAYLOAD, expiration_in_seconds=expires)
    pairs = [("Host", "b.s3.eu-west-1.amazonaws.com"), *((name.replace("_", "-"), value) for name, value in headers.items())]
    print(aws_sign_request(HttpRequest(method, path, HttpHeaders(pairs)), config).result().path)


show("/clip(1)")
show("/clip%281%29")
