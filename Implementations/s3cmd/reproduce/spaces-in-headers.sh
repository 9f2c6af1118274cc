#!/bin/sh
# s3cmd signs a run of spaces in a header's value; S3 signs one space. The canonical request has "Cat   film".
echo >cat.webm
s3cmd --config=/dev/null --access_key=AKIAIOSFODNN7EXAMPLE --secret_key=secret --region=eu-west-1 --host=localhost:9 --host-bucket=localhost:9 \
  --no-ssl --max-retries=1 --debug --add-header='x-amz-meta-title: Cat   film' put cat.webm s3://b/ 2>&1 | grep -m 1 "^x-amz-meta-title"
