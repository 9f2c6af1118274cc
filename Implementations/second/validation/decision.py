"""Decides whether to accept an object, by comparing the store's description of it with the limits."""

from signing.faults import broken
from signing.text import read_text, written_text

from .content import is_allowed
from .head import read_head

_MEGABYTE, _MEBIBYTE = 10**6, 2**20


class Limits:
    def __init__(self, data):
        self.maximum_size = int(read_text(data["maximumSize"]))
        self.media_type = read_text(data["mediaType"])


class Decision:
    """The decision. Size, type and ETag are the store's, even if they are not allowed, and None for a missing object."""

    def __init__(self, description, violations):
        found = description is not None
        self.size = description.size if found else None
        self.media_type = description.media_type.essence if found and description.media_type else None
        self.etag = description.etag if found else None
        self.violations = violations[:1] if broken("first-violation-alone") else violations


def validate_object(data, clock):
    etag, first = data.get("etag"), data.get("firstBytes")
    limits = Limits(data["limits"])
    if first is not None:
        # A type without a check is rejected whatever is stored.
        is_allowed(b"", limits.media_type.lower())
    decision = decide(
        limits, read_head(data["head"]), None if etag is None else read_text(etag), None if first is None else read_text(first)
    )
    output = {"accepted": not decision.violations, "violations": decision.violations}
    if broken("nothing-given-out-of-what-is-rejected") and decision.violations:
        return output, None
    if decision.size is None and broken("missing-object-has-a-size"):
        output["size"] = "0"
    if decision.size is not None:
        output["size"] = str(limits.maximum_size) if broken("size-at-most-the-limit") else str(decision.size)
        output["etag"] = written_text(decision.etag)
    if decision.media_type is not None:
        output["mediaType"] = written_text(limits.media_type if broken("type-as-it-should-be") else decision.media_type)
    return output, None


def decide(limits, description, etag=None, first=None):
    if description is None:
        others = ["ObjectEmpty", "MediaTypeNotAllowed"] if broken("missing-object-is-empty-too") else []
        return Decision(None, ["ObjectMissing", *others])
    checks = {
        "ObjectEmpty": description.size == 0 and not broken("empty-object-accepted"),
        "ObjectTooLarge": _is_too_large(description.size, limits.maximum_size),
        "MediaTypeNotAllowed": not _is_type(description.media_type, limits.media_type),
        "ObjectReplaced": etag is not None and _differ(etag, description.etag),
        "ContentNotAllowed": first is not None and not is_allowed(first, limits.media_type.lower()),
    }
    return Decision(description, [name for name, holds in checks.items() if holds])


def _is_too_large(size, maximum):
    if broken("limit-exclusive"):
        return size >= maximum
    if broken("limit-in-mebibytes"):
        maximum = maximum * _MEBIBYTE // _MEGABYTE
    if broken("limit-with-a-tolerance"):
        maximum += maximum // 100
    return size > maximum


def _is_type(media_type, prescribed):
    if media_type is None:
        return broken("missing-type-accepted")
    if broken("type-by-its-prefix"):
        return media_type.essence.startswith(prescribed)
    if broken("type-by-its-bytes"):
        return media_type.written == prescribed
    if broken("type-with-its-parameters"):
        return media_type.serialized == prescribed
    if broken("any-video-accepted"):
        return media_type.type == b"video"
    return media_type.essence == prescribed.lower()


def _differ(before, now):
    if broken("replaced-object-accepted"):
        return False
    if broken("etags-without-case"):
        return before.lower() != now.lower()
    if broken("etags-by-their-beginning"):
        return before[:9] != now[:9]
    return before != now
