// Shared by the other reproductions: calls the SDK's signer, which logs its canonical request.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"
)

// sign signs a GET request for a URL with header authentication, as the SDK's clients do.
func sign(service, url string, headers http.Header) {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header = headers
	fmt.Println("##", url, headers)
	v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"},
		request, "UNSIGNED-PAYLOAD", service, "eu-west-1", time.Now(), func(o *v4.SignerOptions) {
			o.DisableURIPathEscaping, o.LogSigning, o.Logger = service == "s3", true, logging.NewStandardLogger(os.Stdout)
		})
}
