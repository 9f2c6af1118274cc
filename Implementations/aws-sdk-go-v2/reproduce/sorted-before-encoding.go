// The signer sorts query parameters before it encodes them. Encoded, %5B and %3A sort before 1; decoded, [ and : sort after it.
// https://github.com/aws/aws-sdk-go-v2/issues/2969
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
	request, _ := http.NewRequest("GET", "https://api.example.com/?a1=1&a%5B1%5D=2&a%3A1=3", nil)
	signer := v4.NewSigner(func(options *v4.SignerOptions) {
		options.LogSigning, options.Logger = true, logging.NewStandardLogger(os.Stdout) // logs the canonical request
	})
	keys := aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"}
	signer.SignHTTP(context.Background(), keys, request, "UNSIGNED-PAYLOAD", "execute-api", "eu-west-1", time.Now())
}
