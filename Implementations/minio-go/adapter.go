// Puts minio-go behind the suite: its client's presigned URLs and forms, and its signer.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/signer"

	"../aws-sdk-go-v2/protocol"
)

const takesBucket = protocol.Unsupported("minio-go takes a bucket and a key, and builds the URL itself")

var defaultPort = regexp.MustCompile(`^(https://.*):443$|^(http://.*):80$`)

var regionOfHost = regexp.MustCompile(`^https?://s3\.([a-z0-9-]+)\.amazonaws\.com$`)

// client returns the client for an endpoint. Its clock is the machine's.
func client(in protocol.Input, endpoint string, lookup minio.BucketLookupType) (*minio.Client, error) {
	if in.Service != "s3" {
		return nil, protocol.Unsupported("minio-go signs for S3 only")
	}
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	parts, keys := strings.SplitN(endpoint, "://", 2), in.Credentials
	host, accelerated := parts[1], ""
	if strings.HasPrefix(host, "s3-accelerate.") { // the client takes this host apart from its endpoint
		host, accelerated = "s3.amazonaws.com", host
	}
	made, err := minio.New(host, &minio.Options{
		Creds:  credentials.NewStaticV4(string(keys.AccessKeyID), string(keys.SecretAccessKey), string(keys.SessionToken)),
		Secure: parts[0] == "https", Region: string(in.Region), BucketLookup: lookup,
	})
	if err == nil && accelerated != "" {
		made.SetS3TransferAccelerate(accelerated)
	}
	return made, err
}

func lookup(isPath bool) minio.BucketLookupType {
	if isPath {
		return minio.BucketLookupPath
	}
	return minio.BucketLookupDNS
}

func signURL(in protocol.Input, _ time.Time) (protocol.Object, error) {
	target := in.Target
	if target.Wire != nil {
		return nil, takesBucket
	}
	if found := regionOfHost.FindStringSubmatch(string(in.Endpoint)); found != nil && found[1] != string(in.Region) {
		return nil, protocol.Unsupported("minio-go uses S3's host of the region that it signs for")
	}
	expires, err := protocol.Seconds(in.Expires)
	if err != nil {
		return nil, err
	}
	made, err := client(in, string(in.Endpoint), lookup(target.Addressing == "path"))
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	for _, pair := range target.Query {
		value := "" // a name without a value is signed like one with an empty value
		if pair[1] != nil {
			value = string(*pair[1])
		}
		query.Add(string(*pair[0]), value)
	}
	headers := http.Header{}
	for _, header := range in.Headers {
		headers.Add(string(header[0]), string(header[1]))
	}
	signed, err := made.PresignHeader(context.Background(), string(in.Method), string(target.Bucket), string(target.Key), expires, query, headers)
	if err != nil {
		return nil, err
	}
	return protocol.Object{"url": signed.String()}, nil
}

// signHeaders signs as the client does: it drops a default port, and signs the hash of the body, or UNSIGNED-PAYLOAD over https.
func signHeaders(in protocol.Input, _ time.Time) (protocol.Object, error) {
	if in.Service != "s3" || !in.SignsHash() {
		return nil, protocol.Unsupported("minio-go signs for S3 only, with x-amz-content-sha256")
	}
	if err := in.CheckAlgorithm(); err != nil {
		return nil, err
	}
	if in.Target.Wire != nil {
		return nil, takesBucket
	}
	in.Endpoint = protocol.Text(defaultPort.ReplaceAllString(string(in.Endpoint), "$1$2"))
	request, err := in.Request()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(in.Payload.Body))
	request.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	if in.Payload.Unsigned {
		request.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
	}
	keys := in.Credentials
	return in.Added(signer.SignV4(*request, string(keys.AccessKeyID), string(keys.SecretAccessKey), string(keys.SessionToken), string(in.Region)))
}

func main() {
	protocol.Serve(protocol.Object{
		"implementation": protocol.Object{"name": "minio-go", "version": version(), "language": "go", "source": "https://github.com/minio/minio-go"},
		"profiles":       []string{"presign-core", "presign-url", "sign-headers"}, "clock": "own",
	}, map[string]protocol.Operation{"sign.url": signURL, "sign.headers": signHeaders, "policy.build": buildPolicy})
}

// version reads the version from the client's User-Agent, the only place that has it.
func version() string {
	seen := &agent{}
	made, err := minio.New("localhost", &minio.Options{Transport: seen, Region: "us-east-1"})
	if err == nil {
		made.BucketExists(context.Background(), "version")
	}
	return seen.version
}

type agent struct{ version string }

func (a *agent) RoundTrip(request *http.Request) (*http.Response, error) {
	name := request.UserAgent()
	a.version = name[strings.LastIndex(name, "/")+1:]
	return nil, http.ErrUseLastResponse
}
