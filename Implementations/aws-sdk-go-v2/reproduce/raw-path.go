// The path of an S3 URL is signed as it stands: S3 encodes ( ) and *, the signer does not.
package main

import "net/http"

func main() {
	sign("s3", "https://b.s3.eu-west-1.amazonaws.com/clip(1)*.webm", http.Header{})
}
