"""Starts a service, and stops it at the end of a `with` block.

The recording service has a strict S3 behind a proxy as its store, or is its own store. The library is behind a proxy, because it takes the uploads. The
membership service is behind one, too.
"""

import base64
import contextlib
import hashlib
import json
import os
import pathlib
import shlex
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from browser import end, running
from proxy import Proxy

BUCKET, REGION = "videos", "us-east-1"
# AWS's example credentials, which are no secret.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
LIMITS = {"S3_BUCKET_NAME_VIDEO": BUCKET, "MAX_VIDEO_FILESIZE": "90000000", "ALLOW_VIDEO_MIME_TYPE": "video/webm"}


class ServiceFailed(Exception):
    """The service or its store does not start. The message says why."""


class Site:
    """A running service: the address of its page, and the proxy in front of what takes the uploads, or None if there is none.

    `account` is a name with a password, or None if users have no passwords.
    """

    def __init__(self, port, proxy, account=None):
        self.url = f"http://localhost:{port}/"
        self.proxy = proxy
        self.account = account


@contextlib.contextmanager
def proxied_site(command, service):
    """Starts the library or the membership service with the command, and yields a Site."""
    with contextlib.ExitStack() as stack:
        proxy = Proxy()
        stack.callback(proxy.close)
        environment = clean_environment() | {"ALLOWED_ORIGINS": f"http://localhost:{proxy.port}"}
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        arguments = [
            *shlex.split(command), "--service", service, str(pathlib.Path(directory, "data")), "--listen", "127.0.0.1:0", "--json",
            "--exit-with-stdin"]
        log = stack.enter_context(tempfile.TemporaryFile())
        process = stack.enter_context(process_of(arguments, environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log))
        if not (line := process.stdout.readline()):
            raise ServiceFailed(f"{command} --service {service} does not start: {end_of(log)}")
        announced = json.loads(line)
        proxy.upstream_port = urllib.parse.urlsplit(announced["url"]).port
        account = None
        if file := announced.get("operatorPasswordFile"):
            account = announced["operatorEmail"], pathlib.Path(file).read_text().strip()
        yield Site(proxy.port, proxy, account)


@contextlib.contextmanager
def recording_site(command, program, has_proxy):
    """Starts the recording service with the command, and yields a Site."""
    with contextlib.ExitStack() as stack:
        port = free_port()
        environment = clean_environment() | LIMITS
        proxy = None
        if has_proxy:
            store = stack.enter_context(strict_s3(program))
            proxy = Proxy(int(store.rpartition(":")[2]))
            stack.callback(proxy.close)
            allow(program, store, f"http://localhost:{port}")
            environment |= CREDENTIALS | {
                "AWS_REGION": REGION, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{proxy.port}", "ALLOWED_ORIGINS": f"http://localhost:{port}"}
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        arguments = [*shlex.split(command), str(pathlib.Path(directory, "data")), "--listen", f"127.0.0.1:{port}"]
        if has_proxy:
            # With another store than the built-in one, guests sign in only if this is said.
            arguments.append("--guests")
        log = stack.enter_context(tempfile.TemporaryFile())
        process = stack.enter_context(process_of(arguments, environment, stdout=log, stderr=log))
        deadline = time.monotonic() + 60
        while not is_ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServiceFailed(f"{command} does not start: {end_of(log)}")
            time.sleep(0.1)
        yield Site(port, proxy)


def clean_environment():
    """Returns the environment without what configures a store or a database."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_") and name != "DATABASE_URL"}


def end_of(log):
    log.seek(0)
    return log.read().decode(errors="replace").strip()[-800:]


@contextlib.contextmanager
def strict_s3(program):
    """Starts a strict S3 in memory, and yields its URL."""
    arguments = [program, "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", BUCKET, "--region", REGION, "--json", "--quiet"]
    with process_of(arguments, os.environ | CREDENTIALS, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        if not line:
            raise ServiceFailed("video-spec s3 does not start")
        yield json.loads(line)["url"]


@contextlib.contextmanager
def process_of(arguments, environment, **streams):
    """Starts a process as a group of its own, yields it, and ends it."""
    process = subprocess.Popen(
        list(map(str, arguments)), env=environment, start_new_session=True, **({"stdin": subprocess.DEVNULL} | streams))
    running.add(process.pid)
    try:
        yield process
    finally:
        end(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def allow(program, store, origin):
    """Sets the CORS rules of the bucket, so that pages of the origin may upload to it."""
    exposed = "".join(f"<ExposeHeader>{name}</ExposeHeader>" for name in (
        "ETag", "x-video-spec-rule", "x-video-spec-cause", "x-video-spec-explanation"))
    methods = "".join(f"<AllowedMethod>{method}</AllowedMethod>" for method in ("GET", "POST", "PUT"))
    body = (f"<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin>{methods}<AllowedHeader>*</AllowedHeader>"
            f"{exposed}</CORSRule></CORSConfiguration>").encode()
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    signed = subprocess.run(
        [program, "sign", "url", "--method", "PUT", "--target", f"/{BUCKET}?cors", "--endpoint", store, "--region", REGION,
         "--header", f"Content-MD5:{digest}"],
        env=os.environ | CREDENTIALS, capture_output=True, text=True)
    if signed.returncode != 0:
        raise ServiceFailed("video-spec sign url: " + signed.stderr.strip())
    request = urllib.request.Request(signed.stdout.strip(), data=body, method="PUT", headers={"Content-MD5": digest})
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as error:
        raise ServiceFailed(f"the store takes no CORS rules: {error.read().decode()}") from None


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5):
            return True
    except OSError:
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
