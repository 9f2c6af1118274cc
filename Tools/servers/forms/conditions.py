"""Forms about the media type, the other fields, and the conditions on them."""

from forms.form import RANGE_CONDITION, TYPE_CONDITION, Form, adding, file, setting, with_conditions, without

META = ("x-amz-meta-user", "u_42")
META_CONDITION = {"x-amz-meta-user": "u_42"}


def typed(title, value, condition=TYPE_CONDITION):
    """Returns a form that sends another Content-Type than it was signed for."""
    return Form(title, conditions=(condition, RANGE_CONDITION), sent=setting("Content-Type", value))


def with_meta(title, **changes):
    """Returns a form with metadata that a condition covers."""
    return Form(title, **{
        "fields": (("Content-Type", "video/webm"), META),
        "conditions": (TYPE_CONDITION, RANGE_CONDITION, META_CONDITION), **changes})


def another_key(fields):
    return b"key", dict(fields)[b"key"].replace(b"cat.webm", b"another.webm")


TYPES = [
    typed("video/mp4", "video/mp4"),
    typed("Video/WebM", "Video/WebM"),
    typed("video/webmx", "video/webmx"),
    typed("video/webm;codecs=vp9", "video/webm;codecs=vp9"),
    typed("video/webm;codecs=vp8,opus", "video/webm;codecs=vp8,opus"),
    typed("video/webm, video/webm", "video/webm, video/webm"),
    typed("video/webm, text/html", "video/webm, text/html"),
    typed("a list, with an exact condition", "video/webm,text/html", ["eq", "$Content-Type", "video/webm,text/html"]),
    typed("a space before it", " video/webm"),
    typed("empty", ""),
    typed("any, with an empty prefix", "text/html", ["starts-with", "$Content-Type", ""]),
    typed("with parameters, with an exact condition", "video/webm;codecs=vp9", {"Content-Type": "video/webm"}),
    Form("the field is missing", sent=without("Content-Type")),
    Form("the field is missing, with an empty prefix", conditions=(
        ["starts-with", "$Content-Type", ""], RANGE_CONDITION), sent=without("Content-Type")),
    Form("the file part has video/mp4", file=file(type=b"video/mp4")),
    Form("the file part has no type", file=file(type=None)),
    Form("only the file part has it", sent=without("Content-Type"), file=file(type=b"video/webm")),
]

FIELDS = [
    with_meta("metadata that meets its condition"),
    with_meta("metadata with another value", sent=setting("x-amz-meta-user", "u_43")),
    with_meta("metadata is missing", sent=without("x-amz-meta-user")),
    with_meta("metadata without a condition", conditions=(TYPE_CONDITION, RANGE_CONDITION)),
    Form("acl without a condition", sent=adding(("acl", "public-read"), first=True)),
    Form("x-amz-storage-class without a condition", sent=adding(("x-amz-storage-class", "STANDARD"), first=True)),
    Form("success_action_status without a condition", sent=adding(("success_action_status", "201"), first=True)),
    Form("x-ignore-user without a condition", sent=adding(("x-ignore-user", "u_42"), first=True)),
    Form("an unknown field", sent=adding(("submit", "Upload"), first=True)),
    Form("the names in capitals", sent=lambda fields: [(name.upper(), value) for name, value in fields]),
    Form("a condition on $content-type", conditions=(["starts-with", "$content-type", "video/webm"], RANGE_CONDITION)),
    Form("Content-Type twice, the first allowed", sent=adding(("Content-Type", "text/html"))),
    Form("Content-Type twice, the second allowed", sent=adding(("Content-Type", "text/html"), first=True)),
    Form("key twice, the first allowed", sent=lambda fields: [*fields, another_key(fields)]),
    Form("key twice, the second allowed", sent=lambda fields: [another_key(fields), *fields]),
]

CONDITIONS = [
    Form("two on one field, both met", conditions=(
        TYPE_CONDITION, {"Content-Type": "video/webm"}, RANGE_CONDITION)),
    Form("two on one field, the first not met", conditions=(
        {"Content-Type": "video/mp4"}, TYPE_CONDITION, RANGE_CONDITION)),
    Form("two on one field, the second not met", conditions=(
        TYPE_CONDITION, {"Content-Type": "video/mp4"}, RANGE_CONDITION)),
    Form("a name without '$'", conditions=(RANGE_CONDITION,), document=with_conditions(
        ["eq", "Content-Type", "video/webm"])),
    Form("an object with two properties", conditions=(RANGE_CONDITION,), document=with_conditions(
        {"Content-Type": "video/webm", "acl": "private"})),
    Form("an object without properties", document=lambda policy: {
        **policy, "conditions": [*policy["conditions"], {}]}),
    Form("an unknown operator", conditions=(RANGE_CONDITION,), document=with_conditions(
        ["ends-with", "$Content-Type", "webm"])),
    Form("an operator in capitals", conditions=(RANGE_CONDITION,), document=with_conditions(
        ["EQ", "$Content-Type", "video/webm"])),
    Form("an array of two", conditions=(RANGE_CONDITION,), document=with_conditions(["eq", "$Content-Type"])),
    Form("a value that is a number", document=with_conditions({"success_action_status": 201}),
         sent=adding(("success_action_status", "201"), first=True)),
    Form("a condition that is a string", document=lambda policy: {
        **policy, "conditions": [*policy["conditions"], "Content-Type"]}),
    Form("none on the bucket", document=with_conditions(instead_of=("bucket",))),
    Form("another bucket", document=with_conditions({"bucket": "another-bucket"}, instead_of=("bucket",))),
    Form("none on the key", document=with_conditions(instead_of=("key",))),
    Form("another key", document=with_conditions({"key": "another.webm"}, instead_of=("key",))),
]
