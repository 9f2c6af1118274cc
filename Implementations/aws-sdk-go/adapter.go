// Puts the AWS SDK for Go v1 behind the suite: its S3 client's presigned URLs, and its signer.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/request"
	"github.com/aws/aws-sdk-go/aws/session"
	v4 "github.com/aws/aws-sdk-go/aws/signer/v4"
	"github.com/aws/aws-sdk-go/service/s3"

	"../aws-sdk-go-v2/protocol"
)

func keys(in protocol.Input) *credentials.Credentials {
	given := in.Credentials
	return credentials.NewStaticCredentials(string(given.AccessKeyID), string(given.SecretAccessKey), string(given.SessionToken))
}

// clientRequest returns the S3 client's request for an object, or nil if the client has none without a body or parameters.
func clientRequest(client *s3.S3, method string, bucket, key *string) (made *request.Request) {
	switch method {
	case "GET":
		made, _ = client.GetObjectRequest(&s3.GetObjectInput{Bucket: bucket, Key: key})
	case "HEAD":
		made, _ = client.HeadObjectRequest(&s3.HeadObjectInput{Bucket: bucket, Key: key})
	case "PUT":
		made, _ = client.PutObjectRequest(&s3.PutObjectInput{Bucket: bucket, Key: key})
	case "DELETE":
		made, _ = client.DeleteObjectRequest(&s3.DeleteObjectInput{Bucket: bucket, Key: key})
	}
	return made
}

// presignWithClient presigns as the SDK's guide does: s3.New(…).PutObjectRequest(…).Presign(…).
func presignWithClient(in protocol.Input, expires time.Duration) (url string, done bool, err error) {
	target := in.Target
	if in.Service != "s3" || target.Wire != nil || len(in.Headers) > 0 || len(target.Query) > 0 {
		return "", false, nil
	}
	client := s3.New(session.Must(session.NewSession(&aws.Config{
		Credentials: keys(in), Region: aws.String(string(in.Region)), Endpoint: aws.String(string(in.Endpoint)),
		S3ForcePathStyle:               aws.Bool(target.Addressing == "path"),
		DisableRestProtocolURICleaning: aws.Bool(true), // the option's documentation: needed for keys with "//"
	})))
	made := clientRequest(client, string(in.Method), aws.String(string(target.Bucket)), aws.String(string(target.Key)))
	if made == nil {
		return "", false, nil
	}
	url, err = made.Presign(expires)
	return url, true, err
}

// signer configures the signer as its documentation says: an S3 path is not escaped again.
func signer(in protocol.Input) *v4.Signer {
	return v4.NewSigner(keys(in), func(signer *v4.Signer) {
		signer.DisableURIPathEscaping = in.IsS3()
		signer.UnsignedPayload = in.Payload.Unsigned
	})
}

// plainRequest has Content-Length among the headers too, as the SDK's own requests do: the signer signs only headers.
func plainRequest(in protocol.Input) (*http.Request, error) {
	made, err := in.Request()
	for _, length := range in.Values("Content-Length") {
		made.Header.Set("Content-Length", length)
	}
	return made, err
}

func body(in protocol.Input) io.ReadSeeker {
	if in.Payload.Body == "" {
		return nil
	}
	return strings.NewReader(string(in.Payload.Body))
}

func signURL(in protocol.Input, _ time.Time) (protocol.Object, error) {
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	expires, err := protocol.Seconds(in.Expires)
	if err != nil {
		return nil, err
	}
	if url, done, err := presignWithClient(in, expires); done {
		return protocol.Object{"url": url}, err
	}
	if in.Service == "s3express" {
		return nil, protocol.Unsupported("version 1 of the SDK does not know S3 Express, and signs the payload of its URLs")
	}
	made, err := plainRequest(in)
	if err != nil {
		return nil, err
	}
	_, err = signer(in).Presign(made, body(in), string(in.Service), string(in.Region), expires, time.Now())
	return protocol.Object{"url": made.URL.String()}, err
}

func signHeaders(in protocol.Input, _ time.Time) (protocol.Object, error) {
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	if in.Service == "s3" && !in.SignsHash() {
		return nil, protocol.Unsupported("the signer always sends x-amz-content-sha256 to S3")
	}
	made, err := plainRequest(in)
	if err != nil {
		return nil, err
	}
	if in.Service != "s3" && in.SignsHash() && !in.Payload.Unsigned { // the signer's documentation: callers may set it
		sum := sha256.Sum256([]byte(in.Payload.Body))
		made.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	}
	if _, err := signer(in).Sign(made, body(in), string(in.Service), string(in.Region), time.Now()); err != nil {
		return nil, err
	}
	return in.Added(made)
}

func main() {
	for _, setting := range os.Environ() { // the session reads them, and a missing AWS_PROFILE ends it
		if strings.HasPrefix(setting, "AWS_") {
			os.Unsetenv(strings.SplitN(setting, "=", 2)[0])
		}
	}
	protocol.Serve(protocol.Object{
		"implementation": protocol.Object{"name": "aws-sdk-go", "version": aws.SDKVersion, "language": "go", "source": "https://github.com/aws/aws-sdk-go"},
		"profiles":       []string{"presign-core", "presign-url", "sign-headers", "services"}, "clock": "own",
	}, map[string]protocol.Operation{"sign.url": signURL, "sign.headers": signHeaders})
}
