#!/usr/bin/env python3
"""Imports the AWS signing test suite into vectors/signing/aws-suite-v4.json and aws-suite-v4a.json.

    import-aws-suite.py [awscrt-0.12.0.tar.gz]

Without an argument pip downloads the archive. All expectations come from the suite's files; nothing is signed here.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import vector_file
from aws_suite_cases import V4, V4A, V4A_VERIFIED

RELEASE = "awscrt==0.12.0"
SHA256 = "65fa09ce78902319392bbb62991ddd3b33cebc0e3bbc81ad2c176072ab40de52"
FOLDER = "crt/aws-c-auth/tests/aws-signing-test-suite/"
SIGNING = Path(__file__).resolve().parents[2] / "vectors" / "signing"
ENDPOINT = "https://example.amazonaws.com"
CREDENTIALS = {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
DEFAULTS = {
    "v4": {
        "credentials": CREDENTIALS, "region": "us-east-1", "service": "service", "endpoint": ENDPOINT, "headers": [],
    },
    "v4a": {"region": "us-east-1", "service": "service"},
}

# The headers and parameters that a signer adds, in our order. The suite has another order, on which no signature depends.
ADDED_HEADERS = ["X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-Region-Set", "Authorization"]
PARAMETERS = ["Algorithm", "Credential", "Date", "Expires", "Region-Set", "SignedHeaders", "Security-Token", "Signature"]


class SuiteCase:
    """A case of the suite, which is a folder of files."""

    def __init__(self, files, version, name):
        self.files, self.version, self.name = files, version, name
        self.context = json.loads(self.text("context.json"))
        self.request = Request(self.text("request.txt"))

    def text(self, file):
        return self.files[f"{self.version}/{self.name}/{file}"].decode("utf-8")

    def signed(self, form):
        return Request(self.text(f"{form}-signed-request.txt"))

    def trace(self, form):
        """Returns the intermediates, for SigV4a without the signature, which differs every time."""
        trace = {
            "canonicalRequest": self.text(f"{form}-canonical-request.txt"),
            "stringToSign": self.text(f"{form}-string-to-sign.txt"),
        }
        if self.version == "v4":
            trace["signature"] = self.text(f"{form}-signature.txt")
        return trace

    def credentials(self):
        given = self.context["credentials"]
        credentials = {"accessKeyId": given["access_key_id"], "secretAccessKey": given["secret_access_key"]}
        if "token" in given:
            credentials["sessionToken"] = given["token"]
        return credentials

    def evidence(self, form):
        return "suite", f"{self.version}/{self.name}, {form}"


class Request:
    """A request in the suite's notation: raw spaces in the target, folded header lines, line feeds only."""

    def __init__(self, text):
        head, _, self.body = text.partition("\n\n")
        start, *lines = head.rstrip("\n").split("\n")
        self.method, _, rest = start.partition(" ")
        self.target = rest[: -len(" HTTP/1.1")]
        self.headers = []
        for line in lines:
            if line[0] in " \t":
                self.headers[-1][1] += "\n" + line
            else:
                self.headers.append(list(line.split(":", 1)))

    def unlike_host(self):
        return [header for header in self.headers if header[0].lower() != "host"]

    def value(self, name):
        return next((value for given, value in self.headers if given.lower() == name.lower()), None)


def signing_input(suite_case, form):
    request, context = suite_case.request, suite_case.context
    data = {"credentials": suite_case.credentials()}
    if suite_case.version == "v4a":
        data["algorithm"] = "AWS4-ECDSA-P256-SHA256"
    data.update(region=context["region"], service=context["service"], method=request.method, endpoint=ENDPOINT)
    data.update(target={"wire": request.target}, headers=request.unlike_host())
    if request.body:
        data["payload"] = {"body": request.body}
    if form == "header" and context["sign_body"]:
        data["contentSha256Header"] = True
    data["normalizePath"] = context["normalize"]
    if context.get("omit_session_token"):
        data["sessionToken"] = "unsigned"
    if form == "query":
        data["expires"] = str(context["expiration_in_seconds"])
    return data


def headers_added(suite_case):
    signed = suite_case.signed("header")
    present = [[name, signed.value(name)] for name in ADDED_HEADERS if signed.value(name) is not None]
    if len(present) + len(suite_case.request.headers) != len(signed.headers):
        raise SystemExit(f"{suite_case.name}: the suite adds a header that ADDED_HEADERS lacks")
    return {"headers": present}


def presigned_url(suite_case):
    """Returns the suite's signed URL with its parameters in our order. An unsigned token comes after the signature."""
    path, _, query = suite_case.signed("query").target.partition("?")
    names = [f"X-Amz-{name}" for name in PARAMETERS]
    if suite_case.context.get("omit_session_token"):
        names.append(names.pop(names.index("X-Amz-Security-Token")))
    parameters = query.split("&")
    own = [each for each in parameters if each.partition("=")[0] not in names]
    added = sorted(set(parameters) - set(own), key=lambda each: names.index(each.partition("=")[0]))
    return {"url": f"{ENDPOINT}{path}?{'&'.join(own + added)}"}


def signing_case(suite_case, form, identifier):
    by_header, is_v4 = form == "header", suite_case.version == "v4"
    profile = "services" if is_v4 else "sigv4a"
    expect = {"verdict": "accepted"}
    if is_v4:
        expect["output"] = headers_added(suite_case) if by_header else presigned_url(suite_case)
    return vector_file.case(
        profile, "sign.headers" if by_header else "sign.url", identifier,
        f"{suite_case.name} of the AWS test suite, signed by {'header' if by_header else 'URL'}", suite_case.evidence(form),
        signing_input(suite_case, form), expect, suite_case.trace(form))


def verifying_case(suite_case, form, identifier):
    """Returns a case in which a verifier gets the suite's signature at the suite's time."""
    by_header, signed = form == "header", suite_case.signed(form)
    request = {"method": signed.method, "target": signed.target, "headers": signed.headers, "body": signed.body}
    data = {
        "credentials": [suite_case.credentials()], "region": suite_case.context["region"],
        "service": suite_case.context["service"], "request": request,
    }
    return vector_file.case(
        "sigv4a", "verify.headers" if by_header else "verify.url", identifier,
        f"{suite_case.name} of the AWS test suite, with the suite's signature by {'header' if by_header else 'URL'}",
        suite_case.evidence(form), data,
        {"verdict": "accepted", "output": {"accessKeyId": suite_case.credentials()["accessKeyId"]}}, suite_case.trace(form))


def import_version(files, version, tables):
    cases = []
    for build, table in tables:
        for name, identifiers in table.items():
            suite_case = SuiteCase(files, version, name)
            cases += [build(suite_case, form, each) for form, each in zip(("header", "query"), identifiers)]
    complete = {path.split("/")[1] for path in files if path.startswith(f"{version}/") and path.endswith("signed-request.txt")}
    if complete != set(tables[0][1]):
        raise SystemExit(
            f"{version}: the table in aws_suite_cases.py and the suite differ: {sorted(complete ^ set(tables[0][1]))}")
    (timestamp,) = {json.loads(files[f"{version}/{name}/context.json"])["timestamp"] for name in complete}
    return vector_file.vector_file(f"aws-suite-{version}", {"clock": timestamp, "input": DEFAULTS[version]}, cases)


def suite_files(archive):
    """Checks the archive's SHA-256, and returns the suite's files by their paths below the suite's folder."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{archive.name} has the SHA-256 {digest}, but should have {SHA256}")
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            _, found, path = member.name.partition(FOLDER)
            if found and member.isfile():
                files[path] = tar.extractfile(member).read()
    return files


def fetched(folder):
    """Downloads the archive. pip runs its setup.py for the metadata, so it has to check the SHA-256 before."""
    requirements = Path(folder) / "requirements.txt"
    requirements.write_text(f"{RELEASE} --hash=sha256:{SHA256}\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--requirement", requirements, "--require-hashes", "--quiet", "--no-deps",
         "--no-binary", ":all:", "--dest", folder],
        check=True)
    return next(Path(folder).glob("awscrt-*.tar.gz"))


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        files = suite_files(Path(arguments[0]) if arguments else fetched(folder))
    for version, tables in (
        ("v4", [(signing_case, V4)]),
        ("v4a", [(signing_case, V4A), (verifying_case, V4A_VERIFIED)]),
    ):
        file = import_version(files, version, tables)
        path = SIGNING / f"aws-suite-{version}.json"
        count = sum(len(group["cases"]) for group in file["groups"])
        print(f"{path.name}: {count} cases, {'written' if vector_file.write(path, file) else 'unchanged'}")


if __name__ == "__main__":
    main(sys.argv[1:])
