"""Loads the vectors of VideoSpec for pytest: pass cases("sign.policy") to @pytest.mark.parametrize."""

import base64
import json
import os
import pathlib

# The unpacked archive. The default is for a checkout of VideoSpec.
ROOT = pathlib.Path(os.environ.get("VIDEO_SPEC_VECTORS") or pathlib.Path(__file__).parents[4] / "vectors")


def expand(value):
    """Replaces {"repeat": "a", "count": 1000}, {"parts": […]} (joined) and {"base64": …} (bytes) with what they stand for."""
    if isinstance(value, list):
        return [expand(element) for element in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat", "count"}:
        return value["repeat"] * int(value["count"])
    if value.keys() == {"parts"} and isinstance(value["parts"], list):
        return "".join(map(expand, value["parts"]))
    if value.keys() == {"base64"}:
        return base64.b64decode(value["base64"])
    return {name: expand(member) for name, member in value.items()}


def cases(operation=None):
    """Yields each case with its complete input, without withdrawn and contested ones. HTTP scenarios, which have steps, are for S3 servers."""
    for path in sorted(set(ROOT.glob("*/*.json")) - set(ROOT.glob("schema/*"))):
        file = json.loads(path.read_text("utf-8"))
        defaults = file.get("defaults", {})
        for group in file["groups"]:
            for case in group["cases"]:
                if "withdrawn" in case or case["evidence"]["kind"] == "contested" or "steps" in case:
                    continue
                if operation in (None, group["operation"]):
                    case["input"] = expand({**defaults.get("input", {}), **case["input"]})
                    case["clock"] = case.get("clock", defaults.get("clock"))
                    yield {**case, "operation": group["operation"], "expect": expand(case["expect"])}
