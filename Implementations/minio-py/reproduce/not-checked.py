"""minio-py accepts any method and line breaks in headers and credentials, and signs connection headers."""

from datetime import datetime
from urllib.parse import urlsplit

from minio import signer
from minio.credentials import Credentials


def show(method, url, **headers):
    headers = {"host": urlsplit(url).netloc, **{name.replace("_", "-"): value for name, value in headers.items()}}
    print("##", repr(signer._get_canonical_headers(headers)))
    signed = signer.sign_v4_s3(
        method=method, url=urlsplit(url), region="eu-west-1", headers=headers, credentials=Credentials("AKIA\nEXAMPLE", "secret"),
        content_sha256="UNSIGNED-PAYLOAD", date=datetime(2026, 1, 2))
    print(signed["Authorization"])


show("PUT /other", "https://my_bucket.s3.eu-west-1.amazonaws.com/", connection="close", x_amz_acl="private\r\nx-evil: 1")
