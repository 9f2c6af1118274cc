// The signer folds spaces in a value, but not tabs and the line breaks of folded headers.
package main

import "net/http"

func main() {
	sign("execute-api", "https://api.example.com/", http.Header{"X-Title": {"a  b\t\tc"}})
	sign("execute-api", "https://api.example.com/", http.Header{"X-Title": {"a\r\n b"}})
}
