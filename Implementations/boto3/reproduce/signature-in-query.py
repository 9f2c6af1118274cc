"""botocore treats X-Amz-Signature like any other parameter, so the signature of a signed URL cannot be computed again."""

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = S3SigV4QueryAuth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1")
request = AWSRequest("GET", "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm")
signer.add_auth(request)
print(signer.canonical_query_string(request))
