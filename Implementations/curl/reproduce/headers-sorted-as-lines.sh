#!/bin/sh
# SignedHeaders must list x-amz-meta-a before x-amz-meta-a-b.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & trap "kill $!" EXIT; sleep 1
curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --header 'x-amz-meta-a-b: 1' --header 'x-amz-meta-a: 2' \
  --connect-to ::127.0.0.1:9099 http://b.s3.eu-west-1.amazonaws.com/ 2>&1 | grep -o 'SignedHeaders=.*'
