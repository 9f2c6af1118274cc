"""Lists the presigned POSTs that are recorded: the call of boto3, and our input for the same form.

Identifiers never change. A new recording takes the next free number of its requirement.
"""

from boto3_recordings import BUCKET, TOKEN

DOTTED = "my.dotted.bucket"
TITLE = "Cr\u00e8me br\u00fbl\u00e9e \U0001f3ac"
REGIONAL = {"us_east_1_regional_endpoint": "regional"}
WEBM = ["starts-with", "$Content-Type", "video/webm"]
SIZES = ["content-length-range", 1, 90000000]


class Post:
    """A presigned POST: boto3's client and call, and the further members of our input.

    `style` is one of ours. An `endpoint` replaces it. With `options` boto3 uses the same host.
    """

    def __init__(self, identifier, title, key="k", style="global", bucket=BUCKET, region="us-east-1", expires=3600, token=None,
                 fields=(), conditions=(), uncovered=False, options=None, endpoint=None, clock="2026-01-15T12:34:56Z",
                 profile="presign-post"):
        self.identifier, self.title, self.clock, self.profile = identifier, title, clock, profile
        self.key, self.bucket, self.region, self.expires, self.token = key, bucket, region, expires, token
        self.style, self.endpoint, self.options = None if endpoint else style, endpoint, options or {}
        self.fields, self.conditions = [list(pair) for pair in fields], list(conditions)
        # Whether the caller allows fields without a condition. boto3 always does (POL-011).
        self.uncovered = uncovered


POSTS = [
    # The expiration.
    Post("POL-001-61", "one second", expires=1),
    Post("POL-001-62", "expires in the next year", expires=7200, clock="2025-12-31T22:59:59Z"),
    Post("POL-001-63", "seven days, across the end of February", expires=604800, clock="2028-02-25T00:00:00Z"),
    # The conditions and fields.
    Post("POL-003-61", "a fixed key", "uploads/video.mp4"),
    Post("POL-003-62", "a key that consists of ${filename} only", "${filename}"),
    Post("POL-003-63", "${filename} in the middle of a key", "uploads/${filename}/original"),
    Post("POL-003-64", "${filename} twice", "${filename}/${filename}"),
    Post("POL-004-61", "the last second of 30 December 2024, in the first week of 2025", clock="2024-12-30T23:59:59Z"),
    Post("POL-005-61", "a session token", "a b/\u00fc+&.mp4", expires=60, token=TOKEN),
    Post("POL-005-62", "a session token and conditions", "videos/a.webm", region="eu-west-1", token=TOKEN,
         fields=[("Content-Type", "video/webm")], conditions=[WEBM, SIZES]),
    Post("POL-006-61", "the form for a recording", "videos/2026/01/a.webm", region="ap-northeast-1", expires=300,
         fields=[("Content-Type", "video/webm")], conditions=[WEBM, SIZES]),
    Post("POL-006-62", "several conditions on one field, in three forms", "k", region="eu-west-1",
         fields=[("Content-Type", "video/webm")],
         conditions=[{"Content-Type": "video/webm"}, ["eq", "$Content-Type", "video/webm"],
                     ["starts-with", "$content-type", ""]], profile="robustness"),
    Post("POL-007-61", "up to 5 TiB", "k", conditions=[["content-length-range", 0, 5497558138880]]),
    Post("POL-007-62", "between 2^53 and 2^53+1", "k",
         conditions=[["content-length-range", 9007199254740992, 9007199254740993]]),
    Post("POL-007-63", "up to 2^63-1", "k", conditions=[["content-length-range", 2147483648, 9223372036854775807]]),
    Post("POL-008-61", "many fields", "videos/a.webm", region="eu-west-1",
         fields=[("acl", "private"), ("Content-Type", "video/webm"), ("success_action_status", "201"),
                 ("x-amz-meta-title", "My video"), ("x-amz-server-side-encryption", "AES256"),
                 ("Cache-Control", "max-age=31536000, immutable")],
         conditions=[{"acl": "private"}, WEBM, {"success_action_status": "201"}, ["starts-with", "$x-amz-meta-title", ""],
                     {"x-amz-server-side-encryption": "AES256"}, ["starts-with", "$Cache-Control", "max-age="]]),
    Post("POL-009-61", "non-ASCII text, ${filename}, more than 4 GiB", "uploads/${filename}", region="eu-west-1", expires=900,
         fields=[("Content-Type", "video/mp4"), ("acl", "private"), ("x-amz-meta-title", TITLE)],
         conditions=[{"acl": "private"}, ["starts-with", "$Content-Type", "video/"], ["content-length-range", 1, 5368709120],
                     {"x-amz-meta-title": TITLE}]),
    Post("POL-009-62", "quotation marks, backslashes, control characters", "a \"b\" \\ c/\u0001\t\r\n\b\f\u007f.webm"),
    Post("POL-009-63", "an NFD key stays NFD", "cafe\u0301/\u30d2\u3099\u30c6\u3099\u30aa.webm"),
    Post("POL-010-61", "a region that still accepts SigV2", "uploads/video.mp4", region="ap-northeast-1"),
    Post("POL-011-61", "a field without a condition, which the caller allows", "k", fields=[("acl", "private")], uncovered=True),
    # The URL.
    Post("POL-020-61", "accelerate", style="accelerate", region="us-west-2", options={"use_accelerate_endpoint": True}),
    Post("POL-020-62", "dual-stack", style="dualstack", region="us-west-2", options={"use_dualstack_endpoint": True}),
    Post("POL-020-63", "the global host, whatever the region", region="us-west-2"),
    Post("POL-020-64", "the regional host of us-east-1", style="regional", options=REGIONAL),
    Post("POL-020-65", "the regional host of us-west-2", style="regional", region="us-west-2",
         options={"addressing_style": "virtual"}),
    Post("POL-020-66", "accelerate over dual-stack", style="accelerate-dualstack", region="eu-west-1",
         options={"use_accelerate_endpoint": True, "use_dualstack_endpoint": True}),
    Post("POL-020-67", "a region in China", style="regional", region="cn-north-1"),
    Post("POL-020-68", "dual-stack in China", style="dualstack", region="cn-northwest-1",
         options={"use_dualstack_endpoint": True}),
    Post("POL-020-69", "a GovCloud region", style="regional", region="us-gov-west-1"),
    Post("POL-021-61", "a self-hosted server", endpoint="http://localhost:9000", options={"addressing_style": "path"}),
    Post("POL-021-62", "the regional host, path style", style="path", region="ap-northeast-1", options={"addressing_style": "path"}),
    Post("POL-021-63", "the regional host of us-east-1, path style", style="path", options={**REGIONAL, "addressing_style": "path"}),
    Post("POL-021-64", "a self-hosted server over https, without a port", endpoint="https://storage.example.com"),
    Post("POL-021-65", "a bucket with dots on a self-hosted server", bucket=DOTTED, endpoint="https://storage.example.com:9443"),
    Post("POL-021-66", "a region in China, path style", style="path", region="cn-north-1", options={"addressing_style": "path"}),
    Post("POL-022-61", "a bucket with dots, global host", bucket=DOTTED),
    Post("POL-022-62", "a bucket with dots, regional host", style="regional", bucket=DOTTED, region="eu-west-1",
         options={"addressing_style": "virtual"}),
    Post("POL-022-63", "a bucket with dots, global host, another region", bucket=DOTTED, region="us-west-2"),
    Post("POL-022-64", "a bucket with dots, regional host of us-east-1", style="regional", bucket=DOTTED, options=REGIONAL),
]
