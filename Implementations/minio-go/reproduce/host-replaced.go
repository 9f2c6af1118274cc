// The client replaces every host of Amazon S3 by the dual-stack host of a fixed list of regions. A region that is not in the list gets the
// host of us-east-1, an access point the host of a bucket that is not there, and FIPS is lost in us-gov-east-1.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

func main() {
	for _, each := range [][3]string{
		{"s3.mx-central-1.amazonaws.com", "mx-central-1", "bucket"},
		{"s3-accesspoint.eu-west-1.amazonaws.com", "eu-west-1", "videos-123456789012"},
		{"s3-fips.dualstack.us-gov-east-1.amazonaws.com", "us-gov-east-1", "bucket"},
	} {
		options := minio.Options{Creds: credentials.NewStaticV4("AKIAIOSFODNN7EXAMPLE", "secret", ""), Region: each[1], Secure: true}
		client, _ := minio.New(each[0], &options)
		fmt.Println(client.PresignedGetObject(context.Background(), each[2], "cat.webm", time.Hour, nil))
	}
}
