"""Changes the environment of botocore: its clock, its configuration and its log. Its computations are not changed."""

import datetime
import json
import os
import types

# The machine's configuration must not change what is signed. boto3 reads it at import, so this comes first.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
# boto3 is tested as requirements.txt installs it. If awscrt is installed too, botocore would presign URLs with that.
os.environ["BOTO_DISABLE_CRT"] = "true"

import botocore.auth  # noqa: E402
import botocore.signers  # noqa: E402


class Clock:
    """Replaces botocore.compat.get_current_datetime, which every signer asks for the time."""

    def __init__(self):
        self.now = None

    def set(self, text):
        self.now = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")

    def get_current_datetime(self, remove_tzinfo=True):
        return self.now if remove_tzinfo else self.now.replace(tzinfo=datetime.timezone.utc)


class Trace:
    """Replaces the logger of botocore.auth, and keeps the intermediates that its signers log."""

    NAMES = {
        "CanonicalRequest:\n%s": "canonicalRequest",
        "StringToSign:\n%s": "stringToSign",
        "Signature:\n%s": "signature",
    }

    def __init__(self):
        self.steps = {}

    def debug(self, message, *values):
        name = self.NAMES.get(message)
        if name:
            self.steps[name] = values[0]


class PolicyDocument(dict):
    """A POST policy whose JSON is given.

    botocore's POST signer adds conditions to a policy and writes its JSON, but the suite asks for the signature of a given
    document. Only the writing is replaced. Base64, fields and signature are botocore's.
    """

    def __init__(self, document):
        super().__init__()
        self._document = document

    def encode(self, _encoding):
        return self._document


def _dumps(value):
    return value if isinstance(value, PolicyDocument) else json.dumps(value)


clock = Clock()
for _module in (botocore.auth, botocore.signers):
    _module.get_current_datetime = clock.get_current_datetime

botocore.auth.json = types.SimpleNamespace(loads=json.loads, dumps=_dumps)

trace = Trace()
botocore.auth.logger = trace
