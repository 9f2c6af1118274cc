"""An example that signs POST policies. Replace sign_policy with your own function."""

import base64
import hashlib
import hmac

import pytest
import video_spec


def sign_policy(clock, credentials, region, service, policy):
    if not credentials["accessKeyId"] or not credentials["secretAccessKey"]:
        raise ValueError("empty credentials")
    date = clock.replace("-", "").replace(":", "")
    scope = [date[:8], region, service, "aws4_request"]
    encoded = base64.b64encode(policy if isinstance(policy, bytes) else policy.encode()).decode()
    key = ("AWS4" + credentials["secretAccessKey"]).encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    fields = {
        "policy": encoded,
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": "/".join([credentials["accessKeyId"], *scope]),
        "x-amz-date": date,
        "x-amz-signature": hmac.new(key, encoded.encode(), hashlib.sha256).hexdigest(),
    }
    if "sessionToken" in credentials:
        fields["x-amz-security-token"] = credentials["sessionToken"]
    return fields


@pytest.mark.parametrize("case", video_spec.cases("sign.policy"), ids=lambda case: case["id"])
def test_sign_policy(case):
    if case["expect"]["verdict"] == "rejected":
        with pytest.raises(ValueError):
            sign_policy(case["clock"], **case["input"])
    else:
        fields = sign_policy(case["clock"], **case["input"])
        assert sorted(fields.items()) == sorted(map(tuple, case["expect"]["output"]["fields"]))


def test_all_text_is_expanded():
    every = list(video_spec.cases())
    assert len(every) > 1000
    assert "{'repeat': " not in repr(every) and "{'base64': " not in repr(every)
