"""Measures the strict S3 endpoint over HTTP, in turn with other S3 servers for tests, as ratios to them.

Large bodies go over one connection of this program; peers/load.c sends small requests over 16. All requests are signed before they are timed.
"""

import contextlib
import datetime
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Tools" / "servers"), str(ROOT / "Implementations" / "second")]

import s3_servers  # noqa: E402
from implementation import perform  # noqa: E402
from moto_server import ServerUnavailable  # noqa: E402

BUCKET, LARGE, SMALL, KEYS, CONNECTIONS = "benchmark", 90_000_000, 4096, 64, 16
LARGE_ONES, SMALL_ONES = ["POST 90 MB", "PUT 90 MB", "GET 90 MB", "range 1 MB"], ["PUT 4 KiB", "GET 4 KiB", "HEAD 4 KiB"]
OURS, OURS_IN_MEMORY = "ours", "ours, in memory"
TARGETS = {
    (OURS, "POST 90 MB", "moto"): 2, (OURS_IN_MEMORY, "POST 90 MB", "moto"): 3, (OURS, "GET 90 MB", "moto"): 4, (OURS, "range 1 MB", "moto"): 100,
    (OURS, "PUT 4 KiB", "moto"): 15, (OURS, "GET 4 KiB", "moto"): 60, (OURS, "HEAD 4 KiB", "moto"): 100,
    **{(OURS, operation, "rclone"): 1 for operation in SMALL_ONES},
}
MEMORY_LIMIT = 32  # MiB, while ten uploads run


class Target:
    """A server and the requests that are sent to it."""

    def __init__(self, server):
        self.server = server
        self.host = server.url.partition("//")[2]
        self.signer = {
            "credentials": {"accessKeyId": server.access_key, "secretAccessKey": server.secret_key}, "region": s3_servers.REGION, "service": "s3"}

    def head(self, method, key, headers=(), length=None, query=()):
        """Returns the head of a request with a presigned URL."""
        url = self.result("sign.url", {
            "method": method, "endpoint": self.server.url, "headers": [], "expires": "86400", "payload": {"unsigned": True},
            "target": {"bucket": BUCKET, "key": key, "addressing": "path", "query": list(query)}})["url"]
        parts = urllib.parse.urlsplit(url)
        lines = [f"{method} {parts.path}?{parts.query} HTTP/1.1", f"Host: {self.host}", *(f"{name}: {value}" for name, value in headers)]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return "\r\n".join([*lines, "", ""]).encode()

    def form(self, key):
        """Returns a presigned POST of the large file: everything before its bytes, and everything after them."""
        built = self.result("policy.build", {
            **self.signer, "bucket": BUCKET, "endpoint": self.server.url, "key": key, "fields": [["Content-Type", "video/webm"]],
            "conditions": [["eq", "$Content-Type", "video/webm"], ["content-length-range", "1", str(LARGE)]], "expires": "86400"})
        boundary = "----WebKitFormBoundaryBenchmark"
        before = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in built["fields"])
        before += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.webm"\r\nContent-Type: video/webm\r\n\r\n'
        after = f"\r\n--{boundary}--\r\n".encode()
        path = urllib.parse.urlsplit(built["url"]).path or "/"
        head = (f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: multipart/form-data; boundary={boundary}\r\n"
                f"Content-Length: {len(before.encode()) + LARGE + len(after)}\r\n\r\n")
        return (head + before).encode(), after

    def result(self, operation, data):
        clock = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        result = perform(operation, clock, {**self.signer, **data})
        if result["status"] != "accepted":
            raise RuntimeError(f"{operation}: {result}")
        return result["output"]

    def send(self, *pieces):
        """Sends a request over a connection of its own and reads the response. Returns the seconds from the first to the last byte."""
        host, port = self.host.split(":")
        with socket.create_connection((host, int(port)), timeout=120) as connection:
            began = time.perf_counter()
            for piece in pieces:
                connection.sendall(piece)
            self.receive(connection, isHead=pieces[0].startswith(b"HEAD"))
            return time.perf_counter() - began

    @staticmethod
    def receive(connection, isHead):
        buffer, head = memoryview(bytearray(1 << 20)), b""
        while b"\r\n\r\n" not in head:
            count = connection.recv_into(buffer)
            if not count:
                raise RuntimeError(f"the connection was closed after {head[:200]}")
            head += bytes(buffer[:count])
            if head.startswith(b"HTTP/1.1 100 ") and b"\r\n\r\n" in head:
                head = head.partition(b"\r\n\r\n")[2]
        head, _, body = head.partition(b"\r\n\r\n")
        if head.split(b" ")[1] not in (b"200", b"204", b"206"):
            raise RuntimeError(f"{head.splitlines()[0].decode()}: {body[:600].decode(errors='replace')}".replace(chr(10), ' '))
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        rest = 0 if isHead else int(fields.get(b"content-length", b"0")) - len(body)
        while rest > 0:
            count = connection.recv_into(buffer)
            if not count:
                raise RuntimeError("the connection was closed in the middle of a body")
            rest -= count


def prepare(target, body):
    host = target.head("PUT", "")
    target.send(host.replace(b"\r\n\r\n", b"\r\nContent-Length: 0\r\n\r\n"))
    target.send(target.head("PUT", "large", length=LARGE), body)
    for index in range(KEYS):
        target.send(target.head("PUT", f"small-{index}", length=SMALL), body[:SMALL])


def large(target, operation, body):
    """Returns how often a second one connection gets an operation on the large object done."""
    if operation == "POST 90 MB":
        before, after = target.form("posted")
        return 1 / target.send(before, body, after)
    if operation == "PUT 90 MB":
        return 1 / target.send(target.head("PUT", "put", length=LARGE), body)
    if operation == "GET 90 MB":
        # Where the system happens to run client and server changes the time of one request by a factor of four.
        return 1 / statistics.median(target.send(target.head("GET", "large")) for _ in range(5))
    request = target.head("GET", "large", [("Range", f"bytes=50000000-{50_000_000 + (1 << 20) - 1}")])
    return 1 / statistics.median(target.send(request) for _ in range(10))


def small(target, operation, seconds, folder):
    """Returns how often a second 16 connections get an operation on small objects done."""
    method = operation.split()[0]
    body = b"x" * SMALL if method == "PUT" else b""
    requests = [target.head(method, f"small-{index}", length=len(body) if body else None) + body for index in range(KEYS)]
    path = folder / "requests"
    path.write_bytes(b"".join(b"%d\n%s" % (len(request), request) for request in requests))
    run = subprocess.run(
        [folder / "load", *target.host.split(":"), str(CONNECTIONS), str(seconds), path], capture_output=True, text=True, timeout=seconds + 60)
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip())
    return float(run.stdout)


def build_load(folder):
    """Builds the program that sends small requests. Returns the reason if it cannot."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        return "no C compiler is installed"
    subprocess.run([compiler, "-O2", ROOT / "Benchmarks/peers/load.c", "-o", folder / "load"], check=True)
    return None


def peak_memory(program, body):
    """Returns the most memory, in MiB, that our process had while ten large forms were uploaded at once."""
    with tempfile.TemporaryDirectory() as directory, s3_servers.ours(program, directory) as server:
        target = Target(server)
        target.send(target.head("PUT", "").replace(b"\r\n\r\n", b"\r\nContent-Length: 0\r\n\r\n"))
        failures = []

        def upload(index):
            try:
                before, after = target.form(f"upload-{index}")
                target.send(before, body, after)
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=upload, args=(index,)) for index in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(rounds, seconds, program=ROOT / ".build" / "release" / "video-spec"):
    body = os.urandom(1_000_000) * (LARGE // 1_000_000)
    missing, targets, rates, errors = {}, {}, {}, {}
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        starts = {
            OURS: lambda: s3_servers.ours(program, folder / "objects"), OURS_IN_MEMORY: lambda: s3_servers.ours(program),
            "moto": s3_servers.moto, "ministack": s3_servers.ministack, "rclone": s3_servers.rclone,
        }
        for name, start in starts.items():
            try:
                targets[name] = Target(stack.enter_context(start()))
                prepare(targets[name], body)
            except ServerUnavailable as error:
                missing[name] = str(error)
        if reason := build_load(folder):
            missing["4 KiB"] = reason
        for index in range(rounds):
            print(f"\rround {index + 1} of {rounds}", end="", file=sys.stderr, flush=True)
            for operation in LARGE_ONES + ([] if "4 KiB" in missing else SMALL_ONES):
                for name, target in targets.items():
                    if (name, operation) in errors:
                        continue
                    try:
                        rate = small(target, operation, seconds, folder) if operation in SMALL_ONES else large(target, operation, body)
                    except (RuntimeError, OSError) as error:
                        errors[name, operation] = str(error).splitlines()[0]
                        continue
                    rates.setdefault((name, operation), []).append(rate)
    print("\r", end="", file=sys.stderr)
    show(targets, rates, rounds)
    memory = peak_memory(program, body)
    print(f"\nthe whole process held at most {memory:.1f} MiB while ten forms of 90 MB were uploaded, < {MEMORY_LIMIT} MiB: "
          + ("met" if memory < MEMORY_LIMIT else "missed"))
    for (name, operation), reason in errors.items():
        print(f"not measured: {name}, {operation}: {reason}")
    for name, reason in missing.items():
        print(f"not run: {name}: {reason}")


def show(targets, rates, rounds):
    print(f"\n{os.cpu_count()} processors, {rounds} rounds; ratio: ours / peer, median (min to max)\n")
    print(f"{'operation':11} {'ours':16} {'per second':>11}  ratios to the others")
    for operation in LARGE_ONES + SMALL_ONES:
        for ours in (OURS, OURS_IN_MEMORY):
            if not (mine := rates.get((ours, operation))):
                continue
            cells = []
            for peer in targets:
                if peer.startswith("ours") or not (theirs := rates.get((peer, operation))):
                    continue
                ratios = sorted(own / other for own, other in zip(mine, theirs))
                middle = statistics.median(ratios)
                target = TARGETS.get((ours, operation, peer))
                note = f" ≥ {target}×: {'met' if middle >= target else 'MISSED'}" if target else ""
                cells.append(f"{peer} {middle:.2f}× ({ratios[0]:.2f} to {ratios[-1]:.2f}){note}")
            print(f"{operation:11} {ours:16} {statistics.median(mine):11,.2f}  {'; '.join(cells)}")
