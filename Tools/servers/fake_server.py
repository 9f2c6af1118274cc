"""Serves S3 on loopback for the tests, with the results of an adapter as its responses."""

import contextlib
import email.utils
import http.server
import threading
import time
import urllib.parse

from adapter_process import AdapterProcess
from building import clock
from comparing import FORBIDDEN
from text import as_bytes, as_text

OPERATIONS = ["form.parse", "policy.evaluate", "verify.headers", "verify.url"]
STATUSES = {"PreconditionFailed": 412}


@contextlib.contextmanager
def fake_server(command, credentials, region, bucket):
    """Starts the server and yields it. Its `url`, `objects` and received `requests` can be read, and its clock `time` be set."""
    with AdapterProcess(command, OPERATIONS) as adapter:
        server = FakeServer(("127.0.0.1", 0), Handler)
        server.adapter, server.known = adapter, {"credentials": [credentials], "region": region, "service": "s3"}
        server.bucket, server.objects, server.requests, server.time = bucket, {}, [], time.time
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class FakeServer(http.server.HTTPServer):
    """A server that handles one request at a time."""


class Handler(http.server.BaseHTTPRequestHandler):
    server_version = sys_version = ""

    def respond(self):
        self._now = self.server.time()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, list(self.headers.items()), body))
        path, _, query = self.path.partition("?")
        key = urllib.parse.unquote_to_bytes(path).partition(b"/" + self.server.bucket.encode())[2].lstrip(b"/")
        if self.command == "POST":
            self._post(body)
        elif self.command == "HEAD" and not key:
            self._reply(200)
        else:
            self._request(key, query, body)

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = respond

    def _post(self, body):
        parsed = self._ask("form.parse", {"contentType": self.headers["Content-Type"], "body": as_text(body)})
        if parsed.status == "accepted":
            file = {name: value for name, value in parsed.output.get("file", {}).items() if name != "sha256"}
            parsed = self._ask("policy.evaluate", {
                **self.server.known, "bucket": self.server.bucket, "fields": parsed.output["fields"],
                **({"file": file} if file else {})})
        if parsed.status != "accepted":
            return self._reject(parsed.code)
        self.server.objects[as_bytes(parsed.output["key"])] = parsed.output.get("contentType", "binary/octet-stream")
        self._reply(parsed.output["status"], [("Location", "http://elsewhere")] if "redirect" in parsed.output else [])

    def _request(self, key, query, body):
        by_url = "X-Amz-Credential" in query
        verified = self._ask("verify.url" if by_url else "verify.headers", {**self.server.known, "request": {
            "method": self.command, "target": self.path, "headers": [list(pair) for pair in self.headers.items()],
            "body": as_text(body)}})
        objects = self.server.objects
        if verified.status != "accepted":
            self._reject(verified.code)
        elif "list-type=2" in query:
            prefix = urllib.parse.parse_qs(query)["prefix"][0].encode()
            found = "".join(f"<Key>{urllib.parse.quote(name)}</Key>" for name in objects if name.startswith(prefix))
            self._reply(200, [], f"<ListBucketResult>{found}</ListBucketResult>".encode())
        elif self.command == "PUT":
            objects[key] = "binary/octet-stream"
            self._reply(200)
        elif self.command == "DELETE":
            objects.pop(key, None)
            self._reply(204)
        elif key in objects:
            self._reply(200, [("Content-Type", objects[key])])
        else:
            self._reject("NoSuchKey", 404)

    def _ask(self, operation, data):
        return self.server.adapter.run(operation, clock(self._now), data)

    def _reject(self, code, status=None):
        status = status or STATUSES.get(code, 403 if code in FORBIDDEN | {"RequestTimeTooSkewed"} else 400)
        message = f"<Error><Code>{code}</Code><Message>{code} in {self.server.bucket}</Message></Error>"
        self._reply(status, [], message.encode())

    def _reply(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in (*headers, ("x-amz-request-id", "4442587FB7D0A2F9"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def version_string(self):
        return "FakeS3"

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(self._now, usegmt=True)

    def log_message(self, *_):
        pass
