import ReferenceImpl
import VideoSpec

// Forms: how a policy is signed and written, and what a browser sends with it.

extension Cause {
  static let policySignatureCauses = [
    Cause(
      "policy-json-signed", "SIG-110", "The policy's JSON was signed.",
      mend: "Sign the Base64 text that stands in the field."),
    Cause(
      "policy-written-again", "SIG-110", "The policy that was signed is not the one in the form.",
      mend: "Sign and send one and the same Base64 text."),
    Cause("policy-base64-url-safe", "SIG-111", "The policy is in URL-safe Base64.", mend: "Use '+' and '/'."),
    Cause("policy-base64-unpadded", "SIG-111", "The policy's Base64 has no padding.", mend: "Keep the '='."),
    Cause(
      "policy-base64-wrapped", "SIG-111", "The policy's Base64 is wrapped into lines.", mend: "Write it on one line."),
    Cause(
      "policy-not-base64", "SIG-111", "The policy field is not Base64.",
      mend: "Send the text alone: no b'…', no quotation marks, '+' not as a space.",
      reports: ["minio/minio-py#1281", "minio/minio-py#1047"]),
    Cause(
      "form-credential-without-scope", "SIG-112", "x-amz-credential is not KEY/YYYYMMDD/REGION/s3/aws4_request.",
      mend: "Write the whole scope."),
    Cause("form-algorithm-missing", "SIG-112", "There is no x-amz-algorithm.", mend: "Send AWS4-HMAC-SHA256."),
    Cause("form-date-missing", "SIG-112", "There is no x-amz-date.", mend: "Send the time that was signed."),
    Cause(
      "form-policy-missing", "SIG-162", .sender, "There is no policy.",
      mend: "Send every field that the backend hands out, before the file."),
    Cause(
      "form-signature-missing", "SIG-162", .sender, "There is no x-amz-signature.",
      mend: "Send every field that the backend hands out."),
    Cause(
      "form-token-missing", "SIG-083", "The access key is temporary, and the form has no x-amz-security-token.",
      mend: "Put the session token into the fields and the conditions."),
    Cause(
      "form-signed-with-sigv2", "POL-010", .configuration,
      "The form is signed with version 2 (AWSAccessKeyId, signature).", mend: "Ask for AWS4-HMAC-SHA256.",
      reports: ["asafdav/ng-s3upload#23"]),
    Cause(
      "form-date-other", "SIG-066", "x-amz-date is not of the credential's day.",
      mend: "Take both from one time, in UTC."),
    Cause(
      "form-changed", "SIG-163", .sender, "Policy or signature were changed after signing.",
      mend: "Hand the fields on as they are; mind templates, line lengths and '+' in URL-encoded forms."),
  ]

  static let policyCauses = documentCauses + conditionCauses + builderCauses

  private static let documentCauses = [
    Cause(
      "policy-expired", "POL-030", .clock, "The policy has expired.", mend: "Build a new form when the upload begins."),
    Cause("policy-not-json", "POL-031", "The policy is not JSON.", mend: "Write it with a JSON library."),
    Cause(
      "quotation-marks-unescaped", "POL-009", "A text in the policy is not escaped as JSON has it.",
      mend: "Write it with a JSON library."),
    Cause(
      "policy-text-as-ascii", "POL-009", "Text beyond ASCII became '?' in the policy.",
      mend: "Write the policy in UTF-8, or with \\u escapes."),
    Cause(
      "policy-incomplete", "POL-033", "The policy lacks expiration or conditions.",
      mend: "Both are needed, in that spelling."),
    Cause(
      "expiration-malformed", "POL-034", "The policy's expiration is no time in UTC.",
      mend: "Write 2026-01-02T03:04:05Z."),
    Cause(
      "expiration-format", "POL-001", "The policy's expiration is not written as YYYY-MM-DDTHH:MM:SSZ.",
      mend: "Write 2026-01-02T03:04:05Z."),
    Cause(
      "expiration-other", "POL-001", "The policy ends at another time than was asked for.",
      mend: "Now, in UTC, plus the seconds asked for."),
    Cause(
      "condition-malformed", "POL-035", "A condition is none that S3 knows.",
      mend: "{name: value}, [eq|starts-with, $name, value] or [content-length-range, from, to]."),
    Cause("condition-object", "POL-032", "A condition object has not one property.", mend: "One object for each."),
    Cause("condition-without-dollar", "POL-044", "A condition's name lacks its '$'.", mend: "[\"eq\", \"$key\", …]."),
  ]

  private static let conditionCauses = [
    Cause(
      "bucket-not-covered", "POL-048", "No condition names the bucket: S3 says \"Extra input fields: bucket\".",
      mend: "Add {\"bucket\": BUCKET} to the conditions.",
      reports: ["aws/aws-sdk-php#3292"]),
    Cause(
      "bucket-other", "POL-048", .sender, "The form goes to another bucket than the policy names.",
      mend: "Post to the bucket of the policy."),
    Cause(
      "field-not-covered", "POL-047", .sender, "A field is sent that no condition covers.",
      mend: "Do not send it, add a condition for it, or name it x-ignore-…",
      reports: ["waynehoover/s3_direct_upload#54", "asafdav/ng-s3upload#23", "aws/aws-sdk-php#290"]),
    Cause(
      "field-missing", "POL-046", .sender, "A condition is about a field that the form does not have.",
      mend: "Send the field before the file, or leave the condition out. The type of the file's part does not count.",
      reports: [
        "tj/node-s3-policy#8", "tj/node-s3-policy#4", "waynehoover/s3_direct_upload#107",
        "waynehoover/s3_direct_upload#29", "waynehoover/s3_direct_upload#221",
        "dwilkie/carrierwave_direct#63", "asafdav/ng-s3upload#28", "aws/aws-sdk-js#1983", "aws/aws-sdk-js#1514",
        "minio/minio#8606", "awsdocs/aws-doc-sdk-examples#5490",
      ]),
    Cause(
      "field-other", "POL-040", .sender, "A field has not the value that its condition wants.",
      mend: "Send the value that was signed.",
      reports: ["danialfarid/ng-file-upload#2054"]),
    Cause(
      "field-begins-otherwise", "POL-041", .sender, "A field does not begin as its condition wants.",
      mend: "Send a value that begins so; of a list of types each has to."),
    Cause(
      "type-with-comma", "POL-041", .sender,
      "The comma makes a list of the Content-Type, and not each item begins as the condition wants: so AWS documents it; servers differ.",
      mend: "Hand out and send a type without parameters: recorder.mimeType.split(';')[0]."),
    Cause(
      "field-case", "POL-042", .sender, "A field has the right value in another case.",
      mend: "Values are compared byte by byte."),
    Cause(
      "field-after-file", "FRM-015", .sender, "A field comes after the file, where S3 reads nothing.",
      mend: "Append the file last."),
    Cause(
      "file-size", "POL-049", .sender, "The file's size is not in the policy's range.",
      mend: "Check the size before uploading; 90 MB may be 90000000 or 94371840 bytes."),
    Cause(
      "file-missing", "POL-065", .sender, "The form has no file.",
      mend: "Append it as the field named file, last."),
    Cause(
      "form-not-multipart", "FRM-001", .sender, "The form was not sent as multipart/form-data.",
      mend: "Send a FormData, or a form with enctype=\"multipart/form-data\"."),
    Cause(
      "form-malformed", "FRM-002", .sender, "The body is no multipart/form-data that S3 can read.",
      mend:
        "Give fetch or axios the FormData, and set no Content-Type of your own: the boundary is lost with it. Look at what a proxy cuts."
    ),
    Cause(
      "form-fields-too-large", "FRM-016", .sender, "The fields before the file have more than 20 KB.",
      mend: "Name the file's field file; what is large belongs into it, and not into metadata."),
    Cause(
      "files-several", "POL-065", .sender, "The form has more than one file.",
      mend: "One form for each file: S3 takes exactly one, named file."),
    Cause("key-missing", "POL-060", .sender, "The form has no key.", mend: "Send the field key."),
    Cause(
      "key-too-long", "POL-062", .sender, "The key has more than 1024 bytes.",
      mend: "Shorten it; ${filename} counts when it is replaced."),
  ]

  private static let builderCauses = [
    Cause(
      "bucket-condition-missing", "POL-002",
      "No condition names the bucket: S3 says \"Extra input fields: bucket\".",
      mend: "Add {\"bucket\": BUCKET} to the conditions."),
    Cause(
      "bucket-condition-for-any", "POL-002", "The bucket's condition holds for any bucket.",
      mend: "{\"bucket\": BUCKET}."),
    Cause(
      "key-condition-missing", "POL-003", "No condition names the key.",
      mend: "{\"key\": KEY}, or starts-with with a prefix."),
    Cause(
      "key-condition-for-any", "POL-003", "The key's condition holds for any key.", mend: "Name the key, or its prefix."
    ),
    Cause(
      "key-condition-other", "POL-003", "The key's condition is not what the key asks for.",
      mend: "Equality; for a key that ends in ${filename}, starts-with of what stands before it."),
    Cause(
      "signing-condition-missing", "POL-004", "No condition names x-amz-algorithm, x-amz-credential or x-amz-date.",
      mend: "One for each, with the field's value."),
    Cause(
      "security-token-condition-missing", "POL-005", "No condition names x-amz-security-token.",
      mend: "Add it with the token."),
    Cause(
      "prefixes-built-as-equality", "POL-006", "A condition asks for equality with what looks like a prefix.",
      mend: "[\"starts-with\", \"$NAME\", PREFIX]."),
    Cause(
      "conditions-other", "POL-006", "The policy's conditions are not those that were asked for.",
      mend: "Put each condition into the policy as it is."),
    Cause(
      "bounds-other", "POL-007", "A bound of content-length-range is not the one asked for.",
      mend: "Keep bounds in 64-bit integers."),
    Cause(
      "fields-lost", "POL-008", "Fields that were asked for are not in the form.",
      mend: "Hand the caller's fields out with the others."),
    Cause(
      "bucket-among-the-fields", "POL-008", "The form has a field for the bucket.", mend: "The bucket is in the URL."),
    Cause("form-key-missing", "POL-008", "The backend hands out no key.", mend: "Put the key among the fields."),
    Cause(
      "field-without-condition", "POL-011", "The backend hands out a field that no condition covers.",
      mend: "Add a condition for it."),
    Cause(
      "form-cannot-hold", "POL-012", "No upload can fulfil the policy.",
      mend: "Reject past expiries, reversed or negative ranges, empty and long keys."),
    Cause(
      "form-url-region", "POL-020", .configuration, "The form goes to another host than was asked for.",
      mend: "Post to the bucket's host in its region."),
    Cause(
      "form-url-path", "POL-021", .configuration, "The form's URL does not name the bucket as was asked for.",
      mend: "Path style, or an endpoint of one's own: ENDPOINT/BUCKET."),
    Cause(
      "dotted-bucket-in-the-host", "POL-022", .configuration,
      "A bucket with a dot is in the host: its certificate does not fit.", mend: "Put the bucket into the path."),
  ]
}
