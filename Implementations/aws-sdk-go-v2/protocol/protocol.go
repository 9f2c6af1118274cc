// Package protocol serves the adapter protocol (Docs/Protocol.md) over standard input and output, and reads the inputs of its
// operations. The adapters in Go share it.
package protocol

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Text is a JSON string, or {"base64": "…"}. It holds the bytes, as a Go string does.
type Text string

func (t *Text) UnmarshalJSON(data []byte) error {
	var value struct{ Base64 []byte }
	if json.Unmarshal(data, &value) == nil {
		*t = Text(value.Base64)
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// Input is the input of any operation that an adapter in Go has.
type Input struct {
	Credentials             struct{ AccessKeyID, SecretAccessKey, SessionToken Text }
	Algorithm, SessionToken string
	Region, Service, Method Text
	Endpoint, Expires       Text
	Headers                 [][2]Text
	Payload                 struct {
		Body     Text
		Unsigned bool
	}
	ContentSha256Header *bool
	Target              struct {
		Wire        *Text
		Bucket, Key Text
		Addressing  string
		Query       [][2]*Text
	}
	// Of policy.build.
	Bucket, Key Text
	Style       string
	Fields      [][2]Text
	Conditions  []json.RawMessage
}

type Object = map[string]interface{}

// Operation returns the output for an input, or an error, which is reported as a rejection unless it is Unsupported.
type Operation func(in Input, at time.Time) (Object, error)

// Unsupported says why the implementation cannot express an input.
type Unsupported string

func (reason Unsupported) Error() string { return string(reason) }

func encode(value Text, safe string) string {
	var out strings.Builder
	for _, b := range []byte(value) {
		if strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"+safe, b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// URL returns the request's URL. A key is percent-encoded; a wire target is used unchanged.
func (in Input) URL() string {
	parts := strings.SplitN(string(in.Endpoint), "://", 2)
	scheme, host, target := parts[0], parts[1], in.Target
	if target.Wire != nil {
		return scheme + "://" + host + string(*target.Wire)
	}
	var query []string
	for _, pair := range target.Query {
		item := encode(*pair[0], "")
		if pair[1] != nil {
			item += "=" + encode(*pair[1], "")
		}
		query = append(query, item)
	}
	path := "/" + encode(target.Key, "/")
	if target.Addressing == "path" {
		path = "/" + string(target.Bucket) + path
		if target.Key == "" {
			path = strings.TrimSuffix(path, "/")
		}
	} else {
		host = string(target.Bucket) + "." + host
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return scheme + "://" + host + path
}

// Request returns the request without its body. net/http keeps Content-Length in a field.
func (in Input) Request() (*http.Request, error) {
	if wire := in.Target.Wire; wire != nil && strings.IndexFunc(string(*wire), func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return nil, Unsupported("net/http escapes spaces and characters beyond ASCII before it sends a target")
	}
	request, err := http.NewRequest(string(in.Method), in.URL(), nil)
	if err != nil {
		return nil, err
	}
	for _, header := range in.Headers {
		if strings.ContainsAny(string(header[1]), "\r\n") {
			return nil, Unsupported("net/http sends no header with a line break")
		}
		if strings.EqualFold(string(header[0]), "content-length") {
			request.ContentLength, _ = strconv.ParseInt(string(header[1]), 10, 64)
			continue
		}
		request.Header.Add(string(header[0]), string(header[1]))
	}
	return request, nil
}

// IsS3 tells whether the request is signed by S3's rules, which S3 Express shares.
func (in Input) IsS3() bool { return in.Service == "s3" || in.Service == "s3express" }

// SignsHash tells whether the request has the header x-amz-content-sha256.
func (in Input) SignsHash() bool {
	if in.ContentSha256Header != nil {
		return *in.ContentSha256Header
	}
	return in.IsS3()
}

// CheckAlgorithm returns an error if the input asks for something that no signer in Go has.
func (in Input) CheckAlgorithm() error {
	if in.Algorithm != "" && in.Algorithm != "AWS4-HMAC-SHA256" {
		return Unsupported("the signer has no SigV4a")
	}
	if in.Credentials.SessionToken != "" && in.SessionToken == "unsigned" {
		return Unsupported("the signer always signs the session token")
	}
	return nil
}

// Added returns the output of sign.headers: the headers of a signed request that the input did not have, and where it is sent.
func (in Input) Added(request *http.Request) (Object, error) {
	headers := [][2]string{}
	if request.ContentLength > 0 {
		headers = append(headers, [2]string{"Content-Length", strconv.FormatInt(request.ContentLength, 10)})
	}
	for name, values := range request.Header {
		if reflect.DeepEqual(in.Values(name), values) {
			continue
		}
		for _, value := range values {
			headers = append(headers, [2]string{name, value})
		}
	}
	sort.SliceStable(headers, func(a, b int) bool { return headers[a][0] < headers[b][0] })
	if in.Target.Wire == nil {
		return Object{"headers": headers, "url": request.URL.String()}, nil
	}
	if !strings.HasPrefix(string(*in.Target.Wire), request.URL.EscapedPath()) {
		return nil, Unsupported("net/http rewrites this target before it sends it")
	}
	return Object{"headers": headers}, nil
}

// Values returns the values of the given headers with a name.
func (in Input) Values(name string) (values []string) {
	for _, header := range in.Headers {
		if strings.EqualFold(string(header[0]), name) {
			values = append(values, string(header[1]))
		}
	}
	return values
}

// Seconds reads a duration. Go has no text there.
func Seconds(text Text) (time.Duration, error) {
	count, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || strconv.FormatInt(count, 10) != string(text) {
		return 0, Unsupported("the expiry is a time.Duration here")
	}
	return time.Duration(count) * time.Second, nil
}

func result(operation Operation, in Input, clock string) Object {
	if operation == nil {
		return Object{"status": "unsupported", "error": Object{"code": "Unsupported", "message": "the library has no such operation"}}
	}
	at, err := time.Parse(time.RFC3339, clock)
	if err != nil {
		return Object{"status": "error", "error": Object{"code": "Clock", "message": err.Error()}}
	}
	output, err := operation(in, at)
	if err == nil {
		return Object{"status": "accepted", "output": output}
	}
	status := "rejected"
	if _, is := err.(Unsupported); is {
		status = "unsupported"
	}
	return Object{"status": status, "error": Object{"code": fmt.Sprintf("%T", err), "message": err.Error()}}
}

// Serve replies to hello with ready, and to each run with the result of its operation, until bye.
func Serve(ready Object, operations map[string]Operation) {
	names := []string{}
	for name := range operations {
		names = append(names, name)
	}
	sort.Strings(names)
	ready["type"], ready["protocol"], ready["operations"], ready["random"] = "ready", 1, names, "own"
	lines, replies := bufio.NewReaderSize(os.Stdin, 1<<16), json.NewEncoder(os.Stdout)
	replies.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var message struct {
			Type             string
			Seq              int
			Operation, Clock string
			Input            Input
		}
		if err := json.Unmarshal(line, &message); err != nil {
			panic(err)
		}
		switch message.Type {
		case "hello":
			replies.Encode(ready)
		case "run":
			reply := result(operations[message.Operation], message.Input, message.Clock)
			reply["type"], reply["seq"] = "result", message.Seq
			replies.Encode(reply)
		case "bye":
			replies.Encode(Object{"type": "bye"})
			return
		}
	}
}
