"""Forms about the key of the object, and about the response to an accepted form."""

from forms.form import RANGE_CONDITION, TYPE, TYPE_CONDITION, Form, file, setting, without

REDIRECT = "https://www.example.com/uploaded"


def asking(title, **fields):
    """Returns a form with further fields, each with a condition."""
    return Form(
        title, fields=(*TYPE, *fields.items()),
        conditions=(TYPE_CONDITION, RANGE_CONDITION, *({name: value} for name, value in fields.items())))


def starting(title, key):
    """Returns a form whose policy allows every key below the prefix, and that sends `key`."""
    return Form(title, key="${filename}", sent=setting("key", lambda value: value.replace(b"${filename}", key)))


def padded(length):
    """Pads the key to a number of bytes, prefix included."""
    return setting("key", lambda value: value.replace(b"${filename}", b"k" * 2048)[:length])


KEYS = [
    Form("${filename}", key="${filename}"),
    Form("${filename} without a file name", key="${filename}", file=file(name=None)),
    Form("${filename} with an empty file name", key="${filename}", file=file(name=b"")),
    Form("${filename} with slashes in the file name", key="${filename}", file=file(name=b"a/b/cat.webm")),
    Form("${filename} with backslashes in the file name", key="${filename}", file=file(name=b"C:\\videos\\cat.webm")),
    Form("${filename} with a non-ASCII file name", key="${filename}", file=file(name="Crème brûlée.webm".encode())),
    starting("${filename} in the middle", b"a/${filename}/b"),
    starting("${filename} twice", b"${filename}-${filename}"),
    Form("${filename} in another field", fields=(*TYPE, ("x-amz-meta-name", "${filename}")), conditions=(
        TYPE_CONDITION, RANGE_CONDITION, ["starts-with", "$x-amz-meta-name", "cat"])),
    Form("${filename} with an exact condition on the key", sent=setting(
        "key", lambda value: value.replace(b"cat.webm", b"${filename}"))),
    starting("below the prefix", b"other.webm"),
    Form("not below the prefix", key="a/${filename}", sent=setting("key", lambda value: value.replace(b"a/${", b"b/${"))),
    starting("non-ASCII", "видео/ネコ.webm".encode()),
    starting("'+', '%' and a space", b"a+b%41 c.webm"),
    starting("'..' and '//'", b"a/../b//c.webm"),
    Form("1024 bytes", key="${filename}", sent=padded(1024)),
    Form("1025 bytes", key="${filename}", sent=padded(1025)),
    Form("empty", sent=setting("key", "")),
    Form("missing", sent=without("key")),
]

STATUSES = [
    asking("status 200", success_action_status="200"),
    asking("status 201", success_action_status="201"),
    asking("status 204", success_action_status="204"),
    asking("status 404", success_action_status="404"),
    asking("status 'created'", success_action_status="created"),
    asking("a redirect", success_action_redirect=REDIRECT),
    asking("a redirect with a query", success_action_redirect=REDIRECT + "?id=1"),
    asking("a redirect and status 201", success_action_redirect=REDIRECT, success_action_status="201"),
    asking("a redirect that is not a URL", success_action_redirect="uploaded"),
    asking("a redirect that is not a URL, and status 201", success_action_redirect="uploaded", success_action_status="201"),
    asking("a redirect to javascript:", success_action_redirect="javascript:alert(1)"),
]
