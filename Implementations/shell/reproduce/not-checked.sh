#!/bin/sh
# Headers are lines, so a line break in a value starts another header. The bucket is part of the host and is not checked.
cd "$(dirname "$0")" && . ../sigv4.sh
ACCESS_KEY=AKIAIOSFODNN7EXAMPLE SECRET_KEY=secret TOKEN= REGION=eu-west-1 NOW=20260102T030405Z
presign PUT https://My_Bucket.s3.eu-west-1.amazonaws.com /cat.webm '' 300 "x-amz-acl:private
x-evil:1"
