"""Starts the strict S3 endpoint of this project on loopback, and stops it at the end of a `with` block."""

import contextlib
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION = "us-east-1"
# AWS's example credentials, which are no secret.
ACCESS_KEY, SECRET_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


class OwnServerUnavailable(Exception):
    """The endpoint cannot be started. The message says why."""


@contextlib.contextmanager
def own_server(program, *arguments, log=None):
    """Starts the endpoint on a free port, yields its URL and its process, and stops it at the end of the block.

    `arguments` are those of `video-spec s3`, without the address. `log` is a file for the log, or None to drop it.
    """
    if not pathlib.Path(program).is_file():
        raise OwnServerUnavailable(f"{program} is missing; build it with `swift build --product video-spec`")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(program), "s3", "--listen", "127.0.0.1:0", *map(str, arguments)], env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log or errors)
        try:
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:[0-9]+", line):
                    break
            else:
                errors.seek(0)
                raise OwnServerUnavailable("video-spec s3 did not start: " + errors.read().decode(errors="replace")[-500:])
            yield found.group(), process
        finally:
            process.terminate()
            process.stdout.close()
            process.wait()
