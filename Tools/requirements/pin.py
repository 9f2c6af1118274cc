#!/usr/bin/env python3
"""Writes the hashes of the pinned Python packages into requirements files.

    Tools/requirements/pin.py [FILE ...]      (default: each requirements*.txt of the project)

To update a package, change its version in the file, run this, and then `Scripts/python-environment FILE`: it installs exactly
what the file lists, so it fails and names a new dependency, which is then added as NAME==VERSION and pinned in the same way.

A package gets the SHA-256 of every file of its release, so that the file is valid for all platforms and versions of Python.
The hashes come from the package index that pip is configured to use, and are asked for with pip's own client, so pip must be
installed. Comments, options, markers and the order of the lines stay as they are.
"""

import pathlib
import re
import sys

try:
    from pip._internal.commands import create_command
    from pip._vendor.packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
    from pip._vendor.packaging.version import Version
except ImportError as error:
    sys.exit(f"pin.py needs pip, with which it asks the package index ({error})")

ROOT = pathlib.Path(__file__).resolve().parents[2]
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;*]+)(?:\s*;.*)?")


class Index:
    """The package index of pip's configuration: its address, credentials, proxy and certificates."""

    def __init__(self):
        command = create_command("download")
        options, _ = command.parse_args([])
        self.url = options.index_url.rstrip("/")
        # pip creates a session within its main context, which removes what the session leaves.
        self.context = command.main_context()
        self.context.__enter__()
        self.session = command.get_default_session(options)
        self.files = {}

    def hashes(self, name, version):
        """Returns the SHA-256 of each file of a release."""
        name = canonicalize_name(name)
        if name not in self.files:
            response = self.session.get(f"{self.url}/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
            if response.status_code != 200 or "json" not in response.headers.get("Content-Type", ""):
                raise ValueError(f"the index has no JSON page for it (status {response.status_code})")
            self.files[name] = response.json()["files"]
        files = [file for file in self.files[name] if release(file["filename"]) == (name, Version(version))]
        if not files:
            raise ValueError("the index has no such release")
        for file in files:
            if file.get("yanked"):
                raise ValueError(f"its author has withdrawn {file['filename']}: {file['yanked']}")
            if "sha256" not in file["hashes"]:
                raise ValueError(f"the index has no SHA-256 of {file['filename']}")
        return sorted({file["hashes"]["sha256"] for file in files})


def release(filename):
    """Returns the name and the version of a file's release, or None for formats that pip does not install."""
    try:
        parts = parse_wheel_filename(filename) if filename.endswith(".whl") else parse_sdist_filename(filename)
    except ValueError:
        return None
    return parts[0], parts[1]


def pinned(text, index):
    """Returns a requirements file with the hashes of its packages."""
    lines = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        requirement = re.sub(r"\s--hash=\S*", "", line).rstrip()
        if not requirement or requirement.startswith(("#", "-")):
            lines.append(requirement)
            continue
        match = PINNED.fullmatch(requirement)
        if not match:
            raise ValueError(f"{requirement}: not of the form NAME==VERSION")
        try:
            hashes = index.hashes(match["name"], match["version"])
        except ValueError as error:
            raise ValueError(f"{requirement}: {error}") from None
        lines.append(" \\\n".join([requirement, *(f"    --hash=sha256:{hash}" for hash in hashes)]))
    return "\n".join(lines) + "\n"


def main():
    if any(argument.startswith("-") for argument in sys.argv[1:]):
        sys.exit(__doc__)
    files = [pathlib.Path(argument) for argument in sys.argv[1:]]
    if not files:
        files = [path for path in sorted(ROOT.rglob("requirements*.txt")) if ".build" not in path.parts]
    index = Index()
    for path in files:
        before = path.read_text(encoding="utf-8")
        try:
            after = pinned(before, index)
        except ValueError as error:
            sys.exit(f"{path}: {error}")
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path}: written")


main()
