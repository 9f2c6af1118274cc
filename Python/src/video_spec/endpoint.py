"""Starts the strict S3 endpoint as a child process, and controls it."""

import collections
import json
import os
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from .program import program_path

Refusal = collections.namedtuple("Refusal", "method target status code rule cause message")
Refusal.__doc__ = """A request that the endpoint refused.

`status` and `code` are those of S3's error response. `rule` is the ID of the requirement that the request breaks, such as SIG-155: the command
`video-spec show SIG-155` explains it. `cause` is a short name for the mistake, such as header-changed, or None. `message` says in a sentence what is
wrong."""


class EndpointError(Exception):
    """The endpoint did not start, or refused a control request. The message says why."""


class S3Endpoint:
    """A strict S3 endpoint on a free port of 127.0.0.1. Use it in a `with` block, which starts and stops it.

    Parameters:
        buckets: Names of buckets to create at the start, and again after each reset.
        directory: The directory that stores the objects. Without it, they are kept in memory.
        region: The region that requests have to be signed for.
        arguments: Further arguments of `video-spec s3`, as a list.

    Attributes after the start: `url`, `region`, `access_key_id`, `secret_access_key`. If the environment variables AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY are set, the endpoint takes those credentials. If `arguments` contain --credentials, the last two attributes are None.
    """

    def __init__(self, buckets=(), directory=None, region="us-east-1", arguments=()):
        self._command = [program_path(), "s3", "--json", "--exit-with-stdin", "--listen", "127.0.0.1:0"]
        self._command += ["--region", region]
        self._command += [str(directory)] if directory else ["--in-memory"]
        for bucket in buckets:
            self._command += ["--bucket", bucket]
        self._command += arguments
        self._process = None
        self._log = collections.deque(maxlen=200)
        self.url = self.region = self.access_key_id = self.secret_access_key = None

    # Starting and stopping

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts the endpoint, waits until it accepts requests, and returns this object."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # Reads the log continuously: the endpoint would block if the pipe were full.
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._reader.join()
            reason = "\n".join(self._log) or f"it ended with status {self._process.returncode}"
            self._close()
            raise EndpointError(f"video-spec s3 did not start: {reason}")
        started = json.loads(line)
        self.url = started["url"]
        self.region = started["region"]
        # The endpoint prints no credentials that it was given. It took these from the environment, unless a file has them.
        given = {} if any(str(argument).startswith("--credentials") for argument in self._command) else os.environ
        self.access_key_id = started.get("accessKeyId", given.get("AWS_ACCESS_KEY_ID"))
        self.secret_access_key = started.get("secretAccessKey", given.get("AWS_SECRET_ACCESS_KEY"))
        self._token = started["controlToken"]
        return self

    def stop(self):
        """Stops the endpoint. Objects in memory are lost."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._close()

    def _close(self):
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()
        self._process = None

    def _read_log(self):
        for line in self._process.stderr:
            self._log.append(line.decode("utf-8", "replace").rstrip("\n"))

    @property
    def log(self):
        """The last 200 lines of the endpoint's log, one for each request."""
        return list(self._log)

    # Clients

    def client(self, **options):
        """Returns a boto3 client for this endpoint. `options` are passed to `boto3.client`. boto3 has to be installed."""
        import boto3
        from botocore.config import Config

        # For a custom endpoint, boto3 presigns with Signature Version 2 unless told otherwise. Path style keeps the bucket out of the host name.
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        if "config" in options:
            config = config.merge(options.pop("config"))
        options = {
            "endpoint_url": self.url, "region_name": self.region, "aws_access_key_id": self.access_key_id,
            "aws_secret_access_key": self.secret_access_key, **options}
        return boto3.client("s3", config=config, **options)

    @property
    def environment(self):
        """Environment variables with which a program that uses an AWS SDK or the AWS CLI reaches this endpoint."""
        variables = {
            "AWS_ENDPOINT_URL_S3": self.url, "AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}
        return {name: value for name, value in variables.items() if value is not None}

    # Control

    def reset(self):
        """Removes all objects, buckets and listed requests, ends all faults, resets the clock, and creates the buckets of the start again."""
        self._control("POST", "reset", {})

    def create_bucket(self, name):
        """Creates a bucket, without an S3 client."""
        self._control("POST", "buckets", {"name": name})

    def move_clock(self, seconds):
        """Sets the endpoint's clock so many seconds ahead of the system's. After move_clock(3601), a URL that was signed for an hour has expired."""
        self._control("PUT", "clock", {"offset": str(seconds)})

    def set_clock(self, moment):
        """Sets the endpoint's clock to a time such as "2026-01-02T03:04:05Z", from which it runs on."""
        self._control("PUT", "clock", {"now": moment})

    def delay(self, milliseconds, **matching):
        """Delays requests. `matching` restricts which ones: operation="PutObject", bucket=…, key=…; after count=1 requests the fault ends."""
        self._fault({"delay": str(milliseconds)}, matching)

    def slow_down(self, **matching):
        """Answers requests with 503 SlowDown. See `delay` for `matching`."""
        self._fault({"status": "503"}, matching)

    def cut_response(self, after, **matching):
        """Closes the connection after `after` bytes of the response's body. See `delay` for `matching`."""
        self._fault({"cut": str(after)}, matching)

    def cut_request(self, after, **matching):
        """Closes the connection after `after` bytes of the request's body; nothing is stored. See `delay` for `matching`."""
        self._fault({"cutRequest": str(after)}, matching)

    def lose_response(self, **matching):
        """Carries out the operation, and closes the connection without a response. See `delay` for `matching`."""
        self._fault({"lost": True}, matching)

    def end_faults(self):
        """Ends all faults: delays, 503 responses, cut connections and lost responses."""
        self._control("DELETE", "faults")

    def requests(self):
        """Returns the last 100 requests, the newest first, as dictionaries."""
        return self._control("GET", "requests")["requests"]

    def refusals(self):
        """Returns the last 100 refused requests as `Refusal` tuples, the newest first."""
        found = self._control("GET", "requests?refused=true")["requests"]
        return [
            Refusal(*(entry.get(name) for name in ("method", "target", "status", "code", "rule", "cause", "message")))
            for entry in found]

    def _fault(self, fault, matching):
        unknown = set(matching) - {"operation", "bucket", "key", "count"}
        if unknown:
            raise TypeError(f"a fault is limited by operation, bucket, key and count, not by {', '.join(sorted(unknown))}")
        self._control("POST", "faults", {**{name: str(value) for name, value in matching.items()}, **fault})

    def _control(self, method, path, body=None):
        request = urllib.request.Request(f"{self.url}/_video-spec/{path}", method=method)
        request.add_header("x-video-spec-token", self._token)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            # Bypasses the proxies of the environment: the endpoint is on this machine.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise EndpointError(f"{method} {path}: {error.read().decode('utf-8', 'replace')}") from None
        return json.loads(text) if text else None
