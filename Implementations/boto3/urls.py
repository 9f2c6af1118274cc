"""Where a request goes: boto3's URLs for a bucket and a key, presigned or plain, and those of targets on the wire."""

import functools

import botocore_setup  # noqa: F401  first, before boto3
import boto3
import botocore
import botocore.session
from botocore.config import Config
from botocore.utils import percent_encode

from client_methods import ClientMethods
from text import Unsupported

# One session reads the models of S3 once. Its clients keep its credentials and read them for every signature, so that one
# client serves all keys.
_core = botocore.session.Session()
_core.set_credentials("replaced", "before each signature")
session = boto3.session.Session(botocore_session=_core)
session_credentials = session.get_credentials()


class Client:
    """An S3 client for one endpoint, region and addressing style, signing with whichever credentials are set."""

    def __init__(self, endpoint, region, addressing, signature_version):
        self._client = session.client(
            "s3", region_name=region, endpoint_url=endpoint,
            config=Config(signature_version=signature_version, s3={"addressing_style": addressing}))
        self._client.meta.events.register("before-sign.s3", self._add)
        self._methods = ClientMethods(self._client)
        self._call = None

    def presigned_url(self, credentials, method, target, headers, expires):
        """What generate_presigned_url makes of a request; without an expiry the client's default holds."""
        session_credentials.access_key, session_credentials.secret_key, session_credentials.token = credentials
        self._call = self._methods.call(method, target, headers)
        limit = {} if expires is None else {"ExpiresIn": expires}
        return self._client.generate_presigned_url(
            self._call.method, Params=self._call.parameters, HttpMethod=method, **limit)

    def _add(self, request, **_):
        """Adds what no parameter says, just before botocore signs."""
        for name, value in self._call.headers:
            request.headers[name] = value
        for name, value in self._call.query:
            pair = percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
            request.url += ("&" if "?" in request.url else "?") + pair


@functools.lru_cache(maxsize=256)
def s3_client(endpoint, region, addressing, signature_version="s3v4"):
    return Client(endpoint, region, addressing, signature_version)


def plain_url(endpoint, region, method, target):
    """The URL of a request that is signed elsewhere: for a bucket and a key the one that an unsigned client gives."""
    if "wire" in target:
        if target["wire"][:1] not in ("", "/", "?"):
            raise Unsupported("botocore signs URLs, and this target cannot follow the host in one")
        return endpoint + target["wire"]
    client = s3_client(endpoint, region, target["addressing"], botocore.UNSIGNED)
    return client.presigned_url((None, None, None), method, target, [], None)
