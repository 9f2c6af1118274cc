#!/usr/bin/env python3
"""Measures a recording backend: begin or complete, over connections that are kept open. Prints the figures as JSON.

    Tools/backends/load.py begin http://127.0.0.1:8000 --hook 'COMMAND' [--connections 16] [--seconds 10] [--warm-up 2]

The hook is the gate's: it makes the user and the question. To measure complete, the program begins some uploads first, uploads a small
file for each, and then completes them again and again. The requests come from wrk (Debian: wrk), which is written in C, so that the
program that measures is not what limits the figures. Every response has to be a success, or the exit status is 1.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


class Hook:
    """Sets up states in the backend's database."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.origin = self.ask({"hook": 1, "hello": {"gate": "load"}})["origin"]

    def ask(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        response = json.loads(line) if line else {"error": "the hook ended"}
        if "error" in response or "unsupported" in response:
            sys.exit(f"the hook: {response}")
        return response

    def state(self, name):
        return self.ask({"setup": name, "with": {}})["values"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Backend:
    def __init__(self, url, cookie, origin):
        self.address = urllib.parse.urlsplit(url).netloc
        self.headers = {"Cookie": cookie, "Origin": origin, "Content-Type": "application/json"}

    def post(self, path, body):
        # Each request has a connection of its own, because the backend may close an idle one at any time.
        with contextlib.closing(http.client.HTTPConnection(self.address, timeout=30)) as connection:
            connection.request("POST", path, json.dumps(body), self.headers)
            response = connection.getresponse()
            text = response.read()
        if response.status not in (200, 201):
            sys.exit(f"POST {path}: {response.status} {text.decode(errors='replace')}")
        return json.loads(text)


def upload(form):
    """Sends a small file with an upload form."""
    boundary = "load-boundary"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form["fields"].items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na short film\r\n--{boundary}--\r\n')
    content_type = f"multipart/form-data; boundary={boundary}"
    with urllib.request.urlopen(urllib.request.Request(form["url"], "".join(parts).encode(), {"Content-Type": content_type})) as response:
        response.read()


def bodies(operation, backend, question, uploads):
    """Returns the bodies of the requests that are repeated."""
    begin = {"question_id": question, "duration": 12.5}
    if operation == "begin":
        return [begin]
    forms = [backend.post("/api/video/presigned-url", begin) for _ in range(uploads)]
    for form in forms:
        upload(form)
    completed = [{"external_id": form["external_id"]} for form in forms]
    for body in completed:
        if backend.post("/api/feedback", body)["status"] != "completed":
            sys.exit("an upload is not completed although its object is in the store")
    return completed


def measure(url, requests, connections, seconds):
    finished = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", HERE / "load.lua", url],
        env={**os.environ, "LOAD_REQUESTS": requests}, capture_output=True, text=True)
    line = next((line for line in finished.stdout.splitlines() if line.startswith("figures ")), None)
    if finished.returncode != 0 or line is None:
        sys.exit(f"wrk: {finished.stdout}{finished.stderr}")
    return json.loads(line.removeprefix("figures "))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("operation", choices=["begin", "complete"])
    parser.add_argument("url", help="the backend's address")
    parser.add_argument("--hook", required=True, help="the command of the backend's hook")
    parser.add_argument("--connections", type=int, default=16, help="connections at once (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=10, help="how long to measure (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=2, help="seconds before that (default: %(default)s)")
    parser.add_argument("--uploads", type=int, default=200, help="uploads that are completed in turn (default: %(default)s)")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing (Debian: install wrk)")
    hook = Hook(options.hook)
    cookie, question = hook.state("user")["cookie"], hook.state("question")["id"]
    backend = Backend(options.url, cookie, hook.origin)
    paths = {"begin": "/api/video/presigned-url", "complete": "/api/feedback"}
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        lines = [paths[options.operation], cookie, hook.origin]
        lines += [json.dumps(body) for body in bodies(options.operation, backend, question, options.uploads)]
        file.write("\n".join(lines) + "\n")
        file.flush()
        if options.warm_up:
            measure(options.url, file.name, options.connections, options.warm_up)
        figures = measure(options.url, file.name, options.connections, options.seconds)
    hook.close()
    print(json.dumps({"operation": options.operation, "connections": options.connections, **figures}))
    return 1 if figures["refused"] or figures["broken"] else 0


sys.exit(main())
