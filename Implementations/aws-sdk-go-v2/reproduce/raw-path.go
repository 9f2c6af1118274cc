// S3 encodes ( ) and * in the path of a URL. The signer does not.
package main

import "net/http"

func main() {
	sign("s3", "https://b.s3.eu-west-1.amazonaws.com/clip(1)*.webm", http.Header{})
}
