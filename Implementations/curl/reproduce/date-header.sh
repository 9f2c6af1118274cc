#!/bin/sh
# With a Date header curl sends no X-Amz-Date, and the date in the credential is "Fri, 24 ".
# Shows what curl sends to a listener on loopback.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & server=$!; trap 'kill $server' EXIT; sleep 1
show() {
  echo "## $*"
  curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --connect-to ::127.0.0.1:9099 "$@" 2>&1 | grep '^> '
}

show -H 'Date: Fri, 24 May 2013 00:00:00 GMT' 'http://b.s3.eu-west-1.amazonaws.com/'
