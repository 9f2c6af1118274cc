"""botocore signs URLs with a stray '%', a fragment or a line break. Some of these signatures are for a request that no client sends."""

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

credentials = Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
for target in ("/100%", "/a%4", "/a%4g", "/a#b", "/a\nb", "/?prefix=100%"):
    url = f"https://video-uploads-example.s3.eu-west-1.amazonaws.com{target}"
    presigned = AWSRequest("GET", url)
    S3SigV4QueryAuth(credentials, "s3", "eu-west-1").add_auth(presigned)
    print(repr(target), "gives", repr(presigned.url))
    canonical_request = S3SigV4Auth(credentials, "s3", "eu-west-1").canonical_request(AWSRequest("GET", url))
    print("    and is signed by header as", canonical_request.split("\n")[1:3])
