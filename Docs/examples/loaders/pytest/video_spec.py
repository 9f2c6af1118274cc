"""VideoSpec's vectors, for pytest: cases("sign.policy") are what @pytest.mark.parametrize takes."""

import base64
import json
import os
import pathlib

# The archive, unpacked; in a checkout of VideoSpec, the checkout's own.
ROOT = pathlib.Path(os.environ.get("VIDEO_SPEC_VECTORS") or pathlib.Path(__file__).parents[4] / "vectors")


def expand(value):
    """Text that is written short: {"repeat": "a", "count": 1000}, and {"base64": …} for bytes."""
    if isinstance(value, list):
        return [expand(element) for element in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat", "count"}:
        return value["repeat"] * int(value["count"])
    if value.keys() == {"base64"}:
        return base64.b64decode(value["base64"])
    return {name: expand(member) for name, member in value.items()}


def cases(operation=None):
    """Each case that counts, its input whole; those withdrawn or contested are left out."""
    for path in sorted(set(ROOT.glob("*/*.json")) - set(ROOT.glob("schema/*"))):
        file = json.loads(path.read_text("utf-8"))
        defaults = file.get("defaults", {})
        for group in file["groups"]:
            for case in group["cases"]:
                if "withdrawn" in case or case["evidence"]["kind"] == "contested":
                    continue
                if operation in (None, group["operation"]):
                    case["input"] = expand({**defaults.get("input", {}), **case["input"]})
                    case["clock"] = case.get("clock", defaults.get("clock"))
                    yield {**case, "operation": group["operation"], "expect": expand(case["expect"])}
