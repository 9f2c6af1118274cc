// Puts the signer of the AWS SDK for Go v2 behind the suite. This file signs; protocol.go reads and writes the lines.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// sign signs with the signer configured as in the SDK: an S3 path is not escaped again, and a presigned S3 request has an unsigned payload.
func sign(in input, clock string, presigns bool) (object, error) {
	isS3 := in.Service == "s3"
	if in.Algorithm != "" && in.Algorithm != "AWS4-HMAC-SHA256" {
		return nil, unsupported{fmt.Errorf("the Go SDK's v4 signer has no SigV4a")}
	}
	if in.Credentials.SessionToken != "" && in.SessionToken == "unsigned" {
		return nil, unsupported{fmt.Errorf("the Go SDK's v4 signer always signs the session token")}
	}
	at, _ := time.Parse(time.RFC3339, clock)
	address := in.url()
	var body io.Reader
	if in.Payload.Body != "" && !presigns { // a URL is signed before there is a body
		body = strings.NewReader(string(in.Payload.Body))
	}
	request, err := http.NewRequest(string(in.Method), address, body)
	if err != nil {
		return nil, err
	}
	for _, header := range in.Headers {
		if strings.EqualFold(string(header[0]), "content-length") { // net/http has a field for it
			request.ContentLength, _ = strconv.ParseInt(string(header[1]), 10, 64)
			continue
		}
		request.Header.Add(string(header[0]), string(header[1]))
	}
	sum := sha256.Sum256([]byte(in.Payload.Body))
	hash := hex.EncodeToString(sum[:])
	if in.Payload.Unsigned || (presigns && isS3) {
		hash = "UNSIGNED-PAYLOAD"
	}
	if (in.ContentSha256Header != nil && *in.ContentSha256Header) || (in.ContentSha256Header == nil && isS3 && !presigns) {
		request.Header.Set("X-Amz-Content-Sha256", hash)
	}
	credentials := aws.Credentials{AccessKeyID: string(in.Credentials.AccessKeyID),
		SecretAccessKey: string(in.Credentials.SecretAccessKey), SessionToken: string(in.Credentials.SessionToken)}
	options := func(o *v4.SignerOptions) { o.DisableURIPathEscaping = isS3 }
	signer, service, region := v4.NewSigner(), string(in.Service), string(in.Region)
	if presigns {
		// The signer's documentation says to put the expiry into the query.
		query := request.URL.Query()
		query.Set("X-Amz-Expires", string(in.Expires))
		request.URL.RawQuery = query.Encode()
		signed, _, err := signer.PresignHTTP(context.Background(), credentials, request, hash, service, region, at, options)
		return object{"url": signed}, err
	}
	if err := signer.SignHTTP(context.Background(), credentials, request, hash, service, region, at, options); err != nil {
		return nil, err
	}
	var headers [][2]string
	if request.ContentLength > 0 {
		headers = append(headers, [2]string{"Content-Length", strconv.FormatInt(request.ContentLength, 10)})
	}
	for name, values := range request.Header {
		if given := in.values(name); reflect.DeepEqual(given, values) {
			continue
		}
		for _, value := range values {
			headers = append(headers, [2]string{name, value})
		}
	}
	sort.SliceStable(headers, func(a, b int) bool { return headers[a][0] < headers[b][0] })
	if in.Target.Wire != nil {
		if before, _ := url.Parse(address); before.EscapedPath() != request.URL.EscapedPath() || !strings.HasPrefix(string(*in.Target.Wire), before.EscapedPath()) {
			return nil, unsupported{fmt.Errorf("net/http rewrites this target before it sends it")}
		}
		return object{"headers": headers}, nil
	}
	return object{"headers": headers, "url": request.URL.String()}, nil
}
