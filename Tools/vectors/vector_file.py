"""Vector files: cases in, a file in the order of the schema out."""

import canonical_json

PROFILES = [
    "canonical", "presign-url", "sign-headers", "presign-post", "chunked", "sigv4a", "services", "verify", "verify-services",
    "post-evaluate", "form", "keys", "validate", "record",
]


def case(profile, operation, identifier, title, evidence, data, expect, trace=None, clock=None, flags=()):
    """A case and where it belongs: `(requirement, profile, operation, case)`."""
    members = {
        "id": identifier,
        "title": title,
        "since": "1.0",
        "flags": list(flags) or None,
        "evidence": {"kind": evidence[0], "reference": evidence[1]},
        "clock": clock,
        "input": data,
        "expect": expect,
        "trace": trace,
    }
    present = {name: value for name, value in members.items() if value is not None}
    return identifier.rpartition("-")[0], profile, operation, present


def vector_file(topic, defaults, cases, notes=None, subject="Signing"):
    """The whole file: cases grouped by requirement, profile and operation, without what the defaults say already."""
    groups = {}
    for requirement, profile, operation, members in cases:
        members = {**members, "input": _beside(defaults["input"], members)}
        groups.setdefault((requirement, PROFILES.index(profile), operation), []).append(members)
    return {
        "$schema": "../schema/vectors.v1.json",
        "format": 1,
        "subject": subject,
        "topic": topic,
        **({"notes": notes} if notes else {}),
        "defaults": defaults,
        "groups": [
            {
                "requirement": requirement,
                "profile": PROFILES[profile],
                "operation": operation,
                "cases": sorted(members, key=lambda each: _number(each["id"])),
            }
            for (requirement, profile, operation), members in sorted(groups.items())
        ],
    }


def write(path, file):
    """Writes a file in canonical form; says whether that changed it."""
    content = canonical_json.document(file)
    changed = not path.exists() or path.read_bytes() != content
    if changed:
        path.write_bytes(content)
    return changed


def _beside(defaults, case):
    """A case's own input. A default that the case does not have would be added to it by whoever reads the file."""
    if not set(defaults) <= set(case["input"]):
        raise ValueError(f"{case['id']} lacks {sorted(set(defaults) - set(case['input']))}, which the defaults would add")
    return {name: value for name, value in case["input"].items() if name not in defaults or defaults[name] != value}


def _number(identifier):
    return int(identifier.rpartition("-")[2])
