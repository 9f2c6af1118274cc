// The signer does not normalise the path for services other than S3, although SigV4 says so. AWS signs /b.
package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/a/..//./b", nil)
	signer := v4.NewSigner(func(options *v4.SignerOptions) {
		options.LogSigning, options.Logger = true, logging.NewStandardLogger(os.Stdout) // logs the canonical request
	})
	keys := aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"}
	signer.SignHTTP(context.Background(), keys, request, "UNSIGNED-PAYLOAD", "execute-api", "eu-west-1", time.Now())
}
