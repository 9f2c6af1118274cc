"""botocore signs with a line break in the session token or the access key: by header, the request has a header of the token's."""

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

URL = "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm"

for access_key, token in (("AKIAIOSFODNN7EXAMPLE", "token\r\nx-amz-acl:public-read"), ("AKIA\nEXAMPLE", None)):
    for auth in (S3SigV4QueryAuth, S3SigV4Auth):
        request = AWSRequest("GET", URL)
        auth(Credentials(access_key, "secret", token), "s3", "eu-west-1").add_auth(request)
        print(request.url, dict(request.headers))
