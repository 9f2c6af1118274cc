#!/bin/sh
# To S3 the order of parameters does not matter, and `?lifecycle` means `?lifecycle=`: each pair must have one signature.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & trap "kill $!" EXIT; sleep 1
for query in 'b=1&a=2' 'a=2&b=1' lifecycle lifecycle=; do
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --header 'X-Amz-Date: 20260102T030405Z' \
    --connect-to ::127.0.0.1:9099 "http://b.s3.eu-west-1.amazonaws.com/?$query" 2>&1 | grep -o 'Signature=.*'
done
