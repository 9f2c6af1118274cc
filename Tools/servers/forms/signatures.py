"""Forms about the signature, the credentials and the scope."""

from forms.form import Form, adding, setting, without


def signed_with(**credentials):
    return lambda signer: {**signer, "credentials": {**signer["credentials"], **credentials}}


def flipped(value):
    """Changes the last digit."""
    return value[:-1] + (b"0" if value[-1:] != b"0" else b"1")


FORMS = [
    Form("the signature changed", sent=setting("x-amz-signature", flipped)),
    Form("the signature in capitals", sent=setting("x-amz-signature", bytes.upper)),
    Form("the signature empty", sent=setting("x-amz-signature", "")),
    Form("the policy changed", sent=setting("policy", lambda value: b"A" + value[1:])),
    Form("the policy is not Base64", sent=setting("policy", lambda value: b"!" + value[1:])),
    Form("another secret", signer=signed_with(secretAccessKey="not-the-secret")),
    Form("an unknown access key", signer=signed_with(accessKeyId="AKIAIOSFODNN7UNKNOWN")),
    Form("a scope for another region", signer=lambda signer: {**signer, "region": "sa-east-1"}),
    Form("x-amz-date eight days old", age=8 * 86400, seconds=9 * 86400),
    Form("x-amz-date an hour ahead", age=-3600),
    Form("no x-amz-signature", sent=without("x-amz-signature")),
    Form("no x-amz-algorithm", sent=without("x-amz-algorithm")),
    Form("no x-amz-credential", sent=without("x-amz-credential")),
    Form("no x-amz-date", sent=without("x-amz-date")),
    Form("no policy", sent=without("policy")),
    Form("no signing fields", sent=without(
        "policy", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date")),
    Form("the credential without its scope", sent=setting(
        "x-amz-credential", lambda value: value.partition(b"/")[0])),
    Form("the session token of someone else", sent=adding(("x-amz-security-token", "AQoDYXdzEXAMPLE"), first=True)),
]
