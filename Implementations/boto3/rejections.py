"""Tells rejections by boto3 from other exceptions."""

import contextlib

from botocore.exceptions import BotoCoreError


class Rejected(Exception):
    """boto3 rejected the input."""

    def __init__(self, rejection):
        super().__init__(str(rejection))
        self.code = type(rejection).__name__


@contextlib.contextmanager
def rejections(*others):
    """Raises Rejected for botocore's own exceptions, for ValueError, and for `others` that pass through botocore."""
    try:
        yield
    except (BotoCoreError, ValueError, *others) as rejection:
        raise Rejected(rejection) from rejection
