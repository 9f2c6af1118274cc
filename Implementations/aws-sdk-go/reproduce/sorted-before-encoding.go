// The signer sorts query parameters before it encodes them. Encoded, %5B and %3A sort before 1; decoded, [ and : sort after it.
// The signer of v2 does the same: https://github.com/aws/aws-sdk-go-v2/issues/2969
package main

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	v4 "github.com/aws/aws-sdk-go/aws/signer/v4"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/?a1=1&a%5B1%5D=2&a%3A1=3", nil)
	signer := v4.NewSigner(credentials.NewStaticCredentials("AKIAIOSFODNN7EXAMPLE", "secret", ""), func(signer *v4.Signer) {
		signer.Debug, signer.Logger = aws.LogDebugWithSigning, aws.NewDefaultLogger() // logs the canonical request
	})
	signer.Sign(request, nil, "execute-api", "eu-west-1", time.Now())
}
