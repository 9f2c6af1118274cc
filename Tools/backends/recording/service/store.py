"""The store: signed forms for uploads, signed URLs for playback, and what the store says about an object. By boto3."""

import base64
import calendar
import json
import re
import time
from dataclasses import dataclass

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, PartialCredentialsError
from botocore.parsers import ResponseParserError

from .problems import Problem
from .settings import FORM_SECONDS, PLAYBACK_SECONDS, SettingInvalid

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


class Store:
    def __init__(self, settings):
        self.settings = settings
        session = boto3.Session(region_name=settings.region)
        try:
            found = session.get_credentials()
        except PartialCredentialsError:
            found = None
        if found is None:
            raise SettingInvalid("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing")
        self.client = session.client(
            "s3", endpoint_url=settings.endpoint_url,
            config=Config(
                signature_version="s3v4",
                s3={
                    "addressing_style": "path" if settings.endpoint_url else "virtual",
                    "us_east_1_regional_endpoint": "regional",
                },
                connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2},
                max_pool_connections=settings.threads, parameter_validation=False))
        # A redirect says nothing about the object. boto3 would look for the bucket in other regions.
        self.client.meta.events.unregister("needs-retry.s3", unique_id="s3-region-redirector")

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

    def playback_url(self, key):
        return self.client.generate_presigned_url(
            "get_object", Params={"Bucket": self.settings.bucket, "Key": key}, ExpiresIn=PLAYBACK_SECONDS)

    def look(self, key):
        """Returns what the store says about an object, or None if it does not exist.

        Any other response says nothing about the object: 403 may mean that the service may not list the bucket.
        """
        try:
            response = self.client.head_object(Bucket=self.settings.bucket, Key=key)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 404:
                return None
            raise _no_answer(status) from error
        except (ResponseParserError, ValueError) as error:
            raise Problem("StoreResponseInvalid") from error
        except BotoCoreError as error:
            raise Problem("StoreUnavailable") from error
        return _described(response["ResponseMetadata"])

    def is_ready(self):
        """Returns whether the store responds and has the bucket."""
        try:
            self.client.head_bucket(Bucket=self.settings.bucket)
        except ClientError as error:
            # Whoever may only write objects and read them may not ask for the bucket.
            return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
        except (BotoCoreError, ValueError):
            return False
        return True


def _no_answer(status):
    if status == 403:
        return Problem("StoreForbidden")
    return Problem("StoreUnavailable" if status >= 500 or status == 429 else "StoreResponseInvalid")


def _described(metadata):
    headers = metadata["HTTPHeaders"]
    length, etag = headers.get("content-length", ""), headers.get("etag", "")
    if metadata["HTTPStatusCode"] != 200 or not _LENGTH.fullmatch(length) or int(length) >= 2**63 or not _ETAG.fullmatch(etag):
        raise Problem("StoreResponseInvalid")
    return StoredObject(int(length), headers.get("content-type"), etag)
