"""What the adapter changes around botocore: its clock, its surroundings and its log. What it computes is left alone."""

import datetime
import json
import os
import types

# Which machine this runs on must not change what is signed. Before boto3 is imported, since it looks early.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
# boto3 as requirements.txt installs it: where awscrt happens to be installed too, botocore would sign URLs with that.
os.environ["BOTO_DISABLE_CRT"] = "true"

import botocore.auth  # noqa: E402
import botocore.signers  # noqa: E402


class Clock:
    """Stands in for botocore.compat.get_current_datetime, which every signer asks for the time."""

    def __init__(self):
        self.now = None

    def set(self, text):
        self.now = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")

    def get_current_datetime(self, remove_tzinfo=True):
        return self.now if remove_tzinfo else self.now.replace(tzinfo=datetime.timezone.utc)


class Trace:
    """Stands in for the logger of botocore.auth, and keeps the intermediates that its signers log."""

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
    """A POST policy that is written already.

    botocore's POST signer adds conditions to a policy and writes its JSON; the suite asks for the signature of a given
    document. Only the writing is replaced: Base64, fields and signature stay botocore's.
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
