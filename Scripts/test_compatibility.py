"""Checks that Docs/Compatibility.md covers every adapter, and that the document and a few lines of code explain each known failure.

    python3 -B Scripts/test_compatibility.py

The implementations are not needed: `make matrix` runs them and regenerates the document.
"""

import json
import pathlib
import unittest

from compatibility import CONTROLS, ROOT, linked

DOCUMENT = (ROOT / "Docs/Compatibility.md").read_text(encoding="utf-8")
ADAPTERS = sorted(path for path in (ROOT / "Implementations").iterdir() if path.is_dir() and path.name != "__pycache__")
FOREIGN = [path for path in ADAPTERS if path.name not in CONTROLS]


def known(adapter):
    return json.loads((adapter / "known-failures.json").read_text(encoding="utf-8"))


class Compatibility(unittest.TestCase):
    def test_every_adapter_is_in_the_document(self):
        for adapter in ADAPTERS:
            with self.subTest(adapter.name):
                wanted = f"`{adapter.name}`" if adapter.name in CONTROLS else f"\n## {adapter.name}\n"
                self.assertIn(wanted, DOCUMENT, "run make matrix")

    def test_every_section_is_of_an_adapter(self):
        titles = {line[3:] for line in DOCUMENT.splitlines() if line.startswith("## ")}
        self.assertEqual(titles - {"By section", "Common failures"}, {adapter.name for adapter in FOREIGN})

    def test_every_reason_is_in_the_document(self):
        for adapter in FOREIGN:
            for reason in {failure["reason"] for failure in known(adapter)["failures"]}:
                with self.subTest(adapter.name, reason=reason):
                    self.assertIn(linked(reason, adapter.name), DOCUMENT, "run make matrix")

    def test_nothing_failed_without_an_explanation(self):
        self.assertNotIn("Not explained", DOCUMENT)

    def test_every_reason_names_its_reproduction(self):
        for adapter in FOREIGN:
            for reason in {failure["reason"] for failure in known(adapter)["failures"]}:
                with self.subTest(adapter.name, reason=reason):
                    self.assertRegex(reason, r"; see reproduce/[\w.-]+$")
                    self.assertTrue((adapter / reason.rpartition("; see ")[2]).is_file())

    def test_every_reproduction_is_named(self):
        for adapter in FOREIGN:
            text = (adapter / "README.md").read_text(encoding="utf-8") + json.dumps(known(adapter))
            for path in sorted((adapter / "reproduce").iterdir()):
                with self.subTest(str(path)):
                    self.assertIn(path.stem, text)

    def test_a_case_is_listed_once_and_under_its_implementation(self):
        for adapter in FOREIGN:
            with self.subTest(adapter.name):
                failures = known(adapter)
                ids = [failure["id"] for failure in failures["failures"]]
                self.assertEqual(failures["implementation"], adapter.name)
                self.assertEqual(len(ids), len(set(ids)))

    def test_python_packages_are_pinned(self):
        for path in sorted((ROOT / "Implementations").glob("*/requirements.txt")):
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
            with self.subTest(str(path)):
                self.assertTrue(lines and all("==" in line for line in lines))


if __name__ == "__main__":
    unittest.main()
