"""How boto3 says no."""

import contextlib

from botocore.exceptions import BotoCoreError


class Rejected(Exception):
    """boto3 rejected the input."""

    def __init__(self, rejection):
        super().__init__(str(rejection))
        self.code = type(rejection).__name__


@contextlib.contextmanager
def rejections(*others):
    """A rejection is what botocore raises, or the standard library's ValueError, or another, where botocore lets it through."""
    try:
        yield
    except (BotoCoreError, ValueError, *others) as rejection:
        raise Rejected(rejection) from rejection
