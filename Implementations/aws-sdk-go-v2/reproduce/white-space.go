// Spaces in a value are folded, tabs and the line breaks of folded headers are not.
package main

import "net/http"

func main() {
	sign("execute-api", "https://api.example.com/", http.Header{"X-Title": {"a  b\t\tc"}})
	sign("execute-api", "https://api.example.com/", http.Header{"X-Title": {"a\r\n b"}})
}
