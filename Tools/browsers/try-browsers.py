#!/usr/bin/env python3
"""Runs the scenarios of the pages in Chromium and Firefox, and prints a line for each. Scripts/try-browsers starts it.

    try-browsers.py --serve COMMAND --program PROGRAM [--browser NAME] [--page NAME] [--only TEXT] [--separate-store] [--screenshots DIR]

The exit status is 1 if a scenario fails, and with REQUIRE_ALL=1 also if a browser is missing.
"""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import chromium
import docs_scenarios
import firefox
import library_scenarios
import recording_scenarios
from browser import BrowserUnavailable, end_all
from connection import BrowserError
from scenario import Files
from service import ServiceFailed, proxied_site, recording_site

ROOT = pathlib.Path(__file__).resolve().parents[2]
OBSERVE = pathlib.Path(__file__).with_name("observe.js").read_text()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", required=True, help="the command that starts the service: COMMAND DIR --listen 127.0.0.1:PORT")
    parser.add_argument("--program", required=True, help="the program video-spec, for the strict S3")
    parser.add_argument("--browser", choices=["chromium", "firefox"], help="run only this browser")
    parser.add_argument("--page", choices=["recording", "library", "docs"], help="run only the scenarios of this page")
    parser.add_argument("--only", default="", help="run only the scenarios with this text in their names")
    parser.add_argument("--separate-store", action="store_true", help="do not try the service with its own store, because it has none")
    parser.add_argument("--screenshots", type=pathlib.Path, help="write screenshots to this directory")
    options = parser.parse_args()
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopped)
    drivers = [each for each in (chromium, firefox) if options.browser in (None, each.__name__)]
    # The browsers run at the same time, each with services of its own.
    with concurrent.futures.ThreadPoolExecutor() as threads:
        results = [result for results in threads.map(lambda driver: run(driver, options), drivers) for result in results]
    if results == []:
        sys.exit(f"no scenario has {options.only!r} in its name")
    return 0 if all(results) else 1


def stopped(number, _):
    """Ends the browsers and services, which are not in the group of this program, and then the program."""
    end_all()
    os._exit(128 + number)


def run(driver, options):
    """Runs the scenarios in a browser, and returns whether each passed."""
    results = []
    with contextlib.ExitStack() as stack:
        try:
            browser = stack.enter_context(driver.started())
        except BrowserUnavailable as error:
            what = f"the page in {driver.__name__.title()}"
            return [subprocess.run([ROOT / "Scripts/not-run", what, str(error)]).returncode == 0]
        files = Files(stack.enter_context(tempfile.TemporaryDirectory()))
        for opened, scenarios in sites(options):
            chosen = [each for each in scenarios if options.only in each.name]
            if chosen:
                with opened() as where:
                    results += [tried(browser, each, where, files, options.screenshots) for each in chosen]
    return results


def sites(options):
    """Returns functions that start a service, each with the scenarios that run with it."""
    def recording(has_proxy):
        return lambda: recording_site(options.serve, options.program, has_proxy)
    # With a store and a proxy of the test's, which can cut and slow down uploads.
    found = [("recording", recording(has_proxy=True), recording_scenarios.SCENARIOS)]
    if not options.separate_store:
        # As a user starts it, with its own store.
        found.append(("recording", recording(has_proxy=False), recording_scenarios.WITH_OWN_STORE))
        found.append(("library", lambda: proxied_site(options.serve, "library"), library_scenarios.SCENARIOS))
        # A document with cookies and tokens, and one with a login.
        found.append(("docs", lambda: proxied_site(options.serve, "library"), docs_scenarios.SCENARIOS))
        found.append(("docs", lambda: proxied_site(options.serve, "membership"), docs_scenarios.SCENARIOS))
    return [(opened, scenarios) for page, opened, scenarios in found if options.page in (None, page)]


def tried(browser, scenario, where, files, screenshots):
    """Runs a scenario in a fresh tab, prints its line, and returns whether it passed."""
    began, fault = time.monotonic(), None
    if where.proxy:
        where.proxy.restore()
    try:
        with browser.tab(OBSERVE) as tab:
            tab.window(1280, 900)
            try:
                scenario.function(tab, where, files, **({"screenshots": screenshots} if scenario.takes_screenshots else {}))
                violations = tab.run("observed.violations")
                assert violations == [], f"the CSP was violated: {violations}"
            finally:
                messages = [
                    f"{source}: {text}" for source, text in tab.messages
                    if not scenario.allows or not re.search(scenario.allows, f"{source} {text}")]
            assert messages == [], f"the console has {messages}"
    except (AssertionError, BrowserError) as error:
        fault = str(error) or traceback.format_exc()
    except Exception:
        # The scenario itself is at fault, or the page is in a state that it does not expect. The others still run.
        fault = traceback.format_exc()
    line = f"{browser.name + ' ' + browser.version:12}  {'failed' if fault else 'passed'}  {time.monotonic() - began:5.1f} s  {scenario.name}\n"
    # One write, because the other browser writes, too.
    sys.stdout.write(line + ("    " + fault.replace("\n", "\n    ") + "\n" if fault else ""))
    sys.stdout.flush()
    return fault is None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ServiceFailed, BrowserError) as error:
        sys.exit(f"try-browsers: {error}")
