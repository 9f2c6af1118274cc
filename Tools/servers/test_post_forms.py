"""Tests post-forms with a server on loopback that responds with the results of an adapter.

    python3 -B Tools/servers/test_post_forms.py
"""

import base64
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import pathlib
import re
import sys
import tempfile
import time
import unittest
import unittest.mock

import comparing
import report
from fake_server import fake_server
from ledger.cases import open_cases

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "vectors"
ADAPTER = [sys.executable, str(VECTORS.parent / "Implementations" / "second" / "adapter.py")]
LONG_TERM = {"accessKeyId": "AKIAI44QH8DHBEXAMPLE", "secretAccessKey": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"}
TEMPORARY = {**LONG_TERM, "accessKeyId": "ASIAI44QH8DHBEXAMPLE", "sessionToken": "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5Tt"}


def load_program():
    loader = importlib.machinery.SourceFileLoader("post_forms", str(HERE / "post-forms"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def base64_texts(output):
    return [each[: len(each) // 4 * 4] for each in re.findall(r"[A-Za-z0-9+/]{40,}", output)]


class ProgramTestCase(unittest.TestCase):
    def run_program(self, server, credentials, *arguments, typed=""):
        """Runs post-forms with text typed on standard input. Returns its exit status and standard output."""
        environment = {"AWS_ACCESS_KEY_ID": credentials["accessKeyId"], "AWS_SECRET_ACCESS_KEY": credentials["secretAccessKey"]}
        if "sessionToken" in credentials:
            environment["AWS_SESSION_TOKEN"] = credentials["sessionToken"]
        command = [
            "post-forms", "--endpoint", server.url, "--region", server.known["region"], "--bucket", server.bucket,
            "--adapter", " ".join(ADAPTER), *arguments]
        output = io.StringIO()
        with unittest.mock.patch.dict(os.environ, environment), unittest.mock.patch.object(sys, "argv", command), \
                unittest.mock.patch.object(sys, "stdin", io.StringIO(typed)), contextlib.redirect_stdout(output):
            status = load_program().main()
        return status, output.getvalue()

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)


class Comparing(ProgramTestCase):
    def test_every_response_is_the_evaluators_and_every_object_is_deleted(self):
        with fake_server(ADAPTER, LONG_TERM, "eu-west-1", "uploads") as server:
            results, table = self.directory / "results.json", self.directory / "table.md"
            status, output = self.run_program(
                server, LONG_TERM, "--name", "Fake 1", "--json", str(results), "--markdown", str(table))
        self.assertEqual(status, 0, output)
        forms = json.loads(results.read_text())["forms"]
        # The fake server redirects browsers to another page, so every redirect is a difference.
        different = {each["form"] for each in forms if "difference" in each}
        self.assertEqual(different, {each["form"] for each in forms if each["evaluator"] == "303"})
        self.assertGreater(len(forms), 60)
        self.assertEqual(server.objects, {})
        self.assertIn("| size: 0 bytes of 1 to 1000 | 400 EntityTooSmall | = |", table.read_text())

    def test_a_difference_is_named(self):
        accepted, rejected = comparing.Verdict(204, "", b"cat.webm"), comparing.Verdict(403, "AccessDenied")
        for server, expected in (
                (accepted, None), (rejected, "403 AccessDenied"), (comparing.Verdict(200, "", accepted.key), "200"),
                (comparing.Verdict(204, "", b"dog.webm"), "204, stored as 'dog.webm'"),
                (comparing.Verdict(204, "", None), "204, no object below the prefix")):
            with self.subTest(server=server):
                self.assertEqual(comparing.difference(comparing.Comparison("", accepted, server)), expected)

    def test_the_table_has_a_column_for_each_server(self):
        verdict = comparing.Verdict(204, "", b"k")
        other = comparing.Comparison("a|b", verdict, comparing.Verdict(403, "AccessDenied"))
        same = comparing.Comparison("a|b", verdict, verdict)
        table = report.markdown([report.as_json(name, "", "", [each]) for name, each in (("A", same), ("B", other))])
        self.assertIn("| form | evaluator | A | B |", table)
        self.assertIn("| a\\|b | 204 | = | 403 AccessDenied |", table)


class ObedientClock:
    """Replaces ServerClock: sets the server's time to the second that is waited for, without waiting."""

    server = None

    def __init__(self, _place):
        self._second = int(time.time())

    def next_second(self):
        self._second += 1
        return self._second

    def wait_for(self, second):
        self.server.time = lambda: second + 0.3


class TheLedger(ProgramTestCase):
    def opened(self, *identifiers):
        """Returns a directory of vectors with these cases only, marked as contested."""
        for path in VECTORS.glob("*/*.json"):
            file = json.loads(path.read_text(encoding="utf-8"))
            for group in file.get("groups", []):
                group["cases"] = [
                    {**each, "evidence": {"kind": "contested"}} for each in group["cases"] if each["id"] in identifiers]
            if any(group["cases"] for group in file.get("groups", [])):
                copy = self.directory / "vectors" / path.parent.name / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(json.dumps(file))
        return self.directory / "vectors"

    def check_ledger(self, credentials, vectors=None):
        cases = {case.id: case for case in open_cases(vectors or VECTORS)}
        with fake_server(ADAPTER, credentials, "ap-northeast-1", "my-bucket") as server, \
                unittest.mock.patch("ledger.run.ServerClock", ObedientClock):
            ObedientClock.server, path = server, self.directory / "ledger.json"
            status, output = self.run_program(
                server, credentials, "--contested", "--yes", "--vectors", str(vectors or VECTORS), "--ledger", str(path))
        self.assertEqual(status, 0, output)
        text = path.read_text()
        ledger = json.loads(text)
        sent = {entry["id"]: entry for entry in ledger["cases"]}
        left = {each["id"]: each["reason"] for each in ledger["notSent"]}
        self.assertEqual(set(sent) | set(left), set(cases))
        # The server follows the suite's rules, so its response to a case that was moved correctly is the expected one.
        self.assertEqual({each: sent[each]["code"] for each in sent if not sent[each]["agrees"]}, {})
        self.assertTrue(all(entry["inIntendedSecond"] and entry["server"] == "FakeS3" for entry in sent.values()))
        self.assertTrue(all(entry["requestId"] == "redacted" for entry in sent.values()))
        self.assertEqual(server.objects, {})
        below = [path for method, path, _, _ in server.requests if method not in ("POST", "HEAD") and "list-type" not in path]
        self.assertTrue(all(path.startswith("/my-bucket/post-forms/") for path in below), below)
        for secret in filter(None, (credentials["secretAccessKey"], credentials.get("sessionToken"), "4442587FB7D0A2F9")):
            self.assertNotIn(secret, text)
            self.assertNotIn(secret, output)
            self.assertFalse(any(secret.encode() in base64.b64decode(each) for each in base64_texts(output)))
        for name in ("my-bucket", credentials["accessKeyId"]):
            self.assertNotIn(name, text)
        return sent, left

    def test_every_open_case_is_moved_correctly(self):
        self.check_ledger(LONG_TERM)

    def test_temporary_credentials_add_their_token(self):
        self.check_ledger(TEMPORARY)

    def test_a_case_without_its_token_needs_temporary_credentials(self):
        vectors = self.opened("SIG-083-04", "SIG-166-12")
        self.assertEqual(set(self.check_ledger(TEMPORARY, vectors)[0]), {"SIG-083-04", "SIG-166-12"})
        self.assertEqual(set(self.check_ledger(LONG_TERM, vectors)[1].values()), {"the case needs temporary credentials"})

    def test_a_case_is_sent_in_its_second(self):
        vectors, path = self.opened("SIG-155-07", "SIG-155-08"), self.directory / "ledger.json"
        with fake_server(ADAPTER, LONG_TERM, "eu-west-1", "uploads") as server:
            server.time = lambda: time.time() + 7.6
            self.run_program(server, LONG_TERM, "--contested", "--yes", "--vectors", str(vectors), "--ledger", str(path))
        cases = json.loads(path.read_text())["cases"]
        self.assertEqual([(each["id"], each["status"], each["inIntendedSecond"]) for each in cases], [
            ("SIG-155-07", 200, True), ("SIG-155-08", 403, True)])

    def test_nothing_is_sent_without_consent(self):
        with fake_server(ADAPTER, LONG_TERM, "eu-west-1", "uploads") as server:
            status, output = self.run_program(
                server, LONG_TERM, "--contested", "--ledger", str(self.directory / "ledger.json"), typed="n\n")
            self.assertEqual(server.requests, [])
        self.assertEqual(status, 0)
        self.assertTrue(all(case.id in output for case in open_cases(VECTORS)))
        self.assertIn("Nothing was sent.", output)
        self.assertFalse((self.directory / "ledger.json").exists())

    def test_no_case_is_sent_if_plain_requests_are_rejected(self):
        with fake_server(ADAPTER, {**LONG_TERM, "secretAccessKey": "another"}, "eu-west-1", "uploads") as server:
            path = self.directory / "ledger.json"
            status, output = self.run_program(server, LONG_TERM, "--contested", "--yes", "--ledger", str(path))
        self.assertEqual(status, 1)
        ledger = json.loads(path.read_text())
        self.assertEqual(ledger["cases"], [])
        self.assertEqual(ledger["controls"][0], {"request": "form", "status": 403, "code": "SignatureDoesNotMatch"})


if __name__ == "__main__":
    unittest.main()
