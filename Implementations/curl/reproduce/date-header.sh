#!/bin/sh
# The date in the credential should be 20130524. It is "Fri, 24 ", the start of the Date header, and curl sends no X-Amz-Date.
python3 -m http.server 9099 --bind 127.0.0.1 >/dev/null 2>&1 & trap "kill $!" EXIT; sleep 1
curl --verbose --aws-sigv4 aws:amz:eu-west-1:s3 --user AKIAIOSFODNN7EXAMPLE:secret --header 'Date: Fri, 24 May 2013 00:00:00 GMT' \
  --connect-to ::127.0.0.1:9099 http://b.s3.eu-west-1.amazonaws.com/ 2>&1 | grep -i '> \(auth\|date\|x-amz-date\)'
