#!/bin/sh
# `s3cmd signurl` signs with SigV2 in every region. S3 refuses that in regions opened since 2014, and for buckets made since June 2020.
s3cmd --config=/dev/null --access_key=AKIAIOSFODNN7EXAMPLE --secret_key=secret --region=eu-central-1 \
  --host=s3.eu-central-1.amazonaws.com signurl s3://b/cat.webm +3600
