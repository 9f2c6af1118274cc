"""Runs action.yml, the job for GitLab and the examples of Docs/InYourCI.md unchanged.

    python3 Scripts/test_ci_examples.py VIDEO-SPEC

They download the release from a directory, by a file:// URL. The tests need PyYAML, curl and a built video-spec.
"""

import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
MUTANT = f"{sys.executable} -B {ROOT}/Implementations/second/adapter.py"
PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


class Job(unittest.TestCase):
    """Prepares a working directory, and a directory with a release."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        release = self.folder / "releases" / "1.0.0"
        release.mkdir(parents=True)
        shutil.copy(PROGRAM, release / f"video-spec-1.0.0-linux-{platform.machine()}")
        self.sha256 = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
        self.releases = f"file://{self.folder}/releases"

    def shell(self, script, **variables):
        environment = {"PATH": os.environ["PATH"], "NO_COLOR": "1", **variables}
        return subprocess.run(["sh", "-e", "-c", script], cwd=self.folder, env=environment, capture_output=True, text=True)

    def action(self, **inputs):
        """Runs the action's steps until one fails. Returns the result of the last step that ran."""
        given = {name: str(input.get("default", "")) for name, input in ACTION["inputs"].items()}
        given |= {"version": "1.0.0", "sha256": self.sha256, "releases": self.releases}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        files = {"GITHUB_PATH": self.folder / "path", "GITHUB_STEP_SUMMARY": self.folder / "summary"}
        for file in files.values():
            file.touch()
        for step in ACTION["runs"]["steps"]:
            variables = {
                name: given[re.match(r"\$\{\{ inputs\.([a-z0-9-]+) ", text)[1]] for name, text in step.get("env", {}).items()
            }
            path = ":".join([*files["GITHUB_PATH"].read_text().split(), os.environ["PATH"]])
            variables |= {name: str(file) for name, file in files.items()}
            result = self.shell(step["run"], **{**variables, "PATH": path, "RUNNER_TEMP": str(self.folder)})
            if result.returncode != 0:
                break
        return result


class ActionTests(Job):
    def test_passes(self):
        result = self.action(adapter=MUTANT, profiles="presign-url presign-post", suite="1.0", json="report.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Profile presign-url, presign-post", result.stdout)
        self.assertIn('"status": "conformant"', (self.folder / "report.json").read_text())
        self.assertIn("presign-url", (self.folder / "summary").read_text())

    def test_fails_as_the_program_does(self):
        broken = f"{MUTANT} --break path-encoded-twice"
        result = self.action(adapter=broken, profiles="presign-url", strict="true")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("SIG-006-07  failed", result.stdout)
        self.assertEqual(self.action(adapter=MUTANT, profiles="everything").returncode, 2)

    def test_without_an_adapter_the_action_fails(self):
        result = self.action(profiles="canonical")
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("adapter", result.stderr)
        self.assertNotIn("conformant", result.stdout)

    def test_known_failures_are_excused(self):
        (self.folder / "known.json").write_text('{"format": 1, "implementation": "second implementation", "failures": []}')
        result = self.action(adapter=MUTANT, profiles="canonical", known_failures="known.json")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_file_with_another_hash_is_not_run(self):
        result = self.action(adapter=MUTANT, sha256="0" * 64)
        self.assertNotEqual(result.returncode, 0)
        self.assertNotIn("conformant", result.stdout)
        self.assertNotEqual(self.action(adapter=MUTANT, version="0.0.1").returncode, 0)

    def test_junit(self):
        result = self.action(adapter=MUTANT, profiles="canonical", junit="report.xml")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("<testsuite", (self.folder / "report.xml").read_text())

    def test_each_input_is_used_and_described(self):
        text = (ROOT / "action.yml").read_text("utf-8")
        for name, input in ACTION["inputs"].items():
            self.assertIn("description", input)
            self.assertIn("${{ inputs.%s " % name, text)


class OtherTests(Job):
    def adapter(self, arguments=""):
        command = MUTANT.split() + arguments.split()
        (self.folder / "my_adapter.py").write_text(f"import os\nos.execv({command[0]!r}, {command!r})\n")

    def test_gitlab(self):
        job = yaml.safe_load((ROOT / "Docs/examples/gitlab-ci.yml").read_text("utf-8"))["video-spec"]
        self.assertEqual(job["artifacts"]["paths"], ["video-spec.json"])
        self.assertEqual(job["artifacts"]["reports"], {"junit": "video-spec.xml"})
        variables = {**job["variables"], "VIDEO_SPEC_SHA256": self.sha256, "VIDEO_SPEC_RELEASES": self.releases}
        for arguments, status in ("", 0), ("--break path-encoded-twice", 1):
            self.adapter(arguments)
            result = self.shell("\n".join(job["script"]), **variables)
            self.assertEqual(result.returncode, status, result.stderr)
            self.assertIn("<testsuite", (self.folder / "video-spec.xml").read_text())
        result = self.shell("\n".join(job["script"]), **{**variables, "VIDEO_SPEC_SHA256": "0" * 64})
        self.assertNotIn("conformant", result.stdout)

    def test_shell(self):
        text = (ROOT / "Docs/InYourCI.md").read_text("utf-8")
        script = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1]
        self.adapter()
        result = self.shell(script, RELEASES=self.releases, SHA256=self.sha256)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_github_example(self):
        text = (ROOT / "Docs/InYourCI.md").read_text("utf-8")
        (step,) = yaml.safe_load(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1])
        self.assertLessEqual(set(step["with"]), set(ACTION["inputs"]))
        required = {name for name, input in ACTION["inputs"].items() if input.get("required")}
        self.assertLessEqual(required, set(step["with"]))

    def test_each_option_exists(self):
        help = subprocess.run([PROGRAM, "check", "--help"], capture_output=True, text=True, check=True).stdout
        options = set(re.findall(r"--[a-z-]+", help)) | {"--help"}
        count = 0
        for name in "action.yml", "Docs/examples/gitlab-ci.yml", "Docs/InYourCI.md", "README.md":
            text = (ROOT / name).read_text("utf-8")
            for line in re.findall(r"(?:video-spec check|set --) (.*)", text):
                for option in re.findall(r"--[a-z][a-z-]*", line.split(" -- ")[0]):
                    count += 1
                    self.assertIn(option, options, name)
        self.assertGreater(count, 20)


if __name__ == "__main__":
    unittest.main()
