"""Measures the recording service over HTTP, in turn with the FastAPI implementation in Tools/backends, on the same database engine and the
same store.

Both begin or complete uploads for wrk, over connections that are kept open. Each has a new database in each round.
"""

import contextlib
import json
import os
import pathlib
import pwd
import shlex
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build" / "release" / "video-spec"
CONNECTIONS = [16, 64]
TARGETS = {("SQLite", "begin", 16): 8, ("SQLite", "begin", 64): 12, ("PostgreSQL", "begin", 16): 6, ("PostgreSQL", "begin", 64): 5}
MEMORY_LIMIT = 64  # MiB
MANY_ROWS, FEW_ROWS = 1_000_000, 1_000
ROWS_LIMIT = 1.3


class Unavailable(Exception):
    """Why something cannot be measured."""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def process(command, environment=None, directory=ROOT, ready=None):
    """Runs a program until the block ends. `ready` is the URL that has to respond first."""
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen([str(part) for part in command], cwd=directory, env=environment, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 60
            while ready:
                try:
                    urllib.request.urlopen(ready, timeout=5).read()
                    break
                except OSError:
                    if running.poll() is not None or time.monotonic() > end:
                        log.seek(0)
                        raise Unavailable(f"{command[0]} does not start: {log.read()[-500:].decode(errors='replace')}")
                    time.sleep(0.05)
            yield running
        finally:
            running.terminate()
            running.wait()


@contextlib.contextmanager
def store():
    """Starts the store of both services: the strict S3 in memory. Yields the environment variables that name it."""
    command = [PROGRAM, "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos", "--json", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            started = json.loads(running.stdout.readline())
            yield {
                **environment, "AWS_ENDPOINT_URL": started["url"], "AWS_REGION": started["region"],
                "AWS_ACCESS_KEY_ID": started["accessKeyId"], "AWS_SECRET_ACCESS_KEY": started["secretAccessKey"],
                "S3_BUCKET_NAME_VIDEO": "videos", "MAX_VIDEO_FILESIZE": "90000000", "ALLOW_VIDEO_MIME_TYPE": "video/webm",
            }
        finally:
            running.terminate()


class Service:
    """A running service: its address, its hook, and its process."""

    def __init__(self, port, hook, running):
        self.url, self.hook, self.running = f"http://127.0.0.1:{port}", hook, running

    def load(self, operation, connections, seconds, environment):
        run = subprocess.run(
            [sys.executable, ROOT / "Tools/backends/load.py", operation, self.url, "--hook", self.hook,
             "--connections", str(connections), "--seconds", str(seconds)],
            env=environment, capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"{operation}: {run.stdout}{run.stderr}")
        return json.loads(run.stdout)

    @property
    def peak_memory(self):
        """The most memory that the process had, in MiB."""
        status = pathlib.Path(f"/proc/{self.running.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextlib.contextmanager
def ours(environment, database, directory):
    port = free_port()
    # The hook, which another program starts, needs the same database.
    variables = ["env", f"DATABASE_URL={database}"] if database else []
    base = [*variables, PROGRAM, "serve", directory / "ours", "--listen", f"127.0.0.1:{port}"]
    with process([*base, "--quiet"], environment, ready=f"http://127.0.0.1:{port}/healthz") as running:
        yield Service(port, shlex.join(str(part) for part in [*base, "--hook"]), running)


@contextlib.contextmanager
def fastapi(environment, database, directory, python):
    port = free_port()
    here = ROOT / "Tools/backends/recording"
    environment = {
        **environment, "DATABASE_URL": database or f"sqlite:///{directory}/fastapi.db", "ALLOWED_ORIGINS": f"http://localhost:{port}",
        "LOG_LEVEL": "warning",
    }
    with process(
            [python, here / "serve.py", "--port", port], environment, here, ready=f"http://127.0.0.1:{port}/healthz") as running:
        variables = [f"{name}={environment[name]}" for name in ["DATABASE_URL", "ALLOWED_ORIGINS"]]
        yield Service(port, shlex.join(["env", *variables, str(python), str(here / "hook.py")]), running)


@contextlib.contextmanager
def postgres():
    """Starts a PostgreSQL server. Yields a function that creates a database and returns its URL."""
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        raise Unavailable("PostgreSQL is not installed (Debian: postgresql)")
    if not subprocess.run([ROOT / "Scripts/build-options"], capture_output=True, text=True, check=True).stdout.strip():
        raise Unavailable("libpq is not installed (Debian: libpq-dev)")
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory() as directory:
        if as_user:
            shutil.chown(directory, user, user)
        port = free_port()
        subprocess.run(
            [*as_user, folders[-1] / "initdb", "-D", f"{directory}/data", "-A", "trust", "-U", "test"], check=True, stdout=subprocess.DEVNULL)
        command = [*as_user, folders[-1] / "postgres", "-D", f"{directory}/data", "-k", directory, "-p", port, "-c", "listen_addresses=127.0.0.1",
                   "-c", "max_connections=200"]
        with process(command, directory=directory):
            url = f"postgresql://test@127.0.0.1:{port}"
            end = time.monotonic() + 60
            while subprocess.run([folders[-1] / "psql", f"{url}/postgres", "-qc", "SELECT 1"], capture_output=True).returncode != 0:
                if time.monotonic() > end:
                    raise Unavailable("PostgreSQL does not start")
                time.sleep(0.1)

            def create(name):
                subprocess.run([folders[-1] / "psql", f"{url}/postgres", "-qc", f"CREATE DATABASE {name}"], check=True)
                return f"{url}/{name}"

            yield create


def fill(path, rows):
    """Adds uploads to a database of ours, as if they had begun and been completed long ago."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO users (name) VALUES ('filler') ON CONFLICT DO NOTHING")
        user = database.execute("SELECT id FROM users WHERE name = 'filler'").fetchone()[0]
        database.execute("INSERT INTO questions VALUES (1) ON CONFLICT DO NOTHING")
        database.execute(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
            INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at)
            SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
              || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), ?, 1, 12.5, 'completed', 0, 0 FROM numbers
            """, (rows, user))
        database.execute(
            """
            INSERT INTO videos (answer_id, storage_key, size, media_type, etag, violations, validated, looked, recorded)
            SELECT id, 'videos/2026/01/' || external_id || '.webm', 1, 'video/webm', '"e"', '', 1, 1, 1 FROM answers
            """)


def compare(rounds, seconds, environment, python, engine, new_database):
    """Returns the figures of each service by operation and number of connections, and our peak memory."""
    figures, memory = {}, 0
    for index in range(rounds):
        for name in ["ours", "fastapi"]:
            print(f"\r{engine}, round {index + 1} of {rounds}: {name}   ", end="", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory() as directory:
                directory = pathlib.Path(directory)
                database = new_database(f"{name}_{index}") if new_database else None
                start = ours(environment, database, directory) if name == "ours" else fastapi(environment, database, directory, python)
                with start as service:
                    for operation in ["begin", "complete"]:
                        for connections in CONNECTIONS:
                            run = service.load(operation, connections, seconds, environment)
                            figures.setdefault((operation, connections), {}).setdefault(name, []).append(run)
                    if name == "ours":
                        memory = max(memory, service.peak_memory)
    print(file=sys.stderr)
    return figures, memory


def rows_ratio(rounds, seconds, environment):
    """Returns how much longer begin takes with a million rows than with a thousand: the median of the rounds' ratios."""
    ratios = []
    with contextlib.ExitStack() as stack:
        services = {}
        for rows in [FEW_ROWS, MANY_ROWS]:
            directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            with ours(environment, None, directory):
                pass
            fill(directory / "ours/recordings.db", rows)
            services[rows] = stack.enter_context(ours(environment, None, directory))
        for index in range(rounds):
            print(f"\rrows, round {index + 1} of {rounds}   ", end="", file=sys.stderr, flush=True)
            rates = {rows: service.load("begin", 16, seconds, environment)["requests_per_second"] for rows, service in services.items()}
            ratios.append(rates[FEW_ROWS] / rates[MANY_ROWS])
    print(file=sys.stderr)
    return statistics.median(ratios)


def measure(rounds, seconds):
    """Measures everything that can be measured, and prints it."""
    missing = {}
    if not shutil.which("wrk"):
        return print("not run: the services: wrk is missing (Debian: wrk)")
    setup = subprocess.run(
        [ROOT / "Scripts/python-environment", "Tools/backends/recording/requirements.txt"], cwd=ROOT, capture_output=True, text=True)
    if setup.returncode != 0:
        return print(f"not run: the services: {setup.stderr.strip()}")
    python = setup.stdout.strip()
    seconds = max(1, round(seconds))
    with store() as environment:
        engines = {"SQLite": contextlib.nullcontext(None), "PostgreSQL": postgres()}
        for engine, start in engines.items():
            try:
                with start as new_database:
                    figures, memory = compare(rounds, seconds, environment, python, engine, new_database)
            except Unavailable as error:
                missing[engine] = str(error)
                continue
            print("\n".join(report(engine, figures, memory)), flush=True)
        ratio = rows_ratio(rounds, seconds, environment)
        verdict = "" if ratio <= ROWS_LIMIT else f"  misses the target of at most {ROWS_LIMIT}"
        print(f"begin with {MANY_ROWS:,} rows takes {ratio:.2f} times as long as with {FEW_ROWS:,}{verdict}")
    for name, reason in missing.items():
        print(f"not run: {name}: {reason}")


def report(engine, figures, memory):
    lines = [f"{engine}: requests per second, p50 and p99 in ms"]
    for (operation, connections), runs in figures.items():
        def median(name, figure):
            return statistics.median(run[figure] for run in runs[name])

        ratio = statistics.median(mine["requests_per_second"] / other["requests_per_second"] for mine, other in zip(runs["ours"], runs["fastapi"]))
        target = TARGETS.get((engine, operation, connections))
        verdict = "" if target is None or ratio >= target else f"  misses the target of {target}"
        if target and median("ours", "p99_ms") > median("fastapi", "p50_ms"):
            verdict += "  our p99 is above their p50"
        shown = ", ".join(
            f"{name} {median(name, 'requests_per_second'):,.0f} ({median(name, 'p50_ms'):.1f}, {median(name, 'p99_ms'):.1f})" for name in ["ours", "fastapi"])
        lines.append(f"  {operation}, {connections} connections: {ratio:.1f}×   {shown}{verdict}")
    verdict = "" if memory <= MEMORY_LIMIT else f"  misses the target of at most {MEMORY_LIMIT}"
    lines.append(f"  our memory: {memory:.0f} MiB{verdict}")
    return lines
