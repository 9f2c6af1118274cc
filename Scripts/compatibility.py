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
# At most this many case ids are listed; the others are counted.
WRITTEN_OUT = 12


def main(folder):
    reports = {path.stem: json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.json"))}
    names = sorted(path.name for path in (ROOT / "Implementations").iterdir() if path.is_dir() and path.name != "__pycache__")
    foreign = [name for name in names if name not in CONTROLS]
    order = [*CONTROLS, *foreign]
    missing = {name: reason(folder, name) for name in order if name not in reports}
    ran = [name for name in order if name in reports]
    suite = reports[ran[0]]["suite"]
    if any(reports[name]["suite"] != suite for name in ran):
        sys.exit("the reports are of different versions of the suite: run Scripts/matrix without arguments")
    print(HEAD.format(**suite))
    print(overview(reports, ran))
    if missing:
        print("Not run:\n")
        print("\n".join(f"- `{name}`: {why}" for name, why in missing.items()) + "\n")
    print(sections(reports, [name for name in ran if name != "second"]))
    print(SEEN)
    for name in foreign:
        print(details(name, reports.get(name)))


def reason(folder, name):
    path = pathlib.Path(folder) / f"{name}.reason"
    text = path.read_text().strip() if path.exists() else ""
    return text.splitlines()[-1] if text else "Scripts/matrix was run without it"


def counted(cases):
    """Counts passed, failed and unsupported cases, without contested ones."""
    verdicts = collections.Counter(case["verdict"] for case in cases if case["standing"] != "contested")
    return verdicts["pass"], verdicts["fail"] + verdicts["broken"], verdicts["unsupported"] + verdicts["not-run"]


def overview(reports, names):
    lines = ["| implementation | version | profiles | cases | MUST failed | SHOULD failed | unsupported | verdict |", "|---|---|---|---|---|---|---|---|"]
    for name in names:
        report = reports[name]
        cases = report["cases"]
        passed, _, unsupported = counted(cases)
        failed = [sum(case["verdict"] in ("fail", "broken") and case["standing"] == standing for case in cases) for standing in ("gates", "advisory")]
        implementation = report["implementation"]
        source = implementation["source"]
        label = f"[{name}]({source})" if source.startswith("http") else f"`{name}`"
        lines.append(
            f"| {label} ({implementation['language']}) | {implementation['version']} | {', '.join(report['profiles'])} "
            f"| {passed} of {passed + sum(failed) + unsupported} | {failed[0]} | {failed[1]} | {unsupported} | {verdict(failed[0], cases)} |")
    return "\n".join(lines) + "\n"


def verdict(failed, cases):
    if failed:
        return "not conformant"
    return "incomplete" if any(case["verdict"] in ("unsupported", "not-run") and case["standing"] == "gates" for case in cases) else "conformant"


def sections(reports, names):
    titles, cells = [], {}
    for name in names:
        section_of = {requirement["id"]: requirement["section"] for requirement in reports[name]["requirements"]}
        by_section = collections.defaultdict(list)
        for case in reports[name]["cases"]:
            by_section[section_of[case["requirement"]]].append(case)
        for title, cases in by_section.items():
            cells[title, name] = cell(*counted(cases))
            if title not in titles:
                titles.append(title)
    lines = ["| section | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {title} | " + " | ".join(cells.get((title, name), "") for name in names) + " |" for title in titles]
    return SECTIONS + "\n".join(lines) + "\n"


def cell(passed, failed, unsupported):
    parts = [f"{passed} of {passed + failed + unsupported}"] + [f"{failed} failed"] * (failed > 0) + [f"{unsupported} not supported"] * (unsupported > 0)
    return ", ".join(parts)


def details(name, report):
    lines = [f"## {name}\n"]
    known = json.loads((ROOT / "Implementations" / name / "known-failures.json").read_text())["failures"]
    by_reason, unsupported = collections.defaultdict(list), collections.defaultdict(list)
    for failure in known:
        (unsupported if failure["outcome"] == "unsupported" else by_reason)[failure["reason"]].append(failure["id"])
    standing = {case["id"]: case["standing"] for case in report["cases"]} if report else {}
    lines.append(f"The adapter: [Implementations/{name}](../Implementations/{name}/).\n")
    if by_reason:
        lines += ["| reason | level | rules | cases |", "|---|---|---|---|"]
    for why, cases in sorted(by_reason.items(), key=lambda pair: (min(standing.get(case, "") == "advisory" for case in pair[1]), pair[1])):
        levels = sorted({"SHOULD" if standing.get(case) == "advisory" else "MUST" for case in cases})
        rules = sorted({case.rsplit("-", 1)[0] for case in cases})
        lines.append(f"| {linked(why, name)} | {', '.join(levels)} | {', '.join(rules)} | {few(cases)} |")
    listed = {failure["id"] for failure in known if failure["outcome"] == "unsupported"}
    unexplained = []
    for case in report["cases"] if report else []:
        if case["id"] in listed:
            continue
        if case["verdict"] in ("unsupported", "not-run"):
            unsupported[case["reason"]].append(case["id"])
        elif case["verdict"] != "pass" and case["standing"] != "contested" and not case.get("known"):
            unexplained.append(case["id"])
    if unsupported:
        lines += ["", "Not supported:", ""] + [f"- {linked(why, name)}: {few(cases)}" for why, cases in sorted(unsupported.items())]
    if unexplained:
        lines += ["", f"**Not explained:** {', '.join(unexplained)}"]
    return "\n".join(lines) + "\n"


def linked(why, name):
    """Returns the reason with links to its reproduction and to upstream issues."""
    why = re.sub(r"reproduce/[\w.-]+", lambda match: f"[{match[0]}](../Implementations/{name}/{match[0]})", why.replace("|", "\\|"))
    return re.sub(r"https://github.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)", lambda match: f"[{match[1]} #{match[2]}]({match[0]})", why)


def few(cases):
    return ", ".join(cases[:WRITTEN_OUT]) + (f" and {len(cases) - WRITTEN_OUT} more" if len(cases) > WRITTEN_OUT else "")


HEAD = """# Compatibility

How other implementations of the same rules behave. `make matrix` generates this page: it installs the implementations that are available and runs the suite against them. This run used
VideoSpec {version}, edition {edition}, corpus `{corpus}`.

A failure here does not mean that a library is bad. Most libraries sign what they are given, and leave it to their callers to pass what S3 accepts. Every failure on this page
can be shown in a few lines *without* the suite; they are in each adapter's `reproduce/`. Known upstream issues are linked.
A failed MUST counts against the gate; a failed SHOULD does not; contested cases are not counted. *Not supported* means that the implementation cannot express the input.
"""

SECTIONS = """## By section

Each cell shows how many cases of the claimed profiles passed. An empty cell means that no claimed profile has cases in this section.

"""

SEEN = """## Common failures

- **They sign S3 paths without encoding them** (SIG-006). The signers of the SDKs sign the path exactly as it is in the URL. S3 encodes the path it receives, so `/clip(1).webm` must be sent
  as `/clip%281%29.webm`; otherwise S3 rejects the request. The clients of the SDKs encode it. If you build URLs by hand, you must do so, too.
- **They sign invalid input** (SIG-044, SIG-092, SIG-192 to SIG-194): expiries of more than seven days, line breaks, empty credentials, and bucket names that S3 rejects.
- **Only botocore, awscrt and aws4 normalise paths of other services** (SIG-009).
- **They sign headers that proxies change** (SIG-041) if they are given such headers.
"""

if __name__ == "__main__":
    main(sys.argv[1])
