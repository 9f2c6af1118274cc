"""Chooses the URL of a form: one of S3's hosts, and the bucket in the host or in the path."""

import re

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

_STANDARD = "amazonaws.com"
# The domain of each partition, by the beginning of its regions' names. The standard partition has many.
_DOMAINS = {
    "us-gov-": _STANDARD, "cn-": "amazonaws.com.cn", "eusc-de-": "amazonaws.eu", "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov", "eu-isoe-": "cloud.adc-e.uk", "us-isof-": "csp.hci.ic.gov",
}
_STANDARD_REGION = re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-")
_DIRECTION_AND_NUMBER = re.compile(r"[A-Za-z0-9]+-[0-9]+")


def form_url(data, bucket):
    if not is_bucket_name(bucket.encode()):
        raise Rejected("InvalidBucketName", "the bucket's name is not one that S3 allows")
    if data.get("endpoint") is not None:
        return _own_endpoint(read_text(data["endpoint"]), bucket.encode())
    style, region = data.get("style") or "global", read_text(data["region"]).decode()
    if style not in _HOSTS:
        raise Rejected("InvalidStyle", "the style must be one of " + ", ".join(_HOSTS))
    dotted, domain = "." in bucket, _domain(region)
    if style in _ACCELERATED and (dotted or is_apart(region)):
        raise Rejected("InvalidStyle", "accelerated hosts serve no bucket with dots in its name, and only the standard partition")
    # Over https the certificate for *.HOST does not cover a bucket's name with dots.
    in_path = style == "path" or (dotted and not broken("dotted-bucket-in-the-host"))
    host = _HOSTS[_host_style(style, region, in_path)]
    host = host.format(region=region, domain=domain)
    if in_path and not broken("path-style-in-the-host"):
        return f"https://{host}/{bucket}".encode()
    return f"https://{bucket}.{host}/".encode()


def is_apart(region):
    """Returns whether a region belongs to another partition than the standard one."""
    return any(region.startswith(area) for area in _DOMAINS)


def _domain(region):
    """Returns the domain of a region's partition."""
    for area, domain in _DOMAINS.items():
        if region.startswith(area) and _DIRECTION_AND_NUMBER.fullmatch(region[len(area):]):
            if broken("china-without-its-domain") and area == "cn-":
                return _STANDARD
            if broken("isolated-regions-under-amazonaws") and "gov" in domain or broken("sovereign-cloud-under-amazonaws") and area == "eusc-de-":
                return _STANDARD
            return domain
    area = _STANDARD_REGION.match(region)
    if area and _DIRECTION_AND_NUMBER.fullmatch(region[area.end():]) or broken("unknown-partition-guessed"):
        return _STANDARD
    raise Rejected("InvalidScope", "the region belongs to no known partition")


def _host_style(style, region, in_path):
    if style.endswith("dualstack") and broken("dual-stack-forgotten"):
        style = {"dualstack": "regional", "accelerate-dualstack": "accelerate"}[style]
    if style in _ACCELERATED and broken("acceleration-forgotten"):
        style = "regional"
    if style == "regional" and broken("regional-form-sent-to-global"):
        return "global"
    if style == "global":
        # The global host serves the commercial regions only, and with path style only us-east-1.
        elsewhere = is_apart(region) or (in_path and region != "us-east-1")
        return "regional" if elsewhere or broken("global-form-sent-to-region") else "global"
    return style


def _own_endpoint(endpoint, bucket):
    scheme, _, host = endpoint.rstrip(b"/").partition(b"://")
    if broken("port-of-endpoint-dropped"):
        host = host.partition(b":")[0]
    if broken("bucket-before-own-endpoint"):
        return scheme + b"://" + bucket + b"." + host + b"/"
    return scheme + b"://" + host + b"/" + bucket
