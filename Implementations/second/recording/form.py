"""The form for an upload: for exactly the recorded key, with the configured type and size."""

from policy.build import build_policy
from signing.faults import broken


def signed_form(setup, key, clock):
    """Returns the form's URL and fields."""
    size, media_type = setup.limits.maximum_size, setup.limits.media_type.decode()
    if broken("form-with-binary-megabytes"):
        size = size * 2**20 // 10**6
    conditions = [["starts-with", "$Content-Type", media_type], ["content-length-range", 1, str(size)]]
    if broken("form-for-any-type"):
        conditions[0][2] = ""
    if broken("form-for-empty-videos-too"):
        conditions[1][1] = 0
    output, _ = build_policy(
        {
            "credentials": setup.credentials,
            "region": setup.region,
            "service": "s3",
            "bucket": setup.bucket,
            "key": key.rpartition("/")[0] + "/${filename}" if broken("form-for-any-name") else key,
            "style": setup.style,
            "fields": [["Content-Type", media_type]],
            "conditions": conditions,
            "expires": str(setup.form_seconds * (60 if broken("form-lasts-minutes") else 1)),
        },
        clock,
    )
    return output
