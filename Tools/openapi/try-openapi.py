#!/usr/bin/env python3
"""Tries the operations of the services with requests that schemathesis makes from their OpenAPI documents.

    Tools/openapi/try-openapi.py PROGRAM [--examples N] [--random]

PROGRAM is video-spec. Every response has to be one that the document describes, requests that the document allows have to be accepted,
and others rejected. The settings name the exceptions: what no schema can express, such as an Idempotency-Key that belongs to another request.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request


def post(url, path, body=None, cookie=None):
    headers = {"Origin": url, "Content-Type": "application/json", **({"Cookie": cookie} if cookie else {})}
    request = urllib.request.Request(url + path, json.dumps(body or {}).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read()), response.headers.get("Set-Cookie", "").partition(";")[0]


def upload(url, cookie):
    """Uploads an MP4 without pictures to the library, and returns its video."""
    file = b"\0\0\0\x10ftypisom\0\0\2\0" + b"\0\0\0\x08free"
    form = b'--b\r\nContent-Disposition: form-data; name="file"; filename="clip.mp4"\r\n\r\n' + file + b"\r\n--b--\r\n"
    headers = {"Origin": url, "Content-Type": "multipart/form-data; boundary=b", "Cookie": cookie}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/upload/video", form, headers), timeout=30) as response:
        return json.loads(response.read())


def recording(url, cookie):
    """Returns settings for the recording service: an upload that exists."""
    upload, _ = post(url, "/api/video/presigned-url", {"question_id": 1, "duration": 1}, cookie)
    return f'''
[[operations]]
include-name = "GET /api/video/{{external_id}}"
parameters = {{ "path.external_id" = "{upload["external_id"]}" }}
[[operations]]
include-name = "POST /api/video/presigned-url"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
'''


def library(url, cookie):
    """Returns settings for the library: a video that exists, and what its schemas cannot say."""
    video = upload(url, cookie)
    return f'''
[[operations]]
include-name = "GET /api/v1/videos/s3-videos/by-key/{{s3_key}}"
parameters = {{ "path.s3_key" = "{video["s3_key"]}" }}
# A random cursor belongs to no list, and the parameters page and cursor exclude each other.
[[operations]]
include-name = "GET /api/v1/videos/s3-videos"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "422"]
# A cursor that is far too long makes the head of the request too long.
checks.negative_data_rejection.expected-statuses = ["400", "401", "404", "422", "431"]
# Random bytes are no video, and a form cannot have a field of every name.
[[operations]]
include-name = "POST /api/v1/upload/video"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "409", "415", "422"]
# A job names exactly one video, which has to exist.
[[operations]]
include-name = "POST /api/v1/jobs/create"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404"]
'''


def membership(url, started):
    """Returns settings for the membership service: the token of an operator, and an admin's data, which an operator may not see."""
    def send(path, body, token=None):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        with urllib.request.urlopen(urllib.request.Request(url + path, json.dumps(body).encode(), headers), timeout=30) as response:
            return json.loads(response.read())

    password = pathlib.Path(started["operatorPasswordFile"]).read_text().strip()
    operator = send("/v1/auth/login", {"email": started["operatorEmail"], "password": password})["access_token"]
    corporation = send("/v1/corporations", {"name": "Acme", "plan_type": "paid"}, operator)["seq"]
    admin = {"email": "admin@example.com", "password": "correct horse", "role": "admin"}
    user = send("/v1/users", {**admin, "corporation_id": corporation}, operator)["seq"]
    guest = send("/v1/users", {**admin, "email": "guest@example.com", "role": "guest", "corporation_id": corporation}, operator)["seq"]
    token = send("/v1/auth/login", {name: admin[name] for name in ("email", "password")})["access_token"]
    video = send("/v1/videos", {"name": "One", "file_path": f"s3://videos/corporations/{corporation}/a.mp4"}, token)["seq"]
    allowed = '["2xx", "401", "403", "404", "409", "422"]'
    return f'''
[auth.openapi.token]
bearer = "{token}"
[auth.openapi.password]
bearer = "{token}"
# Random passwords belong to nobody, and each costs a hash.
[[operations]]
include-name = "POST /v1/auth/login"
checks.positive_data_acceptance.expected-statuses = ["401"]
[[operations]]
include-name = "POST /v1/auth/refresh"
checks.positive_data_acceptance.expected-statuses = ["401"]
# The store has no such object.
[[operations]]
include-name = "GET /v1/videos/stream/{{video_id}}"
checks.positive_data_acceptance.expected-statuses = ["401", "404", "502"]
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", "502"]
# The user is an admin, who may not do everything, and random numbers belong to nobody.
[[operations]]
include-path-regex = "^/v1/(corporations|users|videos|tokens|view-logs)"
checks.positive_data_acceptance.expected-statuses = {allowed}
[[operations]]
include-name = "GET /v1/videos/{{seq}}"
parameters = {{ "path.seq" = {video} }}
[[operations]]
include-name = "GET /v1/users/{{seq}}"
parameters = {{ "path.seq" = {user} }}
# Others would end the login that all operations use.
[[operations]]
include-name = "PATCH /v1/users/{{seq}}"
parameters = {{ "path.seq" = {guest} }}
[[operations]]
include-name = "DELETE /v1/users/{{seq}}"
parameters = {{ "path.seq" = {guest} }}
[[operations]]
include-name = "DELETE /v1/tokens/{{seq}}"
parameters = {{ "path.seq" = 9000 }}
[[operations]]
include-name = "GET /v1/corporations/{{seq}}"
parameters = {{ "path.seq" = {corporation} }}
'''


SERVICES = {"recording": recording, "library": library, "membership": membership}


def settings(service, started):
    """Returns schemathesis's settings: a session or a token, and what is special about a service."""
    url = started["url"]
    if service == "membership":
        return membership(url, started)
    _, cookie = post(url, "/api/session")
    return f'''
headers = {{ Origin = "{url}" }}
[auth.openapi.session]
api_key = "{cookie.partition("=")[2]}"
# It would end the session that the other operations use.
[[operations]]
include-name = "DELETE /api/session"
enabled = false
{SERVICES[service](url, cookie)}'''


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="video-spec")
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind and operation (default: %(default)s)")
    parser.add_argument("--random", action="store_true", help="make other requests in every run")
    options = parser.parse_args()
    for service in SERVICES:
        print(f"OpenAPI, {service}: {tried(service, options)}, no finding", flush=True)


def tried(service, options):
    """Runs schemathesis against a service. Returns what it has tried."""
    with tempfile.TemporaryDirectory() as directory:
        command = [
            options.program, "serve", "--service", service, f"{directory}/data", "--listen", "127.0.0.1:0", "--json", "--quiet",
            "--exit-with-stdin",
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                started = json.loads(process.stdout.readline())
                url = started["url"]
                file = pathlib.Path(directory) / "schemathesis.toml"
                file.write_text(settings(service, started))
                run = subprocess.run(
                    [pathlib.Path(sys.executable).with_name("schemathesis"), "--config-file", file, "run", f"{url}/openapi.json",
                     "--max-examples", str(options.examples), "--no-color",
                     *([] if options.random else ["--generation-deterministic"])],
                    cwd=directory, capture_output=True, text=True)
            finally:
                process.stdin.close()
    if run.returncode != 0:
        sys.exit(f"{service}:\n{run.stdout[-20000:]}{run.stderr[-2000:]}")
    cases = re.search(r"^ *(\d+ generated.*)$", run.stdout, re.MULTILINE)
    if not cases:
        sys.exit(f"{service}: no request was made")
    return cases[1]


main()
