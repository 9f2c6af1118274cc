"""What the drivers of both browsers have in common: starting the program, and a tab."""

import contextlib
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from connection import BrowserError


# The processes that were started and have not been ended, with their groups. `end_all` ends them if the program itself is ended.
running = set()


class BrowserUnavailable(Exception):
    """The browser is not on this machine. The message says what is missing."""


@contextlib.contextmanager
def program(names, arguments, announcement, package, settings=""):
    """Starts a browser with a profile of its own, and yields the address that it announces on standard error.

    `arguments` is a function of the profile's directory. `settings` is the text of Firefox's user.js.
    """
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise BrowserUnavailable(f"{names[0]} is missing (Debian: {package})")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = pathlib.Path(home, "profile")
        profile.mkdir()
        if settings:
            profile.joinpath("user.js").write_text(settings)
        process = subprocess.Popen(
            [path, *arguments(profile)], env=os.environ | {"HOME": home, "MOZ_HEADLESS": "1"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
        running.add(process.pid)
        lines = queue.Queue()
        # The pipe is read to its end, so that the browser never waits for it.
        reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stderr] + [lines.put(None)], daemon=True)
        reader.start()
        try:
            yield announced(lines, announcement, path)
        finally:
            end(process)
            reader.join(5)
            # Closing a pipe waits for the thread that reads it.
            if not reader.is_alive():
                process.stderr.close()


def end(process):
    """Ends the browser and the processes that it started, which are a group of their own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
    running.discard(process.pid)


def end_all():
    for group in list(running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def announced(lines, announcement, path):
    """Returns what the announcement's group matches."""
    seen, deadline = [], time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            continue
        if line is None:
            break
        if found := re.search(announcement, line):
            return found[1]
        seen.append(line)
    raise BrowserError(f"{path} did not start: " + "".join(seen)[-500:])


class Tab:
    """A tab with cookies and storage of its own. The drivers add what depends on the protocol.

    `messages` are the errors of the console (pairs of their source and text), `dialogs` the kinds of the dialogs that the browser opened.
    A dialog is accepted at once.
    """

    def __init__(self):
        self.messages = []
        self.dialogs = []

    def wait(self, expression, seconds=15):
        """Waits until an expression is true, and returns its value."""
        deadline = time.monotonic() + seconds
        while not (value := self.run(expression)):
            if time.monotonic() > deadline:
                shown = self.run("document.body?.dataset.phase + ': ' + document.querySelector('main')?.innerText")
                raise AssertionError(f"after {seconds} s still not true: {expression}\nthe page shows {shown}")
            time.sleep(0.05)
        return value

    def text(self, selector):
        """Returns the text of an element as it is shown."""
        return self.run(f"document.querySelector({selector!r}).innerText")

    def is_shown(self, selector):
        return self.run(f"(document.querySelector({selector!r})?.getClientRects().length ?? 0) > 0")

    def middle(self, selector):
        """Scrolls an element into view, and returns its middle in the window."""
        found = self.run(f"""(() => {{
          const element = document.querySelector({selector!r});
          element.scrollIntoView({{block: 'center', behavior: 'instant'}});
          const {{left, top, width, height}} = element.getBoundingClientRect();
          return width > 0 && !element.disabled ? [left + width / 2, top + height / 2] : null;
        }})()""")
        if found is None:
            raise AssertionError(f"{selector} cannot be clicked: it is hidden or disabled")
        return [round(each) for each in found]
