// The signer accepts line breaks, an expiry that is not a number, a bucket name that S3 rejects, and connection headers.
package main

import "net/http"

func main() {
	sign("s3", "https://b.s3.eu-west-1.amazonaws.com/cat.webm?X-Amz-Expires=soon", http.Header{"X-Amz-Acl": {"private\r\nx-evil: 1"}})
	sign("s3", "https://My_Bucket.s3.eu-west-1.amazonaws.com/cat.webm", http.Header{"Connection": {"close"}})
}
