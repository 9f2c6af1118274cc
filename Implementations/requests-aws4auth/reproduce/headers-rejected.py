"""requests rejects white space before a header's value, and folded lines."""

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


show("https://b.s3.eu-west-1.amazonaws.com/", x_amz_meta_title="  Cat ")
show("https://b.s3.eu-west-1.amazonaws.com/", x_amz_meta_title="My\r\n cat")
