#!/bin/sh
# `Name;` sends an empty header, but SignedHeaders contains "x-amz-meta-note;;".
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & trap "kill $!" EXIT; sleep 1
curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --header 'x-amz-meta-note;' --header 'x-amz-meta-title: Cat' \
  --connect-to ::127.0.0.1:9099 http://b.s3.eu-west-1.amazonaws.com/ 2>&1 | grep -o 'SignedHeaders=.*'
