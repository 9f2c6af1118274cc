// The signer sorts query parameters before it encodes them. Encoded, %5B and %3A sort before 1; decoded, [ and : sort after it. aws-sdk-go-v2 #2969.
package main

import "net/http"

func main() {
	sign("s3", "https://b.s3.eu-west-1.amazonaws.com/cat.webm?a1=1&a%5B1%5D=2&a%3A1=3", http.Header{})
}
