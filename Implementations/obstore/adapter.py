"""Puts obstore, Python's interface to Rust's object_store, behind the suite: its presigned URLs."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from python_adapter import as_number, as_string, credentials_of, object_of, serve  # noqa: E402

import obstore  # noqa: E402
from obstore.exceptions import BaseError  # noqa: E402
from obstore.store import S3Store  # noqa: E402


def sign_url(data, _clock):
    bucket, key = object_of(data)
    access_key, secret, token = credentials_of(data)
    endpoint, virtual = as_string(data["endpoint"]), data["target"].get("addressing", "virtual") == "virtual"
    if virtual:  # obstore's documentation: the endpoint then contains the bucket
        endpoint = endpoint.replace("://", f"://{bucket}.", 1)
    store = S3Store(
        bucket, endpoint=endpoint, region=as_string(data["region"]), virtual_hosted_style_request=virtual,
        access_key_id=access_key, secret_access_key=secret, **({"session_token": token} if token else {}),
        client_options={"allow_http": True})
    expires = datetime.timedelta(seconds=as_number(as_string(data["expires"])))
    return {"url": obstore.sign(store, as_string(data["method"]), key, expires)},


serve(
    {"implementation": {"name": "obstore", "version": obstore.__version__, "language": "python over Rust",
                        "source": "https://github.com/developmentseed/obstore"},
     "profiles": ["presign-core"], "clock": "own", "variants": {}},
    {"sign.url": sign_url}, (BaseError, ValueError, TypeError, OverflowError))
