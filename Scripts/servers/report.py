"""The comparison with one server or several, as JSON and as a table in Markdown."""

import json

from comparing import difference

FORMAT = 1


def as_json(server, adapter, date, comparisons):
    return {
        "format": FORMAT, "server": server, "date": date, "evaluator": adapter,
        "forms": [{
            "form": each.title, "evaluator": said(each.evaluator), "server": said(each.server),
            **({"difference": difference(each)} if difference(each) else {}),
        } for each in comparisons],
    }


def said(verdict):
    return f"{verdict.status} {verdict.code}".strip()


def markdown(results):
    """One row a form, one column a server; '=' where it says what the evaluator says."""
    lines = [
        "| form | evaluator | " + " | ".join(result["server"] for result in results) + " |",
        "|" + "---|" * (2 + len(results)),
    ]
    columns = [{each["form"]: each for each in result["forms"]} for result in results]
    for title, row in columns[0].items():
        cells = [column[title].get("difference", "=") if title in column else "not posted" for column in columns]
        lines.append("| " + " | ".join(escaped(cell) for cell in [title, row["evaluator"], *cells]) + " |")
    return "\n".join(lines) + "\n"


def summary(result):
    different = [each for each in result["forms"] if "difference" in each]
    return f"{result['server']}: {len(result['forms'])} forms, {len(different)} answered differently"


def escaped(text):
    return text.replace("|", "\\|").replace("\n", " ")


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
