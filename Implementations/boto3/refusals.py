"""How boto3 says no."""

import contextlib

from botocore.exceptions import BotoCoreError


class Rejected(Exception):
    """boto3 refused the input."""

    def __init__(self, refusal):
        super().__init__(str(refusal))
        self.code = type(refusal).__name__


@contextlib.contextmanager
def refusals(*others):
    """A refusal is what botocore raises, or the standard library's ValueError, or another, where botocore lets it through."""
    try:
        yield
    except (BotoCoreError, ValueError, *others) as refusal:
        raise Rejected(refusal) from refusal
