#!/usr/bin/env python3
"""Tries the operations of the recording service with requests that schemathesis makes from its OpenAPI document.

    Tools/openapi/try-openapi.py PROGRAM [--examples N]

PROGRAM is video-spec. Every response has to be one that the document describes, requests that the document allows have to be accepted,
and others rejected. One exception: an Idempotency-Key that belongs to another request is refused with 422, which no schema can express.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request


def post(url, path, body=None, cookie=None):
    headers = {"Origin": url, "Content-Type": "application/json", **({"Cookie": cookie} if cookie else {})}
    request = urllib.request.Request(url + path, json.dumps(body or {}).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read()), response.headers.get("Set-Cookie", "").partition(";")[0]


def settings(url):
    """Returns schemathesis's settings: a session, and an upload that exists."""
    _, cookie = post(url, "/api/session")
    upload, _ = post(url, "/api/video/presigned-url", {"question_id": 1, "duration": 1}, cookie)
    return f'''
headers = {{ Origin = "{url}" }}
[auth.openapi.session]
api_key = "{cookie.partition("=")[2]}"
[[operations]]
include-name = "GET /api/video/{{external_id}}"
parameters = {{ "path.external_id" = "{upload["external_id"]}" }}
[[operations]]
include-name = "POST /api/video/presigned-url"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
# It would end the session that the other operations use.
[[operations]]
include-name = "DELETE /api/session"
enabled = false
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="video-spec")
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind and operation (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        command = [options.program, "serve", f"{directory}/data", "--listen", "127.0.0.1:0", "--json", "--quiet", "--exit-with-stdin"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
            try:
                url = json.loads(service.stdout.readline())["url"]
                file = pathlib.Path(directory) / "schemathesis.toml"
                file.write_text(settings(url))
                run = subprocess.run(
                    [pathlib.Path(sys.executable).with_name("schemathesis"), "--config-file", file, "run", f"{url}/openapi.json",
                     "--max-examples", str(options.examples), "--no-color"],
                    cwd=directory, capture_output=True, text=True)
            finally:
                service.stdin.close()
    if run.returncode != 0:
        sys.exit(run.stdout[-6000:] + run.stderr[-2000:])
    cases = next((line.strip() for line in run.stdout.splitlines() if "generated" in line), "no request was made")
    if "generated" not in cases:
        sys.exit(cases)
    print(f"OpenAPI: {cases}, no finding")


main()
