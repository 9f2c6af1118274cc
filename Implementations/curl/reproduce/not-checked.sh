#!/bin/sh
# curl accepts any method, lets a line break turn one header into two, and signs connection headers.
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -X 'PUT' -H 'Connection: close' -H "x-amz-acl: private
 x-evil: 1" 'http://My_Bucket.s3.eu-west-1.amazonaws.com/100%'
