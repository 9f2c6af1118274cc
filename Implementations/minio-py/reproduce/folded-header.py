"""minio-py folds spaces, but not tabs and the line breaks of a folded header."""

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


show("GET", "https://b.s3.eu-west-1.amazonaws.com/", x_amz_meta_title="a  b\t\tc\r\n d")
