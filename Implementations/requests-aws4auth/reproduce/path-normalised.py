"""AWS4Auth merges `//` when it signs, so S3 computes another signature; requests resolves `..` and asks for another key."""

import requests
from requests_aws4auth import AWS4Auth

auth = AWS4Auth("AKIAIOSFODNN7EXAMPLE", "secret", "eu-west-1", "s3")
for key in ["/videos/cat.webm", "a/../cat.webm"]:
    request = requests.Request("GET", f"https://b.s3.eu-west-1.amazonaws.com/{key}").prepare()
    auth(request)
    headers, signed = auth.get_canonical_headers(request, auth.include_hdrs)
    print("sent:", request.path_url, "signed:", auth.get_canonical_request(request, headers, signed).split("\n")[1])
