"""Lists the presigned URLs that are recorded: the call of boto3, and our input for the same URL.

Identifiers never change. A new recording takes the next free number of its requirement.
"""

BUCKET = "video-uploads-example"
VERSION_ID = "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo"
TOKEN = "FwoGZXIvYXdzEXAMPLE//token+with/slashes=="
GLOBAL = "https://s3.amazonaws.com"


class Recording:
    """A presigned URL: boto3's client and call, and the further members of our input."""

    def __init__(self, identifier, title, method, key, endpoint=GLOBAL, addressing="virtual", bucket=BUCKET, region="us-east-1",
                 expires=3600, token=None, query=(), headers=(), options=None, endpoint_url=None, call=None, parameters=None,
                 clock="2026-01-15T12:34:56Z", may_reject=False):
        self.may_reject = may_reject
        self.identifier, self.title, self.method, self.clock = identifier, title, method, clock
        self.bucket, self.key, self.endpoint, self.addressing = bucket, key, endpoint, addressing
        self.region, self.expires, self.token = region, expires, token
        self.query, self.headers = [list(pair) for pair in query], [list(pair) for pair in headers]
        self.options, self.endpoint_url = options or {}, endpoint_url
        self.call = call or {"GET": "get_object", "PUT": "put_object"}[method]
        self.parameters = {"Bucket": bucket, **({"Key": key} if key else {}), **(parameters or {})}

    @property
    def profile(self):
        """The profile of the case: the core has no parameters, no headers and no special host."""
        is_core = key_only(self) and not self.identifier.startswith("SIG-097")
        return "presign-core" if is_core or self.identifier in ("SIG-097-65", "SIG-097-66") else "presign-url"


def key_only(recording):
    return recording.key and not recording.query and not recording.headers


RECORDINGS = [
    # Every addressing style.
    Recording("SIG-097-61", "a link to watch a video, global endpoint", "GET", "uploads/video.mp4"),
    Recording("SIG-097-62", "accelerate", "PUT", "k", "https://s3-accelerate.amazonaws.com", region="us-west-2",
              options={"use_accelerate_endpoint": True}),
    Recording("SIG-097-63", "dual-stack", "PUT", "k", "https://s3.dualstack.us-west-2.amazonaws.com", region="us-west-2",
              options={"use_dualstack_endpoint": True}),
    Recording("SIG-097-64", "a bucket with dots is addressed with path style", "PUT", "k", addressing="path", bucket="my.dotted.bucket"),
    Recording("SIG-097-65", "regional endpoint, virtual host", "PUT", "k", "https://s3.us-west-2.amazonaws.com",
              region="us-west-2", options={"addressing_style": "virtual"}),
    Recording("SIG-097-66", "regional endpoint, path style", "GET", "videos/2026/01/a.webm",
              "https://s3.ap-northeast-1.amazonaws.com", "path", region="ap-northeast-1", options={"addressing_style": "path"}),
    Recording("SIG-097-67", "accelerate over dual-stack", "PUT", "k", "https://s3-accelerate.dualstack.amazonaws.com",
              region="eu-west-1", options={"use_accelerate_endpoint": True, "use_dualstack_endpoint": True}),
    Recording("SIG-097-68", "a self-hosted server, path style", "GET", "uploads/video.mp4", "http://localhost:9000", "path",
              endpoint_url="http://localhost:9000", options={"addressing_style": "path"}),
    Recording("SIG-097-69", "a region in China", "GET", "uploads/video.mp4", "https://s3.cn-north-1.amazonaws.com.cn",
              region="cn-north-1"),
    Recording("SIG-097-70", "a bucket with dots, regional endpoint", "GET", "a b.webm", "https://s3.eu-west-1.amazonaws.com",
              "path", "my.dotted.bucket", "eu-west-1", options={"addressing_style": "path"}),
    # Keys.
    Recording("SIG-002-61", "brackets, quotes and accents in a key", "PUT", "uploads/my vidéo+1~(2)*'!.mp4", region="eu-west-1",
              expires=900, headers=[("Content-Type", "video/mp4")], parameters={"ContentType": "video/mp4"}),
    Recording("SIG-003-61", "spaces in a key", "GET", "my holiday video.mp4", region="ap-northeast-1"),
    Recording("SIG-004-61", "an NFC key", "GET", "caf\u00e9/\u30d3\u30c7\u30aa.webm", region="ap-northeast-1"),
    Recording("SIG-004-62", "an NFD key", "GET", "cafe\u0301/\u30d2\u3099\u30c6\u3099\u30aa.webm", region="ap-northeast-1"),
    Recording("SIG-007-61", "double slashes and dot segments stay", "GET", "a//b/./c/../d.webm", region="eu-west-1",
              may_reject=True),
    Recording("SIG-011-61", "percent signs, plus signs, question marks in a key", "GET", "100%/a%41+b?c=d&e#f.webm",
              region="eu-west-1"),
    # The request's own parameters and headers.
    Recording("SIG-020-61", "a listing with slashes in its parameters", "GET", "", region="eu-west-1", call="list_objects_v2",
              query=[("list-type", "2"), ("prefix", "videos/2026/"), ("delimiter", "/"), ("encoding-type", "url")],
              parameters={"Prefix": "videos/2026/", "Delimiter": "/"}),
    Recording("SIG-024-61", "a multipart upload begins with a parameter without a value", "POST", "videos/long.webm",
              region="eu-west-1", call="create_multipart_upload", query=[("uploads", "")]),
    Recording("SIG-040-61", "the Content-Type of a recording in a browser", "PUT", "videos/a.webm", region="eu-west-1",
              headers=[("Content-Type", 'video/webm;codecs="vp8,opus"')],
              parameters={"ContentType": 'video/webm;codecs="vp8,opus"'}),
    Recording("SIG-066-61", "the last second of 30 December 2024, in the first week of 2025", "GET", "k",
              clock="2024-12-30T23:59:59Z"),
    Recording("SIG-070-61", "a link to delete", "DELETE", "videos/a.webm", region="eu-west-1", call="delete_object"),
    Recording("SIG-070-62", "a link for HEAD", "HEAD", "videos/a.webm", region="eu-west-1", call="head_object"),
    Recording("SIG-081-61", "a session token, metadata and encryption", "PUT", "a//b/../c.mp4", expires=60, token=TOKEN,
              headers=[("x-amz-meta-title", "hello"), ("x-amz-server-side-encryption", "AES256")],
              parameters={"Metadata": {"title": "hello"}, "ServerSideEncryption": "AES256"}),
    Recording("SIG-081-62", "a session token in a link to watch", "GET", "videos/a.webm", region="eu-west-1", token=TOKEN),
    Recording("SIG-091-61", "seven days", "GET", "k", region="us-west-2", expires=604800,
              query=[("response-content-disposition", 'attachment; filename="a b.mp4"')],
              parameters={"ResponseContentDisposition": 'attachment; filename="a b.mp4"'}),
    Recording("SIG-091-62", "one second", "GET", "k", expires=1),
    Recording("SIG-093-61", "length and ACL", "PUT", "k", "https://s3.us-east-1.amazonaws.com",
              headers=[("Content-Length", "1234"), ("x-amz-acl", "public-read")],
              options={"us_east_1_regional_endpoint": "regional", "addressing_style": "virtual"},
              parameters={"ContentLength": 1234, "ACL": "public-read"}),
    Recording("SIG-093-62", "cache control, disposition and metadata", "PUT", "videos/a.webm", region="eu-west-1",
              headers=[("Cache-Control", "max-age=31536000, immutable"), ("Content-Disposition", 'inline; filename="a b.webm"'),
                       ("Content-Type", "video/webm"), ("x-amz-meta-duration", "12.5"), ("x-amz-meta-title", "My video")],
              parameters={"CacheControl": "max-age=31536000, immutable", "ContentDisposition": 'inline; filename="a b.webm"',
                          "ContentType": "video/webm", "Metadata": {"duration": "12.5", "title": "My video"}}),
    Recording("SIG-094-61", "a part of a multipart upload", "PUT", "k", "http://localhost:9000", "path", call="upload_part",
              query=[("uploadId", "abc/def+1"), ("partNumber", "3")], endpoint_url="http://localhost:9000",
              options={"addressing_style": "path"}, parameters={"UploadId": "abc/def+1", "PartNumber": 3}),
    Recording("SIG-094-62", "a version, and another type for the response", "GET", "videos/a.webm", region="eu-west-1",
              query=[("response-content-type", "video/mp4"), ("versionId", VERSION_ID)],
              parameters={"ResponseContentType": "video/mp4", "VersionId": VERSION_ID}),
    Recording("SIG-094-63", "the end of a multipart upload", "POST", "videos/long.webm", region="eu-west-1",
              call="complete_multipart_upload", query=[("uploadId", "VXBsb2FkIElE==")], parameters={"UploadId": "VXBsb2FkIElE=="}),
]
