"""Builds the URL of a request: boto3's presigned or plain URL for a bucket and a key, or the URL of a `wire` target."""

import functools

import botocore_setup  # noqa: F401  first, before boto3
import boto3
import botocore
import botocore.session
from botocore.config import Config
from botocore.utils import percent_encode

from client_methods import ClientMethods
from text import Unsupported

# All clients share one session, which reads the models of S3 once. They read the session's credentials for every signature,
# so one client can sign with any credentials.
_core = botocore.session.Session()
_core.set_credentials("replaced", "before each signature")
session = boto3.session.Session(botocore_session=_core)
session_credentials = session.get_credentials()


class Client:
    """An S3 client for one endpoint, region and addressing style. It signs with the credentials that are set at the time."""

    def __init__(self, endpoint, region, addressing, signature_version):
        self._client = session.client(
            "s3", region_name=region, endpoint_url=endpoint,
            config=Config(signature_version=signature_version, s3={"addressing_style": addressing}))
        self._client.meta.events.register("before-sign.s3", self._add)
        self._methods = ClientMethods(self._client)
        self._call = None

    def presigned_url(self, credentials, method, target, headers, expires):
        """Calls generate_presigned_url for a request. Without an expiry the client's default is used."""
        session_credentials.access_key, session_credentials.secret_key, session_credentials.token = credentials
        self._call = self._methods.call(method, target, headers)
        limit = {} if expires is None else {"ExpiresIn": expires}
        return self._client.generate_presigned_url(
            self._call.method, Params=self._call.parameters, HttpMethod=method, **limit)

    def _add(self, request, **_):
        """Adds the headers and query pairs for which there is no parameter, just before botocore signs."""
        for name, value in self._call.headers:
            request.headers[name] = value
        for name, value in self._call.query:
            pair = percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
            request.url += ("&" if "?" in request.url else "?") + pair


@functools.lru_cache(maxsize=256)
def s3_client(endpoint, region, addressing, signature_version="s3v4"):
    return Client(endpoint, region, addressing, signature_version)


def plain_url(endpoint, region, method, target):
    """Returns the URL of a request that botocore's signers sign. For a bucket and a key it is that of an unsigned client."""
    if "wire" in target:
        if target["wire"][:1] not in ("", "/", "?"):
            raise Unsupported("botocore signs URLs, and this target cannot follow the host in one")
        return endpoint + target["wire"]
    client = s3_client(endpoint, region, target["addressing"], botocore.UNSIGNED)
    return client.presigned_url((None, None, None), method, target, [], None)
