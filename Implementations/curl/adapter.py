"""Puts `curl --aws-sigv4` behind the suite. curl sends its request to a listener on loopback, which records it."""

import hashlib
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from python_adapter import Unsupported, added, as_bytes, as_pairs, as_string, serve, url_of  # noqa: E402

CURL = shutil.which("curl") or sys.exit("curl is not installed")

# Headers that belong to the connection and not to the request that is signed.
TRANSPORT = {"host", "expect"}


class CurlError(Exception):
    """curl did not send the request."""


class Listener:
    """Records one request, over TLS if the client starts TLS, and responds with 204."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(5)
        self.port = self._socket.getsockname()[1]
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = f"{folder}/key", f"{folder}/certificate"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
                 "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
            self._tls.load_cert_chain(certificate, key)

    def keep(self, kept):
        try:
            connection, _ = self._socket.accept()
            connection.settimeout(5)
            if connection.recv(1, socket.MSG_PEEK) == b"\x16":
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    part = connection.recv(65536)
                    if not part:
                        return
                    head += part
                kept.append(head.split(b"\r\n\r\n", 1)[0])
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                while connection.recv(65536):  # reads the body until curl has the response and closes
                    pass
        except OSError:
            pass


def sign_headers(data, clock):
    if data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("curl has no SigV4a")
    credentials, payload, service = data["credentials"], data.get("payload", {}), as_string(data["service"])
    given, asked = [], as_pairs(data["headers"])
    if "wire" in data["target"] and as_bytes(data["target"]["wire"])[:1] not in (b"/", b"?"):
        raise Unsupported("curl requires a URL, and this target cannot follow the host in one")
    if any(name.lower() in ("authorization", "x-amz-date") for name, _ in asked):
        raise Unsupported("curl sends a given Authorization or X-Amz-Date in place of its own, as its manual says")
    # curl leaves the session token, and in this version S3's payload hash, to the caller.
    if credentials.get("sessionToken") is not None:
        if data.get("sessionToken") == "unsigned":
            raise Unsupported("curl signs every header that it is given")
        given.append(("X-Amz-Security-Token", as_string(credentials["sessionToken"])))
    body = as_bytes(payload.get("body", ""))
    if data.get("contentSha256Header", service == "s3"):
        given.append(("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD" if payload.get("unsigned") else hashlib.sha256(body).hexdigest()))
    url = url_of(data)
    options = [
        "--silent", "--show-error", "--path-as-is", "--globoff", "--insecure", "--http1.1", "--max-time", "5", "--noproxy", "*",
        "--connect-to", f"::127.0.0.1:{listener.port}", "--request", as_string(data["method"]),
        "--aws-sigv4", f"aws:amz:{as_string(data['region'])}:{service}",
        "--user", f"{as_string(credentials['accessKeyId'])}:{as_string(credentials['secretAccessKey'])}"]
    for name, value in asked + given:
        # curl sends an empty header for "Name;". It would leave out "Name:".
        options += ["--header", f"{name}: {value}" if value.strip() else f"{name};"]
    if body:  # --data would add the Content-Type of a form
        upload.seek(0)
        upload.truncate()
        upload.write(body)
        options += ["--upload-file", upload.name]
    if any("\0" in each for each in [url, *options]):
        raise Unsupported("curl's command line cannot hold a NUL")
    request_line, *lines = send([*options, "--url", url])
    method, target, _ = request_line.rsplit(" ", 2) if request_line.count(" ") > 2 else request_line.split(" ")
    if "wire" in data["target"] and target != as_string(data["target"]["wire"]):
        raise Unsupported("curl rewrites this target before it sends it")
    pairs = [(name, value) for name, _, value in (re.sub("^([^:]*): ", r"\1:", line).partition(":") for line in lines) if name.lower() not in TRANSPORT]
    output = {"headers": added(pairs, asked)}
    return ({"url": re.match(r"[a-z]+://[^/?#]*", url)[0] + target, **output} if "wire" not in data["target"] else output),


def send(arguments):
    """Runs curl, and returns the lines of the request that it sends."""
    kept = []
    thread = threading.Thread(target=listener.keep, args=(kept,))
    thread.start()
    done = subprocess.run([CURL, "--disable", *arguments], capture_output=True)
    if done.returncode != 0 and not kept:
        socket.create_connection(("127.0.0.1", listener.port)).close()  # curl did not connect: this ends the listener's wait
        thread.join()
        raise CurlError(done.stderr.decode("utf-8", "replace").strip())
    thread.join()
    return re.split("\r\n(?![ \t])", kept[0].decode("utf-8", "surrogateescape"))  # a folded line belongs to the one before


listener, upload = Listener(), tempfile.NamedTemporaryFile(buffering=0)
version = subprocess.run([CURL, "--version"], capture_output=True, text=True).stdout.split()[1]
serve(
    {"implementation": {"name": "curl", "version": version, "language": "c", "source": "https://github.com/curl/curl"},
     "profiles": ["sign-headers"], "clock": "own", "variants": {}},
    {"sign.headers": sign_headers}, (CurlError, ValueError))
