"""What the clients have in common: where the server is, what they store, and how a step is checked.

Each with_*.py file of this folder drives one client. Its functions are named after the steps in STEPS and take a Place. A
function that is missing is a step that the client does not offer. A step fails with an exception.
"""

import dataclasses
import hashlib
import os
import pathlib
import subprocess
import urllib.error
import urllib.request

STEPS = ("put", "get", "list", "multipart", "presign", "post", "delete", "version_2")
LARGE = 90_000_000
# Characters that clients encode differently: in the path, in the string to sign, and in XML.
KEY = "videos/Übung 1+2 & 3~(final).webm"
BODY = b"a small video" * 300


@dataclasses.dataclass(frozen=True)
class Place:
    """The server, the credentials for it, and a bucket and a directory that only this client uses."""

    url: str
    region: str
    access_key: str
    secret_key: str
    bucket: str
    directory: pathlib.Path

    @property
    def host(self):
        return self.url.partition("//")[2]

    @property
    def large(self):
        """A file of 90 MB, of which no two parts are equal."""
        path = self.directory.parent / "large"
        if not path.exists():
            block = os.urandom(1_000_000)
            with path.open("wb") as file:
                for index in range(LARGE // len(block)):
                    file.write(index.to_bytes(8, "big") + block[8:])
        return path

    @property
    def small(self):
        path = self.directory / "small"
        path.write_bytes(BODY)
        return path


def equal(found, expected, what):
    """Fails unless both are equal."""
    if found != expected:
        raise AssertionError(f"{what}: expected {shown(expected)}, found {shown(found)}")


def shown(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(value)} long)"


def same_file(path, other):
    equal(digest(path), digest(other), f"the SHA-256 of {path.name}")
    path.unlink()


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(url, method="GET", body=None, headers=()):
    """Sends a request as a browser would, without a signature of its own. Returns status, headers and body."""
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as response:
        return response.code, response.headers, response.read()


def fetched(url, body):
    status, _, found = fetch(url)
    equal((status, found), (200, body), "the presigned URL")


def refused_version_2(url):
    """Checks that a URL signed with Signature Version 2 is refused, and that the response says how to sign with version 4."""
    if "X-Amz-Signature=" in url:
        raise AssertionError("the client signed with version 4 as shipped; this step expects version 2")
    status, headers, body = fetch(url)
    equal((status, b"<Code>InvalidRequest</Code>" in body), (400, True), f"the refusal of version 2 ({body.decode()})")
    equal(b"Please use AWS4-HMAC-SHA256." in body, True, f"S3's message ({body.decode()})")
    equal("configure the client for version 4" in (headers["x-video-spec-explanation"] or ""), True,
          f"how to sign with version 4 ({headers})")


def send_form(url, fields, body, filename="clip.webm"):
    """Posts a form as a browser does. Returns status, headers and body."""
    boundary = "----WebKitFormBoundaryVideoSpecClients"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts.append((
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        f"Content-Type: video/webm\r\n\r\n").encode() + body + f"\r\n--{boundary}--\r\n".encode())
    return fetch(url, "POST", b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def run(*command, env=None, input=None):
    """Runs a program and returns its output as bytes. Its errors are the message of the failure."""
    done = subprocess.run([str(each) for each in command], env=env, input=input, capture_output=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).decode(errors='replace')[-1500:]}")
    return done.stdout
