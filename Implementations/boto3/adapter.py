"""Puts boto3 behind the suite, over the adapter protocol (Docs/Protocol.md).

    video-spec check --profile presign-url -- python Implementations/boto3/adapter.py
"""

import json
import sys
import traceback

from botocore_setup import clock, trace
import boto3

from operations import OPERATIONS
from rejections import Rejected
from text import Unsupported
from urls import s3_client

READY = {
    "type": "ready",
    "protocol": 1,
    "implementation": {
        "name": "boto3", "version": boto3.__version__, "language": "python", "source": "https://github.com/boto/boto3",
    },
    "operations": list(OPERATIONS),
    "profiles": ["presign-core", "presign-url", "sign-headers", "presign-post"],
    "clock": "injected",
    "random": "injected",
    "variants": {},
    "unsupported": [],
}


def ready():
    # The first client reads the models of S3. That takes longer than a run may, but the handshake allows it.
    s3_client("https://s3.us-east-1.amazonaws.com", "us-east-1", "virtual")
    return READY


def result(run):
    """Performs a run, and returns the protocol's `result` message."""
    trace.steps = {}
    operation = OPERATIONS.get(run["operation"])
    try:
        clock.set(run["clock"])
        if operation is None:
            raise Unsupported("boto3 has no such operation")
        outcome = {"status": "accepted", "output": operation(run["input"])}
    except Unsupported as reason:
        outcome = {"status": "unsupported", "error": {"code": "Unsupported", "message": str(reason)}}
    except Rejected as rejection:
        outcome = {"status": "rejected", "error": {"code": rejection.code, "message": str(rejection)}}
    except Exception as error:  # the run fails, the adapter goes on
        traceback.print_exc()
        outcome = {"status": "error", "error": {"code": type(error).__name__, "message": str(error)}}
    if trace.steps:
        outcome["trace"] = trace.steps
    return {"type": "result", "seq": run["seq"], **outcome}


def main():
    replies = {"hello": lambda _: ready(), "run": result, "bye": lambda _: {"type": "bye"}}
    for line in sys.stdin.buffer:
        message = json.loads(line)
        sys.stdout.write(json.dumps(replies[message["type"]](message)) + "\n")
        sys.stdout.flush()
        if message["type"] == "bye":
            return


if __name__ == "__main__":
    main()
