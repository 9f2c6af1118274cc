"""botocore signs a request whose method contains a space."""

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

request = AWSRequest("GET /", "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm")
S3SigV4QueryAuth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1").add_auth(request)
print(request.method, request.url)
