"""Writes Docs/Compatibility.md from the reports of Scripts/matrix. Equal reports give an equal document.

    python3 Scripts/compatibility.py REPORTS >Docs/Compatibility.md

REPORTS contains NAME.json for each adapter that ran, and NAME.reason for each that did not, with the reason.
"""

import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONTROLS = ("reference", "second")
# This profile is for signers of other services. It has a section of its own.
SERVICES = "services"
# What every client can meet that takes a bucket and a key, or signs requests by header.
CORE = ("presign-core", "sign-headers")
LANGUAGES = {".py": "python", ".sh": "sh", ".go": "go", ".js": "js", ".rb": "ruby", ".pl": "perl", ".php": "php"}


def main(folder):
    results = {path.stem: Result(path) for path in sorted(pathlib.Path(folder).glob("*.json"))}
    names = [*CONTROLS, *(name for name in adapters() if name not in CONTROLS)]
    ran = [results[name] for name in names if name in results]
    missing = {name: reason(folder, name) for name in names if name not in results}
    suite = ran[0].suite
    if any(result.suite != suite for result in ran):
        sys.exit("the reports are of different versions of the suite: run Scripts/matrix without arguments")
    foreign = [result for result in ran if result.name not in CONTROLS]
    print(HEAD.format(**suite))
    print(bugs(foreign))
    print(RESULTS + table(ran))
    if missing:
        print("Not run:\n")
        print("\n".join(f"- `{name}`: {why}" for name, why in missing.items()) + "\n")
    print(gaps(foreign))
    print(services(foreign))
    print(SHOULD + advisory(foreign), end="")


def adapters():
    """Returns the names of the adapters in Implementations."""
    return sorted(path.name for path in (ROOT / "Implementations").iterdir() if (path / "README.md").exists())


def reason(folder, name):
    path = pathlib.Path(folder) / f"{name}.reason"
    text = path.read_text().strip() if path.exists() else ""
    return text.splitlines()[-1] if text else "Scripts/matrix was run without it"


class Result:
    """The result of an implementation. A contested case never counts, so it is left out."""

    def __init__(self, path):
        report = json.loads(path.read_text())
        cases = [case for case in report["cases"] if case["standing"] != "contested"]
        gating = [case for case in cases if case["standing"] == "gates"]
        self.name, self.suite, self.implementation = path.stem, report["suite"], report["implementation"]
        self.titles = {requirement["id"]: requirement["title"] for requirement in report["requirements"]}
        self.profiles = [profile for profile in report["profiles"] if profile != SERVICES]
        self.gating = [case for case in gating if case["profile"] != SERVICES]
        self.services = [case for case in gating if case["profile"] == SERVICES]
        self.advisory = [case for case in cases if case["standing"] == "advisory"]

    @property
    def verdict(self):
        return verdict(self.gating)

    @property
    def core(self):
        return verdict([case for case in self.gating if case["profile"] in CORE])


def verdict(cases):
    found = bugs_in(cases)
    if found:
        return f"{len(found)} bug" + "s" * (len(found) > 1)
    return "incomplete" if any(is_gap(case) for case in cases) else "conformant"


def passed(cases):
    return [case for case in cases if case["verdict"] == "pass"]


def has_failed(case):
    return case["verdict"] in ("fail", "broken")


def is_gap(case):
    return case["verdict"] in ("unsupported", "not-run")


def bugs_in(cases):
    """Returns the failed cases by the reason that known-failures.json gives for them."""
    found = collections.defaultdict(list)
    for case in cases:
        if has_failed(case):
            found[case.get("known") or f"{UNEXPLAINED} {case['reason'].rstrip('.')}"].append(case)
    return dict(found)


def bugs(results):
    """Returns the section that lists, the bugs of each implementation, each with the lines that show it."""
    lines, clean = [BUGS], []
    for result in results:
        found = bugs_in(result.gating)
        if not found:
            clean.append(f"{result.name} {result.implementation['version']}")
            continue
        lines.append(f"### {result.name} {result.implementation['version']}\n")
        for why, cases in found.items():
            lines += [f"{linked(why, result.name)}. {rules(cases)}.\n", *shown(why, result.name)]
    if clean:
        lines.append(f"No bug was found in {', '.join(clean)}.\n")
    return "\n".join(lines)


def rules(cases):
    """Returns the rules of the cases, with their number: `SIG-021 and SIG-023, 3 cases`."""
    names = sorted({case["requirement"] for case in cases})
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more rules"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) + f", {len(cases)} case" + "s" * (len(cases) > 1)


def shown(why, name):
    """Returns the reproduction that the reason names, as a block. Scripts/docs keeps it equal to the file."""
    match = re.search(r"reproduce/[\w.-]+", why)
    if not match:
        return []
    path = f"Implementations/{name}/{match[0]}"
    return [f"<!-- file: {path} -->", f"```{LANGUAGES[pathlib.Path(path).suffix]}", (ROOT / path).read_text().rstrip("\n"), "```\n"]


def linked(why, name):
    """Returns the reason as the start of a sentence, with links to its reproduction and to upstream issues."""
    why = re.sub("^the ", "The ", why.replace("|", "\\|"))
    why = re.sub(r"reproduce/[\w.-]+", lambda match: f"[{match[0]}](../Implementations/{name}/{match[0]})", why)
    return re.sub(r"https://github.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)", lambda match: f"[{match[1]} #{match[2]}]({match[0]})", why)


def table(results):
    lines = ["| implementation | version | core profiles | all claimed profiles | cases passed | result |", "|---|---|---|---|---|---|"]
    for result in results:
        implementation, source = result.implementation, result.implementation["source"]
        label = f"[{result.name}]({source})" if source.startswith("http") else f"`{result.name}`"
        lines.append(
            f"| {label} ({implementation['language']}) | {implementation['version']} | {result.core} | {', '.join(result.profiles)} "
            f"| {len(passed(result.gating))} of {len(result.gating)} | {result.verdict} |")
    return "\n".join(lines) + "\n"


def gaps(results):
    lines = []
    for result in results:
        reasons = collections.Counter(case["reason"] for case in result.gating if is_gap(case))
        lines += [f"| {result.name} | {why.replace('|', chr(92) + '|')} | {count} |" for why, count in sorted(reasons.items())]
    return "\n".join([GAPS, "| implementation | why | cases |", "|---|---|---|", *lines]) + "\n" if lines else ""


def services(results):
    results = [result for result in results if result.services]
    if not results:
        return ""
    lines = [OTHER, "| implementation | cases passed | failed | not supported |", "|---|---|---|---|"]
    for result in results:
        failed, missing = sum(map(has_failed, result.services)), sum(map(is_gap, result.services))
        lines.append(f"| {result.name} | {len(passed(result.services))} of {len(result.services)} | {failed} | {missing} |")
    found = [f"- {result.name}: {linked(why, result.name)}. {rules(cases)}."
             for result in results for why, cases in bugs_in(result.services).items()]
    return "\n".join([*lines, "", *found]).rstrip("\n") + "\n"


def advisory(results):
    titles, counts = {}, collections.defaultdict(list)
    for result in results:
        failed, total = collections.Counter(), collections.Counter()
        for case in result.advisory:
            total[case["requirement"]] += 1
            failed[case["requirement"]] += has_failed(case)
        for rule, count in failed.items():
            titles[rule] = result.titles[rule]
            counts[rule] += [f"{result.name} {count}/{total[rule]}"] * (count > 0)
    lines = ["| rule | failed cases |", "|---|---|"]
    return "\n".join(lines + [f"| {rule} {titles[rule]} | {', '.join(counts[rule])} |" for rule in sorted(counts) if counts[rule]]) + "\n"


UNEXPLAINED = "**Not explained:**"

HEAD = """# Compatibility

This page shows what other signers get wrong, and what they get right. `make matrix` generates it: it installs the implementations that are available and runs the suite against them. This run used
VideoSpec {version}, edition {edition}, corpus `{corpus}`.
"""

BUGS = """## Bugs

Each of these hurts a user: S3 rejects the request, or the URL leads to another object. The lines below a bug show it *without* the suite. Known upstream issues are linked.
"""

RESULTS = """## Results

The cases are those of MUST rules in the claimed profiles. The core profiles are `presign-core` (URLs for a bucket and a key) and `sign-headers`. *Incomplete* means that nothing
failed, but that the implementation cannot express some inputs.

"""

GAPS = """## Inputs that an implementation cannot express
"""

OTHER = """## Other services

The profile `services` has the rules for signing requests to services other than S3. Most of these libraries do not need them.
"""

SHOULD = """## Not checked

Most libraries sign what they are given, and leave it to their callers to pass what S3 accepts. These rules are SHOULDs: they count only with `--strict`.

"""

if __name__ == "__main__":
    main(sys.argv[1])
