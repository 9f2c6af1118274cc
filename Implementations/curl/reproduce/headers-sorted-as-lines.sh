#!/bin/sh
# SignedHeaders lists x-amz-meta-a-b before x-amz-meta-a. curl #14370.
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -H 'x-amz-meta-a-b: 1' -H 'x-amz-meta-a: 2' 'http://b.s3.eu-west-1.amazonaws.com/'
