"""Writes Docs/Compatibility.md from the reports of Scripts/matrix: the same document for the same reports.

    python3 Scripts/compatibility.py REPORTS >Docs/Compatibility.md

REPORTS holds a NAME.json of each adapter that ran, or a NAME.reason that says why it did not.
"""

import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONTROLS = ("reference", "mutant")
# So many case ids are written out, the others are counted.
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
        sys.exit("the reports are of different suites: run Scripts/matrix for all")
    print(HEAD.format(**suite))
    print(overview(reports, ran))
    if missing:
        print("Not run:\n")
        print("\n".join(f"- `{name}`: {why}" for name, why in missing.items()) + "\n")
    print(sections(reports, [name for name in ran if name != "mutant"]))
    print(SEEN)
    for name in foreign:
        print(details(name, reports.get(name)))


def reason(folder, name):
    path = pathlib.Path(folder) / f"{name}.reason"
    text = path.read_text().strip() if path.exists() else ""
    return text.splitlines()[-1] if text else "Scripts/matrix was not asked for it"


def counted(cases):
    """Passed, failed and unsupported, contested cases aside."""
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
        lines += ["| what fails, and why | level | rules | cases |", "|---|---|---|---|"]
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
    """The reason, with links to its reproduction and to the upstream issues."""
    why = re.sub(r"reproduce/[\w.-]+", lambda match: f"[{match[0]}](../Implementations/{name}/{match[0]})", why.replace("|", "\\|"))
    return re.sub(r"https://github.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)", lambda match: f"[{match[1]} #{match[2]}]({match[0]})", why)


def few(cases):
    return ", ".join(cases[:WRITTEN_OUT]) + (f" and {len(cases) - WRITTEN_OUT} more" if len(cases) > WRITTEN_OUT else "")


HEAD = """# Compatibility

Foreign implementations behind the suite, and what they do otherwise. Written by `make matrix`, which installs what can be had and runs it; made with
VideoSpec {version}, edition {edition}, corpus `{corpus}`.

Nothing of this is a judgement of a library: most of them sign what they are given and leave it to their callers to give what S3 takes. A failure
stands here when a few lines *without* the suite show it; they are in each adapter's `reproduce/`. An issue is linked where one is known.
MUST gates; SHOULD is wise; contested cases are not counted. *Not supported* is what an implementation cannot be asked for.
"""

SECTIONS = """## By section

Passed of all cases that the claimed profiles have; an empty cell is claimed by nobody.

"""

SEEN = """## What most have in common

- **Paths of S3 as they stand** (SIG-006): the SDKs' signers sign a path as it is in the URL. S3 encodes what it received, so `/clip(1).webm` has to be sent
  as `/clip%281%29.webm`, or is rejected. The SDKs' clients do so; who builds URLs by hand has to do it, too.
- **Nothing is checked** (SIG-044, SIG-092, SIG-192 to SIG-194): expiries beyond seven days, line breaks, empty credentials and bucket names that S3 never takes are signed.
- **Paths of other services** (SIG-009) are normalised by botocore, awscrt and aws4, and by no other of these.
- **Headers that proxies change** (SIG-041) are signed when they are given.
"""

if __name__ == "__main__":
    main(sys.argv[1])
