// The signer does not normalise the path for services other than S3, although SigV4 says so. AWS signs /b.
package main

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	v4 "github.com/aws/aws-sdk-go/aws/signer/v4"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/a/..//./b", nil)
	signer := v4.NewSigner(credentials.NewStaticCredentials("AKIAIOSFODNN7EXAMPLE", "secret", ""), func(signer *v4.Signer) {
		signer.Debug, signer.Logger = aws.LogDebugWithSigning, aws.NewDefaultLogger() // logs the canonical request
	})
	signer.Sign(request, nil, "execute-api", "eu-west-1", time.Now())
}
