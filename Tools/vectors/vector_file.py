"""Builds and writes vector files from cases, in the order of the schema."""

import canonical_json

PROFILES = [
    "canonical", "presign-core", "presign-url", "sign-headers", "presign-post", "chunked", "sigv4a", "services", "wire", "robustness",
    "verify", "verify-services", "post-evaluate", "form", "keys", "validate", "record",
]


def case(profile, operation, identifier, title, evidence, data, expect, trace=None, clock=None, flags=()):
    """Returns a case with its place in the file, as `(requirement, profile, operation, case)`."""
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
    """Returns the file: the cases grouped by requirement, profile and operation, without inputs that equal the defaults."""
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
    """Writes a file in canonical form. Returns whether that changed it."""
    content = canonical_json.document(file)
    changed = not path.exists() or path.read_bytes() != content
    if changed:
        path.write_bytes(content)
    return changed


def _beside(defaults, case):
    """Returns the members of a case's input that differ from the defaults. The case must have every default."""
    if not set(defaults) <= set(case["input"]):
        raise ValueError(
            f"{case['id']} lacks {sorted(set(defaults) - set(case['input']))}, which a reader would take from the defaults")
    return {name: value for name, value in case["input"].items() if name not in defaults or defaults[name] != value}


def _number(identifier):
    return int(identifier.rpartition("-")[2])
