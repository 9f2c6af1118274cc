"""Runs nginx with the configuration of the example, and checks what the configuration promises with a service that says what it got."""

import contextlib
import grp
import http.client
import http.server
import json
import os
import pathlib
import pwd
import socket
import subprocess
import tempfile
import threading
import time

from rest_client import Fault, send

CONFIGURATION = pathlib.Path("Docs/examples/membership/nginx/nginx.conf")


@contextlib.contextmanager
def running(nginx, service_port):
    """Starts nginx in front of a service on this machine, and yields the port of nginx.

    Only the user, the number of workers, addresses and paths are replaced. Each has to be in the configuration exactly once.
    """
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        user = f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}"
        folders = "".join(
            f"    {kind}_temp_path {directory}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        text = CONFIGURATION.read_text("utf-8")
        for old, new in (
            ("user nginx;", f"user {user};"),
            # Each worker has connections of its own to the service.
            ("worker_processes auto;", "worker_processes 1;"),
            ("pid /run/nginx.pid;", f"pid {directory}/pid;"),
            ("error_log /dev/stderr", f"error_log {directory}/error.log"),
            ("access_log /dev/stdout;", f"access_log {directory}/access.log;\n{folders}"),
            ("server service:8000;", f"server 127.0.0.1:{service_port};"),
            ("listen 80;", f"listen 127.0.0.1:{port};"),
        ):
            if text.count(old) != 1:
                raise Fault(f"{CONFIGURATION} has '{old}' {text.count(old)} times instead of once")
            text = text.replace(old, new)
        file = pathlib.Path(directory, "nginx.conf")
        file.write_text(text, "utf-8")
        command = [nginx, "-e", f"{directory}/error.log", "-p", directory, "-c", file]
        test = subprocess.run([*command, "-t"], capture_output=True, text=True)
        if test.returncode != 0:
            raise Fault(f"nginx -t: {test.stderr}")
        with subprocess.Popen([*command, "-g", "daemon off;"], stdin=subprocess.DEVNULL) as process:
            try:
                wait(port, process)
                yield port
            finally:
                process.terminate()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(port, process):
    """Waits until somebody listens at a port."""
    for _ in range(300):
        if process.poll() is not None:
            raise Fault(f"nginx exits with status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Fault("nginx does not listen")


class Service(http.server.ThreadingHTTPServer):
    """A service whose responses say what it got. A stream is sent in two parts, the second one when the test says so."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ServiceHandler)
        self.go_on = threading.Event()


class ServiceHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        got = {"version": self.request_version, "port": self.client_address[1], "headers": dict(self.headers.items())}
        body = json.dumps(got).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if not self.path.startswith("/v1/videos/stream/"):
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Content-Length", str(len(body) + 4))
        self.end_headers()
        self.wfile.write(body)
        self.server.go_on.wait(30)
        self.wfile.write(b"last")

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def check(nginx):
    """Checks each promise of the configuration. Returns their number."""
    service = Service()
    threading.Thread(target=service.serve_forever, daemon=True).start()
    try:
        checks = [forwarding, streams, hidden, large, limits]
        with running(nginx, service.server_port) as port:
            for test in checks:
                test(port, service)
    finally:
        service.shutdown()
        service.server_close()
    with running(nginx, free_port()) as port:
        problem(send("GET", f"http://localhost:{port}/healthz"), 502, "ServiceUnreachable")
    return len(checks) + 1


def expect(what, found, wanted):
    if found != wanted:
        raise Fault(f"{what}: {found!r} instead of {wanted!r}")


def problem(response, status, code):
    expect("the status of nginx", response.status, status)
    expect("its media type", response.headers.get("Content-Type"), "application/problem+json")
    expect("its code", response.json()["code"], code)
    expect("the status in its body", response.json()["status"], status)
    expect("the header Server", response.headers.get("Server"), "nginx")


def forwarding(port, service):
    """Two requests share a connection to the service, which learns the client's address from nginx, not from the client."""
    headers = [("X-Forwarded-For", "192.0.2.1"), ("Authorization", "Bearer token"), ("Connection", "close")]
    first, second = (send("GET", f"http://localhost:{port}/v1/users/me", headers).json() for _ in range(2))
    expect("the version of HTTP", first["version"], "HTTP/1.1")
    expect("Connection", first["headers"].get("Connection"), None)
    expect("the connections to the service", second["port"], first["port"])
    expect("X-Forwarded-For", first["headers"]["X-Forwarded-For"], "127.0.0.1")
    expect("X-Forwarded-Proto", first["headers"]["X-Forwarded-Proto"], "http")
    expect("Host", first["headers"]["Host"], "localhost")
    expect("Authorization", first["headers"]["Authorization"], "Bearer token")


def streams(port, service):
    """The first part of a stream arrives before the service sends the second one."""
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request("GET", "/v1/videos/stream/1", headers={"Range": "bytes=5-9", "If-Range": '"etag"'})
        try:
            response = connection.getresponse()
            first = json.loads(response.read(int(response.headers["Content-Length"]) - 4))
        except OSError:
            raise Fault("the first part of a stream waits for the second one") from None
        service.go_on.set()
        expect("the end of a stream", response.read(), b"last")
    finally:
        connection.close()
    expect("Range", first["headers"].get("Range"), "bytes=5-9")
    expect("If-Range", first["headers"].get("If-Range"), '"etag"')


def hidden(port, service):
    for path in "/metrics", "/readyz", "//metrics", "/%6detrics":
        problem(send("GET", f"http://localhost:{port}{path}"), 404, "NotFound")


def large(port, service):
    url = f"http://localhost:{port}/v1/videos"
    expect("a body of 64 KiB", send("POST", url, body=b"x" * 65536).status, 200)
    problem(send("POST", url, body=b"x" * 65537), 413, "BodyTooLarge")


def limits(port, service):
    """Many logins and refreshes are refused, each by a limit of its own. Other methods have none."""
    for path in "/v1/auth/login", "/v1//auth/refresh":
        url = f"http://localhost:{port}{path}"
        for _ in range(40):
            expect("GET, which has no limit", send("GET", url).status, 200)
        responses = [send("POST", url) for _ in range(40)]
        accepted = sum(response.status == 200 for response in responses)
        # One at once and 20 in the burst, and a few more if this machine is slow.
        if not 21 <= accepted < 40:
            raise Fault(f"{path}: {accepted} of 40 requests at once are accepted")
        refused = next(response for response in responses if response.status != 200)
        problem(refused, 429, "TooManyRequests")
        expect("Retry-After", refused.headers.get("Retry-After"), "2")
