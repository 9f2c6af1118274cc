"""botocore replaces a Date header with its own, and then does not send X-Amz-Date."""

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

request = AWSRequest("PUT", "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm", data=b"cat")
request.headers["Date"] = "Fri, 24 May 2013 00:00:00 GMT"
S3SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1").add_auth(request)
for name, value in request.headers.items():
    print(f"{name}: {value}")
