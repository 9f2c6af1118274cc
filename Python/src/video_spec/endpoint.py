"""Starts the strict S3 endpoint in a process of its own, and controls it."""

import collections
import json
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from .program import program_path

Refusal = collections.namedtuple("Refusal", "method target status code rule cause message")
Refusal.__doc__ = """A request that the endpoint refused.

`rule` is the requirement that the request breaks, such as SIG-155, and `message` says in a sentence what is wrong."""


class EndpointError(Exception):
    """The endpoint did not start, or refused a control request. The message says why."""


class S3Endpoint:
    """A strict S3 endpoint on a free port of 127.0.0.1, for use in a `with` block.

    Parameters:
        buckets: Names of buckets that exist from the start, and after each reset.
        directory: Where objects are kept. Without it, they are kept in memory.
        region: The region that requests have to be signed for.
        arguments: Further arguments of `video-spec s3`.

    Attributes, once it has started: `url`, `region`, `access_key_id`, `secret_access_key`.
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
        """Starts the endpoint, and returns it when it accepts requests."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # The log is read all the time, so that the endpoint never waits for it.
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
        self.access_key_id = started.get("accessKeyId")
        self.secret_access_key = started.get("secretAccessKey")
        self._token = started["controlToken"]
        return self

    def stop(self):
        """Stops the endpoint. What it kept in memory is lost."""
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
        """The last lines of the endpoint's log: one for each request."""
        return list(self._log)

    # Clients

    def client(self, **options):
        """Returns a boto3 client for S3 that talks to this endpoint. `options` are those of `boto3.client`."""
        import boto3
        from botocore.config import Config

        # With an endpoint of its own, boto3 presigns with version 2, and a path style keeps the host as it is.
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        if "config" in options:
            config = config.merge(options.pop("config"))
        options = {
            "endpoint_url": self.url, "region_name": self.region, "aws_access_key_id": self.access_key_id,
            "aws_secret_access_key": self.secret_access_key, **options}
        return boto3.client("s3", config=config, **options)

    @property
    def environment(self):
        """Environment variables for programs that use an AWS SDK."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url, "AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}

    # Control

    def reset(self):
        """Removes all objects and buckets but those named at the start, and ends faults and a moved clock."""
        self._control("POST", "reset", {})

    def create_bucket(self, name):
        """Creates a bucket, without a client."""
        self._control("POST", "buckets", {"name": name})

    def move_clock(self, seconds):
        """Moves the endpoint's clock by so many seconds from the system's time: 3601 lets a URL of one hour expire."""
        self._control("PUT", "clock", {"offset": str(seconds)})

    def set_clock(self, moment):
        """Sets the endpoint's clock to a moment such as "2026-01-02T03:04:05Z". It goes on from there."""
        self._control("PUT", "clock", {"now": moment})

    def delay(self, milliseconds, **matching):
        """Lets requests wait. `matching` says which: operation="PutObject", bucket=…, key=…, count=1."""
        self._fault({"delay": str(milliseconds)}, matching)

    def slow_down(self, **matching):
        """Answers requests with 503 SlowDown. See `delay` for `matching`."""
        self._fault({"status": "503"}, matching)

    def cut_response(self, after, **matching):
        """Closes the connection after so many bytes of a response. See `delay` for `matching`."""
        self._fault({"cut": str(after)}, matching)

    def cut_request(self, after, **matching):
        """Closes the connection after so many bytes of a request's body. See `delay` for `matching`."""
        self._fault({"cutRequest": str(after)}, matching)

    def lose_response(self, **matching):
        """Carries requests out, and closes the connection without a response. See `delay` for `matching`."""
        self._fault({"lost": True}, matching)

    def end_faults(self):
        """Ends all faults."""
        self._control("DELETE", "faults")

    def requests(self):
        """Returns the last requests, the newest first, as dictionaries."""
        return self._control("GET", "requests")["requests"]

    def refusals(self):
        """Returns the last refused requests as `Refusal`, the newest first."""
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
            # A proxy of the environment must not see this address.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise EndpointError(f"{method} {path}: {error.read().decode('utf-8', 'replace')}") from None
        return json.loads(text) if text else None
