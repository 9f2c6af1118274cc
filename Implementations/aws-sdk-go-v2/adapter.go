// Puts the signer of the AWS SDK for Go v2 behind the suite.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"./protocol"
)

// configure returns the credentials, and the signer's options as its documentation says: an S3 path is not escaped again.
func configure(in protocol.Input) (aws.Credentials, func(*v4.SignerOptions)) {
	keys := in.Credentials
	credentials := aws.Credentials{
		AccessKeyID: string(keys.AccessKeyID), SecretAccessKey: string(keys.SecretAccessKey), SessionToken: string(keys.SessionToken),
	}
	return credentials, func(options *v4.SignerOptions) { options.DisableURIPathEscaping = in.IsS3() }
}

func payloadHash(in protocol.Input, isUnsigned bool) string {
	if isUnsigned {
		return "UNSIGNED-PAYLOAD"
	}
	sum := sha256.Sum256([]byte(in.Payload.Body))
	return hex.EncodeToString(sum[:])
}

func signURL(in protocol.Input, at time.Time) (protocol.Object, error) {
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	request, err := in.Request()
	if err != nil {
		return nil, err
	}
	if lengths := in.Values("Content-Length"); len(lengths) > 0 && request.ContentLength == 0 {
		return nil, protocol.Unsupported("the signer reads the length from net/http, where 0 is the same as none")
	}
	// The signer's documentation says to put the expiry into the query.
	query := request.URL.Query()
	query.Set("X-Amz-Expires", string(in.Expires))
	request.URL.RawQuery = query.Encode()
	hash := payloadHash(in, in.Payload.Unsigned || in.IsS3())
	credentials, options := configure(in)
	url, _, err := v4.NewSigner().PresignHTTP(context.Background(), credentials, request, hash, string(in.Service), string(in.Region), at, options)
	return protocol.Object{"url": url}, err
}

func signHeaders(in protocol.Input, at time.Time) (protocol.Object, error) {
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	request, err := in.Request()
	if err != nil {
		return nil, err
	}
	if body := in.Payload.Body; body != "" {
		request.ContentLength = int64(len(body))
	}
	hash := payloadHash(in, in.Payload.Unsigned)
	if in.SignsHash() {
		request.Header.Set("X-Amz-Content-Sha256", hash)
	}
	credentials, options := configure(in)
	if err := v4.NewSigner().SignHTTP(context.Background(), credentials, request, hash, string(in.Service), string(in.Region), at, options); err != nil {
		return nil, err
	}
	return in.Added(request)
}

func main() {
	protocol.Serve(protocol.Object{
		"implementation": protocol.Object{"name": "aws-sdk-go-v2", "version": aws.SDKVersion, "language": "go", "source": "https://github.com/aws/aws-sdk-go-v2"},
		"profiles":       []string{"presign-core", "presign-url", "sign-headers", "services"},
	}, map[string]protocol.Operation{"sign.url": signURL, "sign.headers": signHeaders})
}
