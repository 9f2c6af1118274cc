"""Chooses the URL of a form: one of S3's hosts, and the bucket in the host or in the path."""

from signing.faults import Rejected, broken
from signing.request import is_bucket_name
from signing.text import read_text

_HOSTS = {
    "global": "s3.{domain}",
    "regional": "s3.{region}.{domain}",
    "path": "s3.{region}.{domain}",
    "dualstack": "s3.dualstack.{region}.{domain}",
    "accelerate": "s3-accelerate.{domain}",
    "accelerate-dualstack": "s3-accelerate.dualstack.{domain}",
}
_ACCELERATED = ("accelerate", "accelerate-dualstack")


def form_url(data, bucket):
    if not is_bucket_name(bucket.encode()):
        raise Rejected("InvalidBucketName", "the bucket's name is not one that S3 allows")
    if data.get("endpoint") is not None:
        return _own_endpoint(read_text(data["endpoint"]), bucket.encode())
    style, region = data.get("style") or "global", read_text(data["region"]).decode()
    if style not in _HOSTS:
        raise Rejected("InvalidStyle", "the style must be one of " + ", ".join(_HOSTS))
    dotted, chinese = "." in bucket, region.startswith("cn-")
    if style in _ACCELERATED and (dotted or chinese):
        raise Rejected("InvalidStyle", "accelerated hosts serve no bucket with dots in its name, and none in China")
    # Over https the certificate for *.HOST does not cover a bucket's name with dots.
    in_path = style == "path" or (dotted and not broken("dotted-bucket-in-the-host"))
    host = _HOSTS[_host_style(style, region, in_path)]
    domain = "amazonaws.com.cn" if chinese and not broken("china-without-its-domain") else "amazonaws.com"
    host = host.format(region=region, domain=domain)
    if in_path and not broken("path-style-in-the-host"):
        return f"https://{host}/{bucket}".encode()
    return f"https://{bucket}.{host}/".encode()


def _host_style(style, region, in_path):
    if style.endswith("dualstack") and broken("dual-stack-forgotten"):
        style = {"dualstack": "regional", "accelerate-dualstack": "accelerate"}[style]
    if style in _ACCELERATED and broken("acceleration-forgotten"):
        style = "regional"
    if style == "regional" and broken("regional-form-sent-to-global"):
        return "global"
    if style == "global":
        # The global host serves the commercial regions only, and with path style only us-east-1.
        elsewhere = region.startswith(("cn-", "us-gov-")) or (in_path and region != "us-east-1")
        return "regional" if elsewhere or broken("global-form-sent-to-region") else "global"
    return style


def _own_endpoint(endpoint, bucket):
    scheme, _, host = endpoint.rstrip(b"/").partition(b"://")
    if broken("port-of-endpoint-dropped"):
        host = host.partition(b":")[0]
    if broken("bucket-before-own-endpoint"):
        return scheme + b"://" + bucket + b"." + host + b"/"
    return scheme + b"://" + host + b"/" + bucket
