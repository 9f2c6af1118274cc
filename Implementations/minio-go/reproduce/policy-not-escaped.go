// PostPolicy writes values into the policy's JSON without escaping them. A quotation mark makes the policy invalid, and a key from a
// user can add conditions: the policy below allows any Content-Type. minio-java had the same: https://github.com/minio/minio-java/issues/1174
package main

import (
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"
)

func main() {
	for _, key := range []string{`my "best" video.webm`, `cat.webm"],["starts-with","$Content-Type","`} {
		policy := minio.NewPostPolicy()
		policy.SetExpires(time.Now().Add(time.Hour))
		policy.SetBucket("bucket")
		policy.SetKey(key)
		fmt.Println(policy)
	}
}
