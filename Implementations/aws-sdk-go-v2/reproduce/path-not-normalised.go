// The signer does not normalise the path for services other than S3. AWS signs /b.
package main

import "net/http"

func main() {
	sign("execute-api", "https://api.example.com/a/..//./b", http.Header{})
}
