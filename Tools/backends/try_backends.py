#!/usr/bin/env python3
"""Gates the FastAPI services and their broken copies, and prints one line for each. Scripts/try-backends runs it.

    try_backends.py                     all of them
    try_backends.py library             a service and its broken copies
    try_backends.py library/good        a service, or one of its copies: SERVICE/NAME. NAME alone means every service that has it

A service has to be conformant in everything. Of a broken copy the gate runs only the cases of the rule that it breaks, and one of them
has to fail. The exit status is 1 if anything else happens.
"""

import argparse
import concurrent.futures
import contextlib
import http.server
import importlib.util
import json
import multiprocessing
import os
import pathlib
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# A process that imports the packages once, and from which those of the broken copies are forked.
PROCESSES = multiprocessing.get_context("forkserver")
PACKAGES = [
    "anyio", "boto3", "boto3.s3.transfer", "fastapi", "httptools", "jwt", "python_multipart", "sqlalchemy", "sqlalchemy.dialects.sqlite",
    "uvicorn", "uvloop",
]
# A run that takes longer hangs.
SECONDS = 600


class Unexpected(Exception):
    """A backend did not do what it has to."""


@dataclass(frozen=True)
class Service:
    """A service: its folder, its profile, and the files with its scenarios."""

    name: str
    profile: str
    scenarios: str

    @property
    def folder(self):
        return HERE / self.name

    def copies(self):
        """Returns the broken copies. The modules of the services have the same names, so this one is loaded under another."""
        spec = importlib.util.spec_from_file_location(f"broken_{self.name}", self.folder / "broken.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.COPIES


SERVICES = [
    Service("recording", "recording-http", "recording/http-*.json"),
    Service("library", "library", "library/*.json"),
    Service("membership", "membership", "membership/*.json"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to gate (default: everything)")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/debug/video-spec", help="the program (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="backends at once (default: %(default)s)")
    options = parser.parse_args()
    backends = selected(options.names, parser)
    if not options.program.exists():
        sys.exit(f"{options.program} is missing: build it first (swift build)")
    PROCESSES.set_forkserver_preload(PACKAGES)
    failed = []
    with tempfile.TemporaryDirectory() as vectors, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        folders = {service: scenarios_of(service, pathlib.Path(vectors)) for service in {service for service, _ in backends.values()}}
        runs = {
            pool.submit(tried, options.program, service, copy, folders[service]): name for name, (service, copy) in backends.items()
        }
        for run in concurrent.futures.as_completed(runs):
            try:
                print(f"{runs[run]}: {run.result()}", flush=True)
            except Unexpected as error:
                failed.append(runs[run])
                print(f"{runs[run]}: UNEXPECTED: {error}", flush=True)
    if failed:
        sys.exit(f"not as expected: {', '.join(failed)}")


def selected(names, parser):
    """Returns the backends with these names, or all of them: services and broken copies, with None for the service itself."""
    every = {}
    for service in SERVICES:
        every[f"{service.name}/good"] = (service, None)
        every.update({f"{service.name}/{copy.name}": (service, copy) for copy in service.copies()})
    chosen = {}
    for name in names or ["/"]:
        found = {full: every[full] for full in every if name in ("/", full, *full.split("/"))}
        if not found:
            parser.error(f"there is no backend {name!r}")
        chosen |= found
    return chosen


def scenarios_of(service, folder):
    """Copies the scenarios of a service into a folder. The gate takes longer to read all vectors than to run those of one rule."""
    vectors, folder = ROOT / "vectors", folder / service.name
    shutil.copytree(vectors / "schema", folder / "schema")
    for file in [*vectors.glob("*.json"), *vectors.glob(service.scenarios)]:
        target = folder / file.relative_to(vectors)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(file, target)
    return folder


def tried(program, service, copy, vectors):
    """Gates a backend. Returns what happened, if that is as expected."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        gate = Gate(program, service, folder)
        report = gate.of_service(vectors) if copy is None else gate.of_copy(copy, vectors)
        seconds = time.monotonic() - began
        if copy is None:
            if report["exitStatus"] != 0:
                raise Unexpected(f"it is {report['status']}\n{gate.log()}")
            return f"conformant, {report['counts']['all']} cases ({seconds:.0f} s)"
        failed = [case["id"] for case in report["cases"] if case["bearing"] in ("failed", "broken")]
        own = [case for case in failed if case.startswith(f"{copy.rule}-")]
        if report["exitStatus"] != 1 or not own:
            raise Unexpected(
                f"it breaks {copy.rule}, and the gate says {report['status']}, with no failure of this rule\n{gate.log()}")
        return f"fails {copy.rule} by {own[0]}: {copy.fault} ({seconds:.0f} s)"


class Gate:
    """A run of the gate, with a backend at a port of its own."""

    def __init__(self, program, service, folder):
        self.program, self.service, self.folder, self.printed = program, service, folder, ""
        self.port = free_port()
        self.environment = {
            "DATABASE_URL": f"sqlite:///{folder}/{service.name}.sqlite", "ALLOWED_ORIGINS": "http://localhost:8000", "GUEST_LOGIN": "1",
            "LOG_LEVEL": "error", "SWEEP_INTERVAL": "3600", "JWT_SECRET": secrets.token_hex(32),
        }

    def of_service(self, vectors):
        """Gates the service as somebody else's backend is gated: the gate starts it and its hook."""
        serve = shlex.join([sys.executable, "-B", str(self.service.folder / "serve.py"), "--port", str(self.port)])
        hook = shlex.join([sys.executable, "-B", str(self.service.folder / "hook.py")])
        start = f"exec {serve} 2>{shlex.quote(str(self.folder / 'log'))}"
        return self.run("--start", start, "--hook", f"exec {hook}", "--pass-env", "JWT_SECRET", "--vectors", vectors)

    def of_copy(self, copy, vectors):
        """Gates a broken copy in a process that has the packages already: importing them takes longer than the cases."""
        store, hook = free_port(), free_port()
        self.environment |= {
            "BROKEN": copy.name, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{store}", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
            "S3_BUCKET_NAME_VIDEO": "videos", "MAX_VIDEO_FILESIZE": "90000000", "ALLOW_VIDEO_MIME_TYPE": "video/webm",
        }
        backend = PROCESSES.Process(
            target=serve_copy, args=(str(self.service.folder), self.environment, self.port, hook, str(self.folder / "log")))
        backend.start()
        try:
            for port in (self.port, hook):
                self.await_port(port, backend)
            return self.run(
                "--store", f"127.0.0.1:{store}", "--hook", f"http://127.0.0.1:{hook}/", "--vectors", vectors, "--only", copy.cases,
                "--fail-fast")
        finally:
            backend.kill()
            backend.join()

    def await_port(self, port, backend):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and backend.is_alive():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.05)
        raise Unexpected(f"it does not start\n{self.log()}")

    def run(self, *arguments):
        """Runs the gate, and returns its report."""
        report = self.folder / "report.json"
        command = [
            self.program, "check", "--endpoint", f"http://127.0.0.1:{self.port}", "--profile", self.service.profile, "--strict",
            "--json", report, *arguments,
        ]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        try:
            finished = subprocess.run(
                command, env=inherited | self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="replace", timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise Unexpected(f"the gate did not end within {SECONDS} s\n{self.log()}") from None
        self.printed = finished.stdout
        if not report.exists():
            raise Unexpected(f"the gate wrote no report, and its exit status is {finished.returncode}\n{self.log()}")
        return json.loads(report.read_text())

    def log(self):
        """Returns the end of what the gate and the backend printed."""
        log = self.folder / "log"
        return self.printed[-8000:] + (log.read_text(errors="replace")[-4000:] if log.exists() else "")


def serve_copy(folder, environment, port, hook_port, log):
    """Serves a broken copy and, at another port, its hook. Runs in a process of its own."""
    with open(log, "w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    sys.path.insert(0, folder)
    import hook
    import serve
    import uvicorn

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            response = json.dumps(states.respond(self.rfile.read(int(self.headers["Content-Length"])))).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(response)))
            self.end_headers()
            self.wfile.write(response)

        def log_message(self, *_):
            pass

    states = hook.Hook()
    server = http.server.HTTPServer(("127.0.0.1", hook_port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    uvicorn.run(serve.application(), host="127.0.0.1", port=port, **serve.server.SERVER)


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


if __name__ == "__main__":
    main()
