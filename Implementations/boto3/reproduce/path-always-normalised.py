"""botocore normalises the path for every service except S3, and has no option to turn this off."""

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

signer = SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "execute-api", "eu-west-1")
request = AWSRequest("GET", "https://api.example.com//prod/./videos/../a")
print("signed as", signer.canonical_request(request).split("\n")[1])
