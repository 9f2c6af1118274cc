package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"../aws-sdk-go-v2/protocol"
)

// buildPolicy implements policy.build with PostPolicy and PresignedPostPolicy.
func buildPolicy(in protocol.Input, _ time.Time) (protocol.Object, error) {
	expires, err := protocol.Seconds(in.Expires)
	if err != nil {
		return nil, err
	}
	endpoint, isPath := string(in.Endpoint), in.Endpoint != "" || in.Style == "path" || strings.Contains(string(in.Bucket), ".")
	if strings.HasPrefix(in.Style, "accelerate") {
		endpoint = "https://s3-" + strings.Replace(in.Style, "-dualstack", ".dualstack", 1) + ".amazonaws.com"
	} else if endpoint == "" {
		endpoint = "https://s3." + string(in.Region) + ".amazonaws.com"
	}
	made, err := client(in, endpoint, lookup(isPath))
	if err != nil {
		return nil, err
	}
	policy, key := minio.NewPostPolicy(), string(in.Key)
	steps := []error{policy.SetExpires(time.Now().UTC().Add(expires)), policy.SetBucket(string(in.Bucket))}
	if strings.HasSuffix(key, "${filename}") { // the browser's file name comes in its place before S3 checks the key
		steps = append(steps, policy.SetKeyStartsWith(strings.TrimSuffix(key, "${filename}")))
	} else {
		steps = append(steps, policy.SetKey(key))
	}
	var prefixed []string
	ranges := 0
	for _, each := range in.Conditions {
		c := read(each)
		steps = append(steps, c.add(policy))
		if c.operator == "starts-with" {
			prefixed = append(prefixed, c.name)
		} else if c.operator == "content-length-range" {
			ranges++
		}
	}
	if ranges > 1 {
		return nil, protocol.Unsupported("PostPolicy has one content-length-range")
	}
	for _, err := range steps {
		if err != nil {
			return nil, err
		}
	}
	url, form, err := made.PresignedPostPolicy(context.Background(), policy)
	if err != nil {
		return nil, err
	}
	// A prefix is a placeholder in the form. The caller replaces it, and adds fields without a condition.
	form["key"] = key
	for _, name := range prefixed {
		delete(form, name)
	}
	for _, field := range in.Fields {
		form[string(field[0])] = string(field[1])
	}
	fields := [][2]string{}
	for name, value := range form {
		fields = append(fields, [2]string{name, value})
	}
	return protocol.Object{"url": url.String(), "fields": fields}, nil
}

// condition is one of the caller's conditions, as PostPolicy's methods take it.
type condition struct {
	operator, name, value string
	low, high             int64
}

func read(raw json.RawMessage) (c condition) {
	var pair map[string]string
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 1 {
		c.operator = "eq"
		for c.name, c.value = range pair {
		}
		return c
	}
	var parts []json.RawMessage
	var operator string
	if json.Unmarshal(raw, &parts) != nil || len(parts) != 3 || json.Unmarshal(parts[0], &operator) != nil {
		return c
	}
	if operator == "content-length-range" { // bounds above 2³¹ are texts in the protocol
		for i, bound := range []*int64{&c.low, &c.high} {
			if json.Unmarshal([]byte(strings.Trim(string(parts[i+1]), `"`)), bound) != nil {
				return c
			}
		}
	} else if json.Unmarshal(parts[1], &c.name) != nil || json.Unmarshal(parts[2], &c.value) != nil || !strings.HasPrefix(c.name, "$") {
		return c
	}
	c.operator, c.name = operator, strings.TrimPrefix(c.name, "$")
	return c
}

// add calls the method of PostPolicy for the condition.
func (c condition) add(policy *minio.PostPolicy) error {
	switch {
	case c.operator == "content-length-range":
		return policy.SetContentLengthRange(c.low, c.high)
	case c.operator == "starts-with" && c.name == "key":
		return policy.SetKeyStartsWith(c.value)
	case c.operator == "starts-with" && c.name == "Content-Type":
		return policy.SetContentTypeStartsWith(c.value)
	case c.operator != "eq":
	case c.name == "Content-Type":
		return policy.SetContentType(c.value)
	case c.name == "success_action_status":
		return policy.SetSuccessStatusAction(c.value)
	case c.name == "success_action_redirect":
		return policy.SetSuccessActionRedirect(c.value)
	case strings.HasPrefix(c.name, "x-amz-meta-"):
		return policy.SetUserMetadata(strings.TrimPrefix(c.name, "x-amz-meta-"), c.value)
	case strings.HasPrefix(c.name, "x-amz-"):
		return policy.SetUserData(strings.TrimPrefix(c.name, "x-amz-"), c.value)
	}
	return protocol.Unsupported("PostPolicy has no method for this condition")
}
