#!/usr/bin/env python3
"""Gates the FastAPI service and its broken copies, and prints one line for each. Scripts/try-backends runs it.

The service has to be conformant in everything. Of a broken copy the gate runs only the cases of the rule that it breaks, and one of them
has to fail. The exit status is 1 if anything else happens.
"""

import argparse
import concurrent.futures
import contextlib
import http.server
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

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SERVICE = HERE / "recording"
sys.path.insert(0, str(SERVICE))

from broken import COPIES  # noqa: E402

PROFILE = "recording-http"
# A process that imports the packages once, and from which those of the broken copies are forked.
PROCESSES = multiprocessing.get_context("forkserver")
PACKAGES = ["anyio", "boto3", "boto3.s3.transfer", "fastapi", "httptools", "sqlalchemy", "sqlalchemy.dialects.sqlite", "uvicorn", "uvloop"]
# A run that takes longer hangs.
SECONDS = 600


class Unexpected(Exception):
    """A backend did not do what it has to."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="good, or a broken copy (default: all)")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/debug/video-spec", help="the program (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="backends at once (default: %(default)s)")
    options = parser.parse_args()
    backends = {"good": None, **{copy.name: copy for copy in COPIES}}
    unknown = [name for name in options.names if name not in backends]
    if unknown:
        parser.error(f"there is no backend {unknown[0]!r}")
    if not options.program.exists():
        sys.exit(f"{options.program} is missing: build it first (swift build)")
    names = options.names or [*backends]
    PROCESSES.set_forkserver_preload(PACKAGES)
    failed = []
    with tempfile.TemporaryDirectory() as vectors, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        copy_scenarios(pathlib.Path(vectors))
        runs = {pool.submit(tried, options.program, backends[name], vectors): name for name in names}
        for run in concurrent.futures.as_completed(runs):
            try:
                print(f"{runs[run]}: {run.result()}", flush=True)
            except Unexpected as error:
                failed.append(runs[run])
                print(f"{runs[run]}: UNEXPECTED: {error}", flush=True)
    if failed:
        sys.exit(f"not as expected: {', '.join(failed)}")


def copy_scenarios(folder):
    """Copies the scenarios of the service into a folder. The gate takes longer to read all vectors than to run those of one rule."""
    shutil.copytree(ROOT / "vectors/schema", folder / "schema")
    (folder / "recording").mkdir()
    for file in [*(ROOT / "vectors").glob("*.json"), *(ROOT / "vectors/recording").glob("http-*.json")]:
        shutil.copy(file, folder / file.relative_to(ROOT / "vectors"))


def tried(program, copy, vectors):
    """Gates a backend. Returns what happened, if that is as expected."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        gate = Gate(program, folder)
        report = gate.of_service() if copy is None else gate.of_copy(copy, vectors)
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

    def __init__(self, program, folder):
        self.program, self.folder, self.printed = program, folder, ""
        self.port = free_port()
        self.environment = {
            "DATABASE_URL": f"sqlite:///{folder}/recording.sqlite", "ALLOWED_ORIGINS": "http://localhost:8000", "GUEST_LOGIN": "1",
            "LOG_LEVEL": "error", "SWEEP_INTERVAL": "3600",
        }

    def of_service(self):
        """Gates the service as somebody else's backend is gated: the gate starts it and its hook."""
        serve = shlex.join([sys.executable, "-B", str(SERVICE / "serve.py"), "--port", str(self.port)])
        hook = shlex.join([sys.executable, "-B", str(SERVICE / "hook.py")])
        return self.run("--start", f"exec {serve} 2>{shlex.quote(str(self.folder / 'log'))}", "--hook", f"exec {hook}")

    def of_copy(self, copy, vectors):
        """Gates a broken copy in a process that has the packages already: importing them takes longer than the cases."""
        store, hook = free_port(), free_port()
        self.environment |= {
            "BROKEN": copy.name, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{store}", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
            "S3_BUCKET_NAME_VIDEO": "videos", "MAX_VIDEO_FILESIZE": "90000000", "ALLOW_VIDEO_MIME_TYPE": "video/webm",
        }
        backend = PROCESSES.Process(target=serve_copy, args=(self.environment, self.port, hook, str(self.folder / "log")))
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
            self.program, "check", "--endpoint", f"http://127.0.0.1:{self.port}", "--profile", PROFILE, "--strict", "--json", report,
            *arguments,
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


def serve_copy(environment, port, hook_port, log):
    """Serves a broken copy and, at another port, its hook. Runs in a process of its own."""
    with open(log, "w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    import hook
    import serve

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
    serve.uvicorn.run(serve.application(), host="127.0.0.1", port=port, **serve.SERVER)


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


if __name__ == "__main__":
    main()
