// Package videospec loads the vectors of VideoSpec. Call Cases("sign.policy").
package videospec

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Object is a JSON object. The bytes of {"base64": …} become a string, because Go strings can hold any bytes.
type Object = map[string]any

// Case is a case that counts, with its complete input.
type Case struct {
	ID, Title, Clock, Withdrawn, Operation string
	Input, Expect, Evidence                Object
	Steps                                  []any // of an HTTP scenario, which is for S3 servers
}

// expand replaces {"repeat": "a", "count": 1000}, {"parts": […]} (joined) and {"base64": …} with the text they stand for.
func expand(value any) any {
	switch value := value.(type) {
	case []any:
		for index := range value {
			value[index] = expand(value[index])
		}
	case Object:
		if text, count := value["repeat"], value["count"]; len(value) == 2 && text != nil && count != nil {
			return strings.Repeat(text.(string), int(count.(float64)))
		}
		if parts, ok := value["parts"].([]any); ok && len(value) == 1 {
			var text strings.Builder
			for _, part := range parts {
				text.WriteString(expand(part).(string))
			}
			return text.String()
		}
		if text, ok := value["base64"].(string); ok && len(value) == 1 {
			bytes, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				panic(err)
			}
			return string(bytes)
		}
		for name := range value {
			value[name] = expand(value[name])
		}
	}
	return value
}

// Cases returns the cases of an operation, or all cases for an empty name, without withdrawn and contested ones.
func Cases(operation string) (cases []Case, err error) {
	root := os.Getenv("VIDEO_SPEC_VECTORS") // The unpacked archive. The default is for a checkout of VideoSpec.
	if root == "" {
		root = "../../../../vectors"
	}
	paths, _ := filepath.Glob(root + "/*/*.json")
	for _, path := range paths {
		var file struct {
			Defaults struct {
				Clock string
				Input Object
			}
			Groups []struct {
				Operation string
				Cases     []Case
			}
		}
		bytes, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(bytes, &file)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, group := range file.Groups {
			for _, one := range group.Cases {
				if one.Withdrawn != "" || one.Evidence["kind"] == "contested" || one.Steps != nil || operation != "" && operation != group.Operation {
					continue
				}
				input := Object{}
				for _, members := range []Object{file.Defaults.Input, one.Input} {
					for name, member := range members {
						input[name] = expand(member)
					}
				}
				if one.Operation, one.Input = group.Operation, input; one.Clock == "" {
					one.Clock = file.Defaults.Clock
				}
				expand(one.Expect)
				cases = append(cases, one)
			}
		}
	}
	return cases, nil
}
