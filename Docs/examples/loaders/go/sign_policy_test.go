package videospec

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// signPolicy is an example: it signs POST policies. Replace it with your own function.
func signPolicy(clock string, input Object) (map[string]string, error) {
	credentials := input["credentials"].(Object)
	id, secret := credentials["accessKeyId"].(string), credentials["secretAccessKey"].(string)
	if id == "" || secret == "" {
		return nil, errors.New("empty credentials")
	}
	date := strings.NewReplacer("-", "", ":", "").Replace(clock)
	scope := []string{date[:8], input["region"].(string), input["service"].(string), "aws4_request"}
	policy := base64.StdEncoding.EncodeToString([]byte(input["policy"].(string)))
	key := []byte("AWS4" + secret)
	for _, text := range append(scope, policy) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		key = mac.Sum(nil)
	}
	fields := map[string]string{
		"policy":           policy,
		"x-amz-algorithm":  "AWS4-HMAC-SHA256",
		"x-amz-credential": id + "/" + strings.Join(scope, "/"),
		"x-amz-date":       date,
		"x-amz-signature":  hex.EncodeToString(key),
	}
	if token, ok := credentials["sessionToken"].(string); ok {
		fields["x-amz-security-token"] = token
	}
	return fields, nil
}

func TestSignPolicy(t *testing.T) {
	cases, err := Cases("sign.policy")
	if err != nil || len(cases) == 0 {
		t.Fatal(len(cases), err)
	}
	for _, one := range cases {
		t.Run(one.ID, func(t *testing.T) {
			fields, err := signPolicy(one.Clock, one.Input)
			if one.Expect["verdict"] == "rejected" {
				if err == nil {
					t.Error(one.Title, "was not rejected")
				}
				return
			}
			expected := map[string]string{}
			for _, pair := range one.Expect["output"].(Object)["fields"].([]any) {
				expected[pair.([]any)[0].(string)] = pair.([]any)[1].(string)
			}
			if !reflect.DeepEqual(fields, expected) {
				t.Errorf("%s:\ngot      %v\nexpected %v\nerror    %v", one.Title, fields, expected, err)
			}
		})
	}
}

func TestAllTextIsExpanded(t *testing.T) {
	cases, err := Cases("")
	if err != nil || len(cases) < 1000 {
		t.Fatal(len(cases), err)
	}
	text, _ := json.Marshal(cases)
	if strings.Contains(string(text), `{"base64":`) || strings.Contains(string(text), `"repeat":`) || strings.Contains(string(text), `"parts":`) {
		t.Error("some text is not expanded")
	}
}
