"""Checks that what is downloaded is pinned by its hash: Python packages, and files that a script compares with sha256sum.

    python3 -B Scripts/test_downloads.py
"""

import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = {".build", ".git", "dist", "__pycache__"}


def files():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - BUILT)
        yield from (pathlib.Path(folder, name) for name in sorted(names))


# This file names what it looks for.
FILES = [path for path in files() if path != pathlib.Path(__file__).resolve()]
REQUIREMENTS = [path for path in FILES if re.fullmatch(r".*requirements.*\.(txt|in)", path.name)]
PACKAGE = re.compile(r"[A-Za-z0-9._-]+(\[[^]]*\])?==[A-Za-z0-9.!+]+( ;[^\\]*?)?( --hash=sha256:[0-9a-f]{64})+")
OPTION = re.compile(r"--no-binary [a-z0-9,-]+")


def unpinned(text):
    """Returns what a requirements file has besides comments, packages with a version and hashes, and the names of source archives."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in re.sub(r"\\\n", " ", text).splitlines())
    return [line for line in lines if line and not line.startswith("#") and not PACKAGE.fullmatch(line) and not OPTION.fullmatch(line)]


def lenient(text):
    """Returns the commands that compare hashes but skip lines that they cannot read."""
    commands = re.findall(r"sha256sum[^\n|;&]*", re.sub(r"\\\n", " ", text))
    return [command for command in commands if re.search(r"\s(--check|-[a-z]*c[a-z]*)\b", command) and "--strict" not in command]


def without_file(text):
    """Returns the commands that install or download Python packages, but not those of a requirements file, and without an index."""
    text = re.sub(r"\\\n|[\"'], *[\"']", " ", text)  # a command on several lines, or a list of words
    commands = re.findall(r"\bpip[0-9.]* (?:install|download)\b[^\n|;&]*", text)
    return [command for command in commands if not re.search(r"\s(-r|--requirement|--no-index)\b", command)]


class Downloads(unittest.TestCase):
    def none(self, find, files):
        for path in files:
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(find(text), [])

    def test_python_packages_have_a_version_and_hashes(self):
        self.assertGreater(len(REQUIREMENTS), 10)
        self.none(unpinned, REQUIREMENTS)

    def test_python_packages_are_installed_from_requirements_files(self):
        self.none(without_file, FILES)
        script = (ROOT / "Scripts/python-environment").read_text("utf-8")
        self.assertRegex(script, r"pip install .*--require-hashes --only-binary :all:")

    def test_hashes_are_compared_strictly(self):
        self.none(lenient, FILES)


class Finders(unittest.TestCase):
    """The checks find what they look for."""

    def test_unpinned(self):
        hash = " \\\n    --hash=sha256:" + "0" * 64
        for line in (
            f"six==1.17.0{hash}{hash}", f'six==1.17.0 ; python_version < "3.11"{hash}', f"a-b[c]==1.0{hash}",
            "# six", "--no-binary six,s3cmd"):
            self.assertEqual(unpinned(line + "\n"), [], line)
        for line in (
            "six==1.17.0", "six", f"six>=1.17{hash}", f"six==1.*{hash}", f"six{hash}", "six==1.17.0 --hash=md5:00",
            f"six==1.17.0{hash}0", f'six==1.17.0 ; python_version < "3.11"', f"six @ https://example.com/six.whl{hash}",
            "--index-url https://example.com", "--no-binary :all:", "-r more.txt", "-e ."):
            self.assertEqual(len(unpinned(f"six==1.17.0{hash}\n{line}\n")), 1, line)

    def test_lenient(self):
        self.assertEqual(lenient("sha256sum --check --strict --quiet\nsha256sum file >SUMS; grep -c x"), [])
        for command in ("sha256sum --check --quiet SUMS", "sha256sum -c SUMS", "sha256sum --quiet \\\n  --check", "sha256sum -qc"):
            self.assertEqual(len(lenient(f"echo | {command} >&2")), 1, command)

    def test_without_file(self):
        self.assertEqual(without_file("venv/bin/pip install -r x/requirements.txt\npip download \\\n --requirement x"), [])
        for command in ("pip install six", "python3 -m pip install 'six==1.17.0'", "pip3 install -U six", '["pip", "download", "six"]'):
            self.assertEqual(len(without_file(command)), 1, command)


if __name__ == "__main__":
    unittest.main()
