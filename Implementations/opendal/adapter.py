"""Puts Apache OpenDAL, in Python, behind the suite: the presigned URLs of its S3 service."""

import asyncio
import pathlib
import sys
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from python_adapter import Unsupported, as_number, as_string, credentials_of, object_of, serve  # noqa: E402

import opendal  # noqa: E402
from opendal.exceptions import ConfigInvalid, Error, Unexpected  # noqa: E402

# OpenDAL presigns operations, not methods.
OPERATIONS = {"GET": "presign_read", "HEAD": "presign_stat", "PUT": "presign_write", "DELETE": "presign_delete"}


def sign_url(data, _clock):
    bucket, key = object_of(data)
    access_key, secret, token = credentials_of(data)
    presign = OPERATIONS.get(as_string(data["method"]))
    if presign is None:
        raise Unsupported("OpenDAL presigns GET, HEAD, PUT and DELETE")
    virtual = data["target"].get("addressing", "virtual") == "virtual"
    operator = opendal.AsyncOperator(
        "s3", bucket=bucket, region=as_string(data["region"]), endpoint=as_string(data["endpoint"]),
        access_key_id=access_key, secret_access_key=secret, **({"session_token": token} if token else {}),
        enable_virtual_host_style=str(virtual).lower(), disable_config_load="true", disable_ec2_metadata="true")

    async def presigned():
        return await getattr(operator, presign)(key, as_number(as_string(data["expires"])))

    request = asyncio.run(presigned())
    if request.headers:
        raise Unsupported("OpenDAL returns headers beside the URL, and the suite asks for a URL")
    return {"url": request.url},


serve(
    {"implementation": {"name": "opendal", "version": version("opendal"), "language": "python over Rust",
                        "source": "https://github.com/apache/opendal"},
     "profiles": ["presign-core"], "clock": "own", "variants": {}},
    {"sign.url": sign_url}, (ConfigInvalid, Error, Unexpected, ValueError, TypeError, OverflowError))
