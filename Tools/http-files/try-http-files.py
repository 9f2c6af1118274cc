#!/usr/bin/env python3
"""Runs the example requests of the membership service (Docs/examples/membership/http), and checks that they use the whole API.

    Tools/http-files/try-http-files.py PROGRAM [--nginx NGINX]
    Tools/http-files/try-http-files.py PROGRAM --url URL --operator-email EMAIL --operator-password-file FILE --bucket BUCKET [--store URL]

PROGRAM is video-spec. The first form starts the service and, with NGINX, sends all requests again through nginx with the configuration
of the example. The second form uses a service that runs already. Its store is Amazon S3, or the server --store, and takes the credentials
in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

import argparse
import configparser
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import nginx
from rest_client import Fault, Run, send

FOLDER = pathlib.Path("Docs/examples/membership/http")
# The service that this script starts has the default settings.
SETTINGS = re.compile(r"AWS_|S3_|PG|(DATABASE_URL|ALLOWED_ORIGINS|JWT_SECRET|VIDEO_UPSTREAMS|VIDEO_UPSTREAM_NETWORKS|OPERATOR_\w+)$")


class Store:
    """A store in which the script puts the files of videos, by URLs that the program signs."""

    def __init__(self, program, endpoint, bucket, environment):
        self.command = [program, "sign", "url", "--method", "PUT", "--bucket", bucket, "--header", "Content-Type:video/mp4"]
        if endpoint:
            self.command += ["--endpoint", endpoint, "--path-style"]
        self.environment = environment

    def put(self, key):
        signing = subprocess.run([*self.command, "--key", key], env=self.environment, capture_output=True, text=True)
        if signing.returncode != 0:
            raise Fault(f"the object {key} cannot be stored: {signing.stderr.strip()}")
        response = send("PUT", signing.stdout.strip(), [("Content-Type", "video/mp4")], b"0123456789abcdef")
        if response.status != 200:
            raise Fault(f"the object {key} cannot be stored: {response.status} {response.body[:400]!r}")


class Target:
    """A running service."""

    def __init__(self, url, email, password_file, bucket, store):
        self.url = url
        self.bucket = bucket
        self.store = store
        self.variables = {
            "host": url, "operatorEmail": email, "operatorPassword": pathlib.Path(password_file).read_text("utf-8").rstrip("\n"),
            "bucket": bucket}

    def through(self, port):
        """Returns the same service behind a proxy on this machine."""
        target = Target.__new__(Target)
        target.__dict__ |= self.__dict__
        target.url = f"http://localhost:{port}"
        target.variables = self.variables | {"host": target.url}
        return target


@contextlib.contextmanager
def started(program):
    """Starts the service, and yields it as a Target."""
    environment = {name: value for name, value in os.environ.items() if not SETTINGS.match(name)}
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(directory, "data")
        command = [
            program, "serve", "--service", "membership", str(data), "--listen", "127.0.0.1:0", "--json", "--quiet", "--exit-with-stdin"]
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                line = process.stdout.readline()
                if not line:
                    sys.exit("The service does not start.")
                addresses = json.loads(line)
                file = configparser.ConfigParser(interpolation=None)
                file.read(data / "credentials", "utf-8")
                credentials = {name.upper(): value for name, value in file["default"].items()} | {"AWS_REGION": "us-east-1"}
                yield Target(
                    addresses["url"], addresses["operatorEmail"], addresses["operatorPasswordFile"], addresses["bucket"],
                    Store(program, addresses["store"], addresses["bucket"], environment | credentials))
            finally:
                process.stdin.close()


def run_files(target, where):
    """Sends the requests of all files. Returns what was requested, or ends the script if a response is not the expected one."""
    files = sorted(FOLDER.glob("*.http"))
    if not files:
        sys.exit(f"{FOLDER} has no files.")
    count, sent, failed = 0, set(), False
    for file in files:
        try:
            run = Run(file.read_text("utf-8"), target.variables, target.store.put)
            count += run.run()
            sent |= set(run.sent)
        except Fault as fault:
            print(f"{file}, {fault}", file=sys.stderr)
            failed = True
    if failed:
        sys.exit(f"The example requests fail {where}.")
    print(f"example requests {where}: {count} in {len(files)} files, as expected", flush=True)
    return sent


def check_coverage(target, sent):
    """Ends the script if there is an operation that no file uses."""
    paths = send("GET", f"{target.url}/openapi.json").json()["paths"]
    operations = [
        (method.upper(), path) for path, item in paths.items() if path.startswith("/v1/")
        for method in item if method in ("get", "post", "put", "patch", "delete", "head")]
    if not operations:
        sys.exit("The OpenAPI document has no operations.")
    missing = [operation for operation in operations if not any(matches(operation, request) for request in sent)]
    for method, path in missing:
        print(f"No file in {FOLDER} has a request {method} {path}.", file=sys.stderr)
    if missing:
        sys.exit(1)
    print(f"example requests: all {len(operations)} operations of the OpenAPI document", flush=True)


def matches(operation, request):
    """Whether a request is one of an operation: /v1/users/me is not /v1/users/{seq}."""
    pattern = re.sub(r"\\\{[^}]*\\\}", r"\\d+", re.escape(operation[1]))
    return operation[0] == request[0] and re.fullmatch(pattern, urllib.parse.unquote(request[1])) is not None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="video-spec")
    parser.add_argument("--nginx", help="also send the requests through this nginx")
    parser.add_argument("--url", help="a service that runs already")
    parser.add_argument("--operator-email")
    parser.add_argument("--operator-password-file")
    parser.add_argument("--bucket")
    parser.add_argument("--store", help="its S3 server (default: Amazon S3)")
    options = parser.parse_args()
    if options.url:
        if options.nginx:
            parser.error("--nginx and --url exclude each other")
        if not (options.operator_email and options.operator_password_file and options.bucket):
            parser.error("--url needs --operator-email, --operator-password-file and --bucket")
        store = Store(options.program, options.store, options.bucket, os.environ)
        given = Target(options.url.rstrip("/"), options.operator_email, options.operator_password_file, options.bucket, store)
        service = contextlib.nullcontext(given)
    else:
        service = started(options.program)
    try:
        with service as target:
            check_coverage(target, run_files(target, "to the service"))
            if options.nginx:
                with nginx.running(options.nginx, urllib.parse.urlsplit(target.url).port) as port:
                    run_files(target.through(port), "through nginx")
        if options.nginx:
            print(f"nginx.conf: {nginx.check(options.nginx)} promises, as expected", flush=True)
    except Fault as fault:
        sys.exit(str(fault))


main()
