// By default the S3 client removes "//" and "./" from keys, so the URL leads to another object. DisableRestProtocolURICleaning keeps them:
// https://github.com/aws/aws-sdk-go/issues/1853
package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/s3"
)

func main() {
	for _, keeps := range []bool{false, true} {
		client := s3.New(session.Must(session.NewSession(&aws.Config{
			Region: aws.String("eu-west-1"), Credentials: credentials.NewStaticCredentials("AKIAIOSFODNN7EXAMPLE", "secret", ""),
			DisableRestProtocolURICleaning: aws.Bool(keeps),
		})))
		request, _ := client.GetObjectRequest(&s3.GetObjectInput{Bucket: aws.String("bucket"), Key: aws.String("videos//./cat.webm")})
		fmt.Println(request.Presign(time.Hour))
	}
}
