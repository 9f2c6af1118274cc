// Package stricts3 tests an uploader against the strict S3, with the standard library only. video-spec has to be on the PATH.
// Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: the endpoint would take them, and not print them.
package stricts3

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// endpoint is the JSON object that `video-spec s3` prints when it is ready.
type endpoint struct {
	URL             string `json:"url"`
	Region          string `json:"region"`
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	ControlToken    string `json:"controlToken"`
}

// upload is the code under test: it uploads to a presigned URL.
func upload(url, body, contentType string) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodPut, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	return http.DefaultClient.Do(request)
}

// start runs an endpoint for one test. With --exit-with-stdin the endpoint exits when its standard input is closed, even if the test crashes.
func start(t *testing.T) endpoint {
	t.Helper()
	command := exec.Command("video-spec", "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos",
		"--json", "--quiet", "--exit-with-stdin")
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		command.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatalf("video-spec s3 has not started: %v", err)
	}
	var started endpoint
	if err := json.Unmarshal(line, &started); err != nil {
		t.Fatal(err)
	}
	return started
}

// presign signs a URL, as a backend does.
func (e endpoint) presign(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.Command("video-spec", append([]string{"sign", "url", "--endpoint", e.URL, "--path-style",
		"--bucket", "videos", "--key", "clip.webm"}, arguments...)...)
	command.Env = append(os.Environ(), "AWS_REGION="+e.Region, "AWS_ACCESS_KEY_ID="+e.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY="+e.SecretAccessKey)
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// control sends a request to the control plane, and returns the body of the response.
func (e endpoint) control(t *testing.T, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequest(method, e.URL+"/_video-spec/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("x-video-spec-token", e.ControlToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, response)
}

func text(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestVideoIsStored(t *testing.T) {
	s3 := start(t)
	url := s3.presign(t, "--method", "PUT", "--header", "Content-Type: video/webm")
	response, err := upload(url, "video", "video/webm")
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response, err)
	}
	found, err := http.Get(s3.presign(t))
	if err != nil || text(t, found) != "video" || found.Header.Get("Content-Type") != "video/webm" {
		t.Fatal(found, err)
	}
}

func TestOtherTypeIsRefused(t *testing.T) {
	s3 := start(t)
	url := s3.presign(t, "--method", "PUT", "--header", "Content-Type: video/webm")
	response, err := upload(url, "video", "video/mp4")
	if err != nil || response.StatusCode != http.StatusForbidden {
		t.Fatal(response, err)
	}
	if refused := s3.control(t, "GET", "requests?refused=true", ""); !strings.Contains(refused, "header-changed") {
		t.Fatal(refused)
	}
}

func TestExpiredURLIsRefused(t *testing.T) {
	s3 := start(t)
	url := s3.presign(t, "--method", "PUT", "--header", "Content-Type: video/webm")
	s3.control(t, "PUT", "clock", `{"offset": "301"}`)
	response, err := upload(url, "video", "video/webm")
	if err != nil || !strings.Contains(text(t, response), "Request has expired") {
		t.Fatal(response, err)
	}
}
