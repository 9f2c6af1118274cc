"""Removes secrets, and whatever identifies the owner of the bucket, from what is printed and written."""

import base64
import re

HIDDEN = "redacted"


def shown_request(request, parts, token):
    """Returns the request in lines of text, without signatures and the session token."""
    lines = [f"{request.method} {request.origin}{_hidden(request.target, token)}"]
    lines += [f"  {name}: {_hidden(value, token)}" for name, value in request.headers]
    for part in parts or []:
        if part.name == b"file":
            lines.append(f"  file {part.filename!r} of type {part.type!r}, {len(part.body)} bytes")
        else:
            lines.append(f"  {part.name.decode(errors='backslashreplace')} = {_shown_field(part, token)}")
    if not parts and request.body:
        lines.append(f"  {len(request.body)} bytes of body")
    return lines


def _shown_field(part, token):
    name, text = part.name.lower(), part.body
    if name in (b"x-amz-signature", b"x-amz-security-token") and text:
        return HIDDEN
    if name == b"policy":
        text = base64.b64decode(text + b"==")  # the session token could not be found in Base64
    return _hidden(text.decode(errors="backslashreplace"), token)


def _hidden(text, token):
    text = re.sub(r"(X-Amz-Signature=|Signature=)[0-9a-f]+", rf"\1{HIDDEN}", text)
    text = re.sub(r"X-Amz-Security-Token=[^&]+", f"X-Amz-Security-Token={HIDDEN}", text)
    return text.replace(token, HIDDEN) if token else text


def message(response, place):
    """Returns the error's message, unless it contains an account number or an ARN."""
    match = re.search(rb"<Message>([^<]*)</Message>", response.body)
    text = match.group(1).decode(errors="replace") if match else ""
    for value, name in ((place.prefix, "PREFIX/"), (place.bucket, "BUCKET"), (place.credentials["accessKeyId"], "ACCESS-KEY")):
        text = text.replace(value, name)
    return None if not text or re.search(r"arn:|\d{12}", text) else text
