"""botocore signs a session token or access key with a line break. In header authentication the token then adds a header to the request."""

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

URL = "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm"

for access_key, token in (("AKIAIOSFODNN7EXAMPLE", "token\r\nx-amz-acl:public-read"), ("AKIA\nEXAMPLE", None)):
    for auth in (S3SigV4QueryAuth, S3SigV4Auth):
        request = AWSRequest("GET", URL)
        auth(Credentials(access_key, "secret", token), "s3", "eu-west-1").add_auth(request)
        print(request.url, dict(request.headers))
