"""The store: objects are read by boto3, once and with deadlines."""

import contextlib

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from common.store import CommonStore, status_of

from .sources import SECONDS, Source, SourceFailed, Unsatisfied


class Store(CommonStore):
    connect_seconds, read_seconds, attempts = SECONDS, SECONDS, 1

    def open(self, key, wanted, is_head):
        """Returns the response to a request for an object. `wanted` is a range or None."""
        asked = {"Bucket": self.settings.bucket, "Key": key}
        if wanted is not None:
            asked["Range"] = str(wanted)
        try:
            response = self.client.head_object(**asked) if is_head else self.client.get_object(**asked)
        except ClientError as error:
            if status_of(error) == 416:
                raise Unsatisfied(self._size(error, key)) from error
            raise SourceFailed(f"the store responds with {status_of(error)}") from error
        except (BotoCoreError, ResponseParserError, ValueError) as error:
            raise SourceFailed(f"the store: {type(error).__name__}") from error
        metadata = response["ResponseMetadata"]
        return Source(metadata["HTTPStatusCode"], metadata["HTTPHeaders"], response.get("Body"))

    def _size(self, error, key):
        """Returns the size of an object, or None if the store does not tell."""
        with contextlib.suppress(KeyError, ValueError):
            return int(error.response["Error"]["ActualObjectSize"])
        with contextlib.suppress(ClientError, BotoCoreError, ResponseParserError, ValueError):
            return self.client.head_object(Bucket=self.settings.bucket, Key=key)["ContentLength"]
        return None
