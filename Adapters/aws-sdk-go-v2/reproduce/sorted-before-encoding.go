// Parameters are sorted before they are encoded: %5B and %3A come before 1, [ and : come after it. aws-sdk-go-v2 #2969.
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

// sign prints the canonical request, which the signer logs.
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

func main() {
	sign("s3", "https://b.s3.eu-west-1.amazonaws.com/cat.webm?a1=1&a%5B1%5D=2&a%3A1=3", http.Header{})
}
