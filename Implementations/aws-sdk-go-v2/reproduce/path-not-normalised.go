// The path of services other than S3 is not normalised: AWS signs /b.
package main

import "net/http"

func main() {
	sign("execute-api", "https://api.example.com/a/..//./b", http.Header{})
}
