"""Measures the library service over HTTP with a million videos of one user, in turn with the FastAPI implementation in Tools/backends on the
same database engine.

A query is sent again and again over one connection, with another term each time where it has one. The filling takes some minutes.
"""

import contextlib
import hashlib
import http.client
import pathlib
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

from services import PROGRAM, ROOT, free_port, process, store

ROWS = 1_000_000
TOKEN = "token-of-the-benchmark"
WORDS = (
    "holiday beach party meeting lecture interview session recording demo family birthday wedding concert training match final draft review "
    "kitchen garden mountain river city night morning summer winter spring autumn report").split()
LIST = "/api/v1/videos/s3-videos"
# Name, path with a random number, and whether the targets are for it.
QUERIES = [
    ("first page", LIST, True),
    ("page 5 of 50 videos", f"{LIST}?page=5&page_size=50", True),
    ("by size", f"{LIST}?sort_by=file_size&sort_order=asc", True),
    ("by name", f"{LIST}?sort_by=original_filename", True),
    ("recent", f"{LIST}/recent", True),
    ("search, 1 match", f"{LIST}?search={{:07d}}", True),
    ("search, about 1,100 matches", f"{LIST}?search=beach_garden", False),
    ("search, 6 % match", f"{LIST}?search=holiday", False),
    ("search, all match", f"{LIST}?search=mp4", False),
    ("search, two characters, none match", f"{LIST}?search=zq", False),
    ("page 10,000", f"{LIST}?page=10000", False),
]
LONGEST_MS, LEAST_RATIO = 5, 10
SECONDS = 4


def videos(rows):
    """Makes the names, sizes and IDs of videos, the same in every run."""
    source = random.Random(5)
    for number in range(rows):
        name = f"{source.choice(WORDS)}_{source.choice(WORDS)}_{number:07d}.mp4"
        yield number, name, name.replace("_", " ").title(), source.randrange(10**6, 10**8), uuid.UUID(int=source.getrandbits(128), version=4)


def trigrams(names, user):
    """Returns the hashes of the trigrams of a user's folded names, as SearchText in Swift makes them."""
    found = {name[start:start + 3] for name in names for start in range(len(name) - 2)}
    return {int.from_bytes(hashlib.sha256(user.to_bytes(8, "big") + one.encode()).digest()[:8], "big") for one in found}


def fill_ours(path, rows):
    """Adds a user with many videos to a SQLite database of ours."""
    owner = str(uuid.UUID(int=7, version=4))
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO users (row, id, name) VALUES (1, ?, 'filler')", (owner,))
        database.execute("INSERT INTO sessions VALUES (?, 1, 4000000000)", (hashlib.sha256(TOKEN.encode()).digest(),))
        for number, name, original, size, video in videos(rows):
            names = (name, original.lower())
            row = database.execute(
                """
                INSERT INTO videos (id, user_row, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
                  search, created_at, updated_at)
                VALUES (?, 1, ?, ?, ?, 'http://s/videos', 'videos', 'video/mp4', ?, 1000, ?, ?, ?)
                """, (str(video), name, original, f"uploads/users/{owner}/videos/{1_700_000_000 + number}_{name}", size, "\x1f".join(names),
                      1_700_000_000 + number, 1_700_000_000 + number)).lastrowid
            words = " ".join(f"h{one:x}" for one in trigrams(names, 1))
            database.execute("INSERT INTO trigrams (rowid, hashes) VALUES (?, ?)", (row, words))


def fill_peer(path, rows):
    """Adds a user with many videos to a SQLite database of the FastAPI implementation."""
    owner = uuid.UUID(int=7, version=4)
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO users (id, name) VALUES (?, 'filler')", (owner.hex,))
        database.execute(
            "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, 4000000000)",
            (hashlib.sha256(TOKEN.encode()).digest(), owner.hex))
        for number, name, original, size, video in videos(rows):
            moment = time.strftime("%Y-%m-%d %H:%M:%S.000000", time.gmtime(1_700_000_000 + number))
            database.execute(
                """
                INSERT INTO videos (id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration, search_text,
                  sha256, user_id, created_at, updated_at)
                VALUES (?, ?, ?, ?, 'http://s/videos', 'videos', 'video/mp4', ?, 10, ?, '', ?, ?, ?)
                """, (video.hex, name, original, f"uploads/users/{owner}/videos/{1_700_000_000 + number}_{name}", size,
                      f"{name}\x1f{original.lower()}", owner.hex, moment, moment))


@contextlib.contextmanager
def ours(environment, directory, rows):
    port = free_port()
    command = [PROGRAM, "serve", "--service", "library", directory / "ours", "--listen", f"127.0.0.1:{port}", "--quiet"]
    ready = f"http://localhost:{port}/healthz"
    with process(command, environment, ready=ready):
        pass
    fill_ours(directory / "ours/library.db", rows)
    with process(command, environment, ready=ready) as running:
        yield port, running


@contextlib.contextmanager
def fastapi(environment, directory, rows, python):
    port = free_port()
    here = ROOT / "Tools/backends/library"
    database = directory / "fastapi.db"
    environment = {
        **environment, "DATABASE_URL": f"sqlite:///{database}", "ALLOWED_ORIGINS": f"http://localhost:{port}", "LOG_LEVEL": "warning"}
    command, ready = [python, here / "serve.py", "--port", port], f"http://127.0.0.1:{port}/healthz"
    with process(command, environment, here, ready=ready):
        pass
    fill_peer(database, rows)
    with process(command, environment, here, ready=ready) as running:
        yield port, running


def times(port, path, rows):
    """Returns how long a query takes, in milliseconds: sent again and again for some seconds, at most 300 times."""
    connection = http.client.HTTPConnection("localhost", port, timeout=120)
    source, found = random.Random(3), []
    end = time.monotonic() + SECONDS
    while len(found) < 3 or time.monotonic() < end and len(found) < 300:
        target = path.format(source.randrange(rows))
        start = time.perf_counter()
        connection.request("GET", target, headers={"Authorization": f"Bearer {TOKEN}"})
        response = connection.getresponse()
        body = response.read()
        found.append(1000 * (time.perf_counter() - start))
        if response.status != 200:
            raise RuntimeError(f"{target}: {response.status} {body[:300]}")
    connection.close()
    # The first one finds nothing in a cache.
    return sorted(found[1:])


def percentile(sorted_times, share):
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * share))]


def measure(rounds):
    """Measures all queries, and prints them."""
    setup = subprocess.run(
        [ROOT / "Scripts/python-environment", "Tools/backends/library/requirements.txt"], cwd=ROOT, capture_output=True, text=True)
    if setup.returncode != 0:
        return print(f"not run: the library: {setup.stderr.strip()}")
    with store() as environment, tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        directory = pathlib.Path(directory)
        print(f"filling two databases with {ROWS:,} videos …", file=sys.stderr, flush=True)
        services = {
            "ours": stack.enter_context(ours(environment, directory, ROWS)),
            "fastapi": stack.enter_context(fastapi(environment, directory, ROWS, setup.stdout.strip())),
        }
        print(f"SQLite, {ROWS:,} videos of one user: p50 and p99 in ms")
        for name, path, has_target in QUERIES:
            runs = {"ours": [], "fastapi": []}
            for _ in range(rounds):
                for service, (port, _) in services.items():
                    runs[service].append(times(port, path, ROWS))
            print(report(name, runs, has_target), flush=True)
        memory = pathlib.Path(f"/proc/{services['ours'][1].pid}/status").read_text().partition("VmHWM:")[2].split()[0]
        print(f"  our memory: {int(memory) / 1024:.0f} MiB")


def report(name, runs, has_target):
    def median(service, share):
        return statistics.median(percentile(run, share) for run in runs[service])

    ratio = statistics.median(percentile(other, 0.5) / percentile(mine, 0.5) for mine, other in zip(runs["ours"], runs["fastapi"]))
    shown = ", ".join(f"{service} {median(service, 0.5):,.1f} ({median(service, 0.99):,.1f})" for service in ["ours", "fastapi"])
    verdict = ""
    if has_target and median("ours", 0.99) > LONGEST_MS:
        verdict += f"  p99 misses the target of {LONGEST_MS} ms"
    if has_target and ratio < LEAST_RATIO:
        verdict += f"  misses the target of {LEAST_RATIO}×"
    return f"  {name}: {ratio:.1f}×   {shown}{verdict}"

