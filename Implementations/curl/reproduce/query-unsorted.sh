#!/bin/sh
# The order of parameters does not matter, and a name without a value is signed like one with an empty value,
# so the two requests of each pair must have the same signature. curl #9717.
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?b=1&a=2'
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?a=2&b=1'
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?lifecycle'
show -H 'X-Amz-Date: 20260102T030405Z' 'http://b.s3.eu-west-1.amazonaws.com/?lifecycle='
