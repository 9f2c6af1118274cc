#!/bin/sh
# Two spellings of one S3 key, or of one query value, must have the same signature. curl #13754.
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -H 'X-Amz-Date: 20260102T030405Z' --globoff 'http://b.s3.eu-west-1.amazonaws.com/clip(1)'
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/clip%281%29'
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?token=MDAwMQ=='
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?token=MDAwMQ%3D%3D'
