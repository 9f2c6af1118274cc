"""Signing a signed request again, for a retry, signs the new date but sends the old one: S3 computes another signature."""

from aws_sdk_signers import URI, AWSCredentialIdentity, AWSRequest, Fields, SigV4Signer

identity = AWSCredentialIdentity(access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="secret")
request = AWSRequest(destination=URI(scheme="https", host="b.s3.eu-west-1.amazonaws.com", path="/cat.webm"), method="GET", body=None, fields=Fields())
for date in ["20260101T235900Z", "20260102T000100Z"]:
    request = SigV4Signer().sign(request=request, identity=identity, properties={
        "region": "eu-west-1", "service": "s3", "date": date, "content_checksum_enabled": True, "uri_encode_path": False, "normalize_path": False})
    print(request.fields["X-Amz-Date"].as_string(), request.fields["Authorization"].as_string()[:75])
