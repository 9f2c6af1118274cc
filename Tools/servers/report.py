"""Writes the responses of servers beside the expected ones, as JSON and as a table in Markdown."""

import json

from comparing import difference

FORMAT = 1


def as_json(server, adapter, date, comparisons):
    return {
        "format": FORMAT, "server": server, "date": date, "evaluator": adapter,
        "forms": [{
            "form": each.title, "evaluator": described(each.evaluator), "server": described(each.server),
            **({"difference": difference(each)} if difference(each) else {}),
        } for each in comparisons],
    }


def described(verdict):
    return f"{verdict.status} {verdict.code}".strip()


def of_ledger(ledger):
    """Converts a ledger to the form of other results, for a table of the contested cases."""
    return {
        "server": ledger["name"],
        "forms": [{
            "form": f"{each['id']} {each['title']}", "evaluator": expectation(each["expected"]),
            **({} if each["agrees"] else {"difference": ledger_difference(each)}),
        } for each in ledger["cases"]],
    }


def expectation(expected):
    """Describes an expectation. The code of a rejection is None if any code is accepted."""
    text = " ".join(str(each) for each in (expected["status"], expected["code"]) if each)
    return text or ("accepted" if expected["code"] == "" else "rejected")


def ledger_difference(entry):
    text = f"{entry['status']} {entry['code']}".strip()
    same = text == expectation(entry["expected"])
    return text + ", stored as " + " and ".join(f"{each['key']}" for each in entry["stored"]) if same else text


def markdown(results, columns=("form", "evaluator")):
    """Returns a table with a row for each form and a column for each server. `=` means that the server agrees."""
    lines = [
        f"| {' | '.join(columns)} | " + " | ".join(result["server"] for result in results) + " |",
        "|" + "---|" * (2 + len(results)),
    ]
    servers = [{each["form"]: each for each in result["forms"]} for result in results]
    for title, row in {title: row for server in servers for title, row in server.items()}.items():
        cells = [server[title].get("difference", "=") if title in server else "" for server in servers]
        lines.append("| " + " | ".join(escaped(cell) for cell in [title, row["evaluator"], *cells]) + " |")
    return "\n".join(lines) + "\n"


def summary(result):
    forms = result["forms"]
    different = sum("difference" in each for each in forms)
    opposite = sum(is_accepted(each["evaluator"]) != is_accepted(each["server"]) for each in forms)
    return (f"{result['server']}: {len(forms)} forms, {different} with a different response, "
            f"{opposite} of them accepted instead of rejected or the reverse")


def is_accepted(description):
    return "200" <= description[:3] < "400"


def escaped(text):
    return text.replace("|", "\\|").replace("\n", " ")


def read(path):
    """Reads earlier results: a comparison or a ledger."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    return of_ledger(document) if "cases" in document else document


def as_text(document):
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
