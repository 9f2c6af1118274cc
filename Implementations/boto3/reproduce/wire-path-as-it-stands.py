"""botocore signs the path of an S3 URL unchanged: it encodes nothing, and an empty path stays empty."""

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = S3SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1")
for path in ("", "/clip(1)=@.webm", "/caf%c3%a9", "/%63at%2Ewebm"):
    request = AWSRequest("GET", f"https://video-uploads-example.s3.eu-west-1.amazonaws.com{path}")
    print(repr(path), "is signed as", repr(signer.canonical_request(request).split("\n")[1]))
