"""The path of an S3 URL is normalised: requests resolves dot segments and then requests another key, AWS4Auth merges slashes. Issues 31 and 69."""

import requests
from requests_aws4auth import AWS4Auth

auth = AWS4Auth("AKIAIOSFODNN7EXAMPLE", "secret", "eu-west-1", "s3")


def show(url, method="GET", **headers):
    try:
        request = requests.Request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()}).prepare()
        auth(request)
    except (ValueError, requests.RequestException) as error:
        return print(type(error).__name__, error)
    canonical_headers, signed = auth.get_canonical_headers(request, auth.include_hdrs)
    print("##", request.method, request.url, auth.get_canonical_request(request, canonical_headers, signed), sep="\n")


show("https://b.s3.eu-west-1.amazonaws.com/a/./b/../c")
show("https://b.s3.eu-west-1.amazonaws.com//videos//cat.webm")
