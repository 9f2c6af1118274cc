"""Checks that Docs/Compatibility.md covers every adapter, and that a sentence and a few lines of code explain each known failure.

    python3 -B Scripts/test_compatibility.py

The implementations are not needed: `make matrix` runs them and regenerates the document.
"""

import json
import pathlib
import tempfile
import unittest

from compatibility import CONTROLS, LANGUAGES, ROOT, UNEXPLAINED, Result, adapters, bugs, linked, services, table

DOCUMENT = (ROOT / "Docs/Compatibility.md").read_text(encoding="utf-8")
FOREIGN = [ROOT / "Implementations" / name for name in adapters() if name not in CONTROLS]


def known(adapter):
    """Returns the known failures of an adapter. One without a file has none."""
    path = adapter / "known-failures.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"implementation": adapter.name, "failures": []}


class Document(unittest.TestCase):
    def test_every_adapter_is_in_the_document(self):
        for adapter in [*CONTROLS, *(path.name for path in FOREIGN)]:
            with self.subTest(adapter):
                self.assertRegex(DOCUMENT, rf"\n(\| \[{adapter}\]|\| `{adapter}`|- `{adapter}`:)", "run make matrix")

    def test_every_reason_of_an_adapter_that_ran_is_in_the_document(self):
        for adapter in FOREIGN:
            if f"\n- `{adapter.name}`:" in DOCUMENT:
                continue
            for reason in {failure["reason"] for failure in known(adapter)["failures"] if failure["outcome"] != "unsupported"}:
                with self.subTest(adapter.name, reason=reason):
                    self.assertIn(linked(reason, adapter.name), DOCUMENT, "run make matrix")

    def test_nothing_failed_without_an_explanation(self):
        self.assertNotIn(UNEXPLAINED, DOCUMENT)


class KnownFailures(unittest.TestCase):
    def test_every_reason_names_its_reproduction(self):
        for adapter in FOREIGN:
            for reason in {failure["reason"] for failure in known(adapter)["failures"]}:
                with self.subTest(adapter.name, reason=reason):
                    self.assertRegex(reason, r"; see reproduce/[\w.-]+$")
                    path = adapter / reason.rpartition("; see ")[2]
                    self.assertTrue(path.is_file() and path.suffix in LANGUAGES)

    def test_every_reproduction_is_named(self):
        for adapter in FOREIGN:
            text = (adapter / "README.md").read_text(encoding="utf-8") + json.dumps(known(adapter))
            for path in sorted((adapter / "reproduce").glob("*")):
                with self.subTest(str(path)):
                    self.assertIn(path.stem, text)

    def test_a_case_is_listed_once_and_under_its_implementation(self):
        for adapter in FOREIGN:
            with self.subTest(adapter.name):
                failures = known(adapter)
                ids = [failure["id"] for failure in failures["failures"]]
                self.assertEqual(failures["implementation"], adapter.name)
                self.assertEqual(len(ids), len(set(ids)))


class Generator(unittest.TestCase):
    def result(self, *cases):
        """Makes the result of opendal with these cases: profile, standing, verdict, and why it failed."""
        report = {
            "suite": {}, "implementation": {"name": "opendal", "version": "1", "language": "python", "source": ""},
            "profiles": ["presign-core", "services"], "requirements": [],
            "cases": [
                {"id": f"SIG-001-0{number}", "requirement": "SIG-001", "profile": profile, "standing": standing, "verdict": verdict,
                 "reason": "wrong", **({"known": why} if why else {})}
                for number, (profile, standing, verdict, why) in enumerate(cases)]}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "opendal.json"
            path.write_text(json.dumps(report))
            return Result(path)

    def test_a_bug_is_a_failed_must(self):
        result = self.result(("presign-core", "gates", "fail", "it trims; see reproduce/ends-trimmed.py"), ("presign-core", "gates", "pass", None))
        self.assertIn("it trims; see [reproduce/ends-trimmed.py]", bugs([result]))
        self.assertIn("SIG-001, 1 case.", bugs([result]))
        self.assertIn("<!-- file: Implementations/opendal/reproduce/ends-trimmed.py -->\n```python\n", bugs([result]))
        self.assertIn("| 1 of 2 | 1 bug |", table([result]))

    def test_a_failed_should_and_a_contested_case_are_no_bugs(self):
        result = self.result(("presign-core", "advisory", "fail", None), ("presign-core", "contested", "fail", None))
        self.assertIn("No bug was found in opendal 1.", bugs([result]))
        self.assertIn("| 0 of 0 | conformant |", table([result]))

    def test_other_services_are_apart(self):
        result = self.result(("services", "gates", "fail", "it sorts; see reproduce/ends-trimmed.py"), ("services", "gates", "unsupported", None))
        self.assertIn("No bug was found", bugs([result]))
        self.assertIn("| opendal | 0 of 2 | 1 | 1 |", services([result]))
        self.assertNotIn("services", table([result]))

    def test_a_gap_is_incomplete_and_a_failure_without_a_reason_is_not_explained(self):
        self.assertIn("| incomplete |", table([self.result(("presign-core", "gates", "unsupported", None))]))
        self.assertIn(UNEXPLAINED, bugs([self.result(("presign-core", "gates", "broken", None))]))


if __name__ == "__main__":
    unittest.main()
