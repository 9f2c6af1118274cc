"""The client of the store, by boto3, and what its errors mean."""

import contextlib

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, PartialCredentialsError
from botocore.parsers import ResponseParserError

from .problems import Problem
from .settings import PLAYBACK_SECONDS, SettingInvalid


class CommonStore:
    """The store of a service: how long it may take to connect and to respond, and how often it is tried."""

    connect_seconds, read_seconds, attempts = 1, 2, 2

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
                connect_timeout=self.connect_seconds, read_timeout=self.read_seconds,
                retries={"mode": "standard", "total_max_attempts": self.attempts},
                max_pool_connections=settings.threads, parameter_validation=False))
        # A redirect says nothing about the object. boto3 would look for the bucket in other regions.
        self.client.meta.events.unregister("needs-retry.s3", unique_id="s3-region-redirector")

    def playback_url(self, key):
        return self.client.generate_presigned_url(
            "get_object", Params={"Bucket": self.settings.bucket, "Key": key}, ExpiresIn=PLAYBACK_SECONDS)

    def is_ready(self):
        """Returns whether the store responds and has the bucket."""
        try:
            self.client.head_bucket(Bucket=self.settings.bucket)
        except ClientError as error:
            # Whoever may only write objects and read them may not ask for the bucket.
            return status_of(error) == 403
        except (BotoCoreError, ValueError):
            return False
        return True


@contextlib.contextmanager
def as_problems():
    """Turns the store's errors into problems."""
    try:
        yield
    except ClientError as error:
        raise _no_answer(status_of(error)) from error
    except (ResponseParserError, ValueError) as error:
        raise Problem("StoreResponseInvalid") from error
    except BotoCoreError as error:
        raise Problem("StoreUnavailable") from error


def status_of(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def _no_answer(status):
    if status == 403:
        return Problem("StoreForbidden")
    return Problem("StoreUnavailable" if status >= 500 or status == 429 else "StoreResponseInvalid")
