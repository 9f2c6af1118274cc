"""The store: signed forms for uploads, signed URLs for playback, and what the store says about an object. By boto3."""

import base64
import calendar
import json
import re
import time
from dataclasses import dataclass

from botocore.exceptions import ClientError

from common.store import CommonStore, as_problems, status_of

from .problems import Problem
from .settings import FORM_SECONDS

_LENGTH = re.compile(r"[0-9]{1,19}", re.ASCII)
_ETAG = re.compile(r'"[^",]+"')


@dataclass(frozen=True)
class StoredObject:
    """What the store says about an object."""

    size: int
    content_type: str | None
    etag: str


@dataclass(frozen=True)
class Form:
    """A signed upload form."""

    url: str
    fields: dict[str, str]
    expires_at: int


class Store(CommonStore):
    def upload_form(self, key):
        """Signs a form with which a browser uploads one object."""
        settings = self.settings
        signed = self.client.generate_presigned_post(
            Bucket=settings.bucket,
            Key=key,
            Fields={"Content-Type": settings.mime_type},
            Conditions=[
                ["starts-with", "$Content-Type", settings.mime_type],
                ["content-length-range", 1, settings.maximum_size],
            ],
            ExpiresIn=FORM_SECONDS)
        expiration = json.loads(base64.b64decode(signed["fields"]["policy"]))["expiration"]
        return Form(signed["url"], signed["fields"], calendar.timegm(time.strptime(expiration[:19], "%Y-%m-%dT%H:%M:%S")))

    def look(self, key):
        """Returns what the store says about an object, or None if it does not exist.

        Any other response says nothing about the object: 403 may mean that the service may not list the bucket.
        """
        with as_problems():
            try:
                response = self.client.head_object(Bucket=self.settings.bucket, Key=key)
            except ClientError as error:
                if status_of(error) == 404:
                    return None
                raise
        return _described(response["ResponseMetadata"])


def _described(metadata):
    headers = metadata["HTTPHeaders"]
    length, etag = headers.get("content-length", ""), headers.get("etag", "")
    if metadata["HTTPStatusCode"] != 200 or not _LENGTH.fullmatch(length) or int(length) >= 2**63 or not _ETAG.fullmatch(etag):
        raise Problem("StoreResponseInvalid")
    return StoredObject(int(length), headers.get("content-type"), etag)
