"""Finds the program `video-spec`, and runs it."""

import os
import pathlib
import shutil
import sys


class ProgramMissing(Exception):
    """The program is neither in this package nor on the PATH, or VIDEO_SPEC_PROGRAM names none."""


def program_path():
    """Returns the path of the program: the environment variable VIDEO_SPEC_PROGRAM, else the one in this package, else the one on the PATH."""
    chosen = os.environ.get("VIDEO_SPEC_PROGRAM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise ProgramMissing(f"VIDEO_SPEC_PROGRAM names {chosen}, which is not a program")
        return chosen
    own = pathlib.Path(__file__).parent / "bin" / "video-spec"
    if own.exists():
        return str(own)
    for directory in os.get_exec_path():
        # Skips the script `video-spec` that this package installs: it would call itself.
        installed = shutil.which("video-spec", path=directory)
        if installed and not _is_script(installed):
            return installed
    raise ProgramMissing(
        "this package was installed without the program video-spec, which only the wheel for your platform contains; "
        "set VIDEO_SPEC_PROGRAM to the path of one")


def _is_script(path):
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def main():
    """Replaces this process by the program, with the same arguments."""
    try:
        path = program_path()
        os.execv(path, ["video-spec", *sys.argv[1:]])
    except ProgramMissing as error:
        sys.exit(f"video-spec: {error}")
    except OSError as error:
        sys.exit(f"video-spec: {error.filename or path}: {error.strerror}")
