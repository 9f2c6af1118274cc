// Serves the adapter protocol (Docs/Protocol.md) over standard input and output, and reads the inputs of its operations.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// text is a JSON string, or {"base64": "…"}. It holds the bytes, as a Go string does.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	var value struct{ Base64 []byte }
	if json.Unmarshal(data, &value) == nil {
		*t = text(value.Base64)
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

type input struct {
	Credentials             struct{ AccessKeyID, SecretAccessKey, SessionToken text }
	Algorithm, SessionToken string
	Region, Service, Method text
	Endpoint, Expires       text
	Headers                 [][2]text
	Payload                 struct {
		Body     text
		Unsigned bool
	}
	ContentSha256Header *bool
	NormalizePath       *bool
	Target              struct {
		Wire        *text
		Bucket, Key text
		Addressing  string
		Query       [][2]*text
	}
}

type object = map[string]interface{}
type unsupported struct{ error }

func encode(value text, safe string) string {
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

// url returns the request's URL. A key is percent-encoded; a wire target is used unchanged.
func (in input) url() string {
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
		path = strings.TrimSuffix("/"+string(target.Bucket)+path, map[bool]string{true: "/"}[target.Key == ""])
	} else {
		host = string(target.Bucket) + "." + host
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return scheme + "://" + host + path
}

// values returns the values of the given headers with a name.
func (in input) values(name string) (values []string) {
	for _, header := range in.Headers {
		if strings.EqualFold(string(header[0]), name) {
			values = append(values, string(header[1]))
		}
	}
	return values
}

func result(run struct {
	Operation, Clock string
	Input            input
}) object {
	if run.Operation != "sign.url" && run.Operation != "sign.headers" {
		return object{"status": "unsupported", "error": object{"code": "Unsupported", "message": "the SDK's v4 signer has no such operation"}}
	}
	output, err := sign(run.Input, run.Clock, run.Operation == "sign.url")
	if err == nil {
		return object{"status": "accepted", "output": output}
	}
	status := "rejected"
	if _, is := err.(unsupported); is {
		status = "unsupported"
	}
	return object{"status": status, "error": object{"code": fmt.Sprintf("%T", err), "message": err.Error()}}
}

func main() {
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
			Input            input
		}
		if err := json.Unmarshal(line, &message); err != nil {
			panic(err)
		}
		switch message.Type {
		case "hello":
			replies.Encode(object{"type": "ready", "protocol": 1, "operations": []string{"sign.url", "sign.headers"},
				"profiles": []string{"presign-url", "sign-headers", "services"}, "clock": "injected", "random": "own",
				"variants": object{}, "unsupported": []string{}, "implementation": object{"name": "aws-sdk-go-v2",
					"version": aws.SDKVersion, "language": "go", "source": "https://github.com/aws/aws-sdk-go-v2"}})
		case "run":
			reply := result(struct {
				Operation, Clock string
				Input            input
			}{message.Operation, message.Clock, message.Input})
			reply["type"], reply["seq"] = "result", message.Seq
			replies.Encode(reply)
		case "bye":
			replies.Encode(object{"type": "bye"})
			return
		}
	}
}
