// The signer's side: what goes into a policy and into a form.

extension Catalogue {
  static let policyBuildingRules = Section(
    title: "Building a policy",
    requirements: [
      Requirement(
        "POL-001", .must, title: "The policy ends when it was asked to",
        text: "expiration is the time of building plus the seconds asked for, in UTC, as YYYY-MM-DD'T'HH:MM:SS'Z'.",
        reason: "A local time or another format ends hours early or late, or is refused.",
        evidence: .init(.documented, "POST Policy, Expiration: ISO 8601 UTC date format")),
      Requirement(
        "POL-002", .must, title: "The bucket is a condition",
        text: "The conditions name the bucket.",
        reason: "S3 answers 'Extra input fields: bucket' to a policy without one.",
        evidence: .init(.agreed, "AWS staff in aws-sdk-php #3292; boto3 1.44.5 adds it")),
      Requirement(
        "POL-003", .must, title: "The key is a condition",
        text:
          "The conditions name the key: equal to it, or, for a key that ends in '${filename}', beginning with what stands before.",
        reason: "Without it the uploader chooses the object; with equality '${filename}' can never hold.",
        evidence: .init(.documented, "POST Policy, Conditions; boto3 1.44.5")),
      Requirement(
        "POL-004", .must, title: "The signing fields are conditions",
        text: "The conditions name x-amz-algorithm, x-amz-credential and x-amz-date with the values of the fields.",
        reason: "Every field of the form has to be covered, these too.",
        evidence: .init(.documented, "Browser-based uploads using POST: example policy")),
      Requirement(
        "POL-005", .must, title: "The session token is a condition",
        text: "With temporary credentials the conditions name x-amz-security-token with its value.",
        reason: "The form carries it, so it has to be covered.",
        evidence: .init(.documented, "Creating a POST policy: x-amz-security-token; boto3 1.44.5")),
      Requirement(
        "POL-006", .must, title: "The caller's conditions are all there",
        text:
          "Every condition given is in the policy, as it was given: operator, field, value, and the numbers of a range.",
        reason: "A limit that is lost on the way limits nothing.",
        evidence: .init(.computed, "the policy is what S3 enforces; boto3 1.44.5")),
      Requirement(
        "POL-007", .must, title: "Ranges are 64 bits wide",
        text: "The bounds of content-length-range are kept exactly up to 9223372036854775807.",
        reason: "Bounds in 32 bits or floating point become other bounds.",
        evidence: .init(.computed, "JSON numbers have no width; minio-java #1269")),
      Requirement(
        "POL-008", .must, title: "The fields are all there",
        text:
          "The fields are the caller's with their values, the key, x-amz-algorithm, x-amz-credential, x-amz-date, x-amz-security-token if there is one, policy and x-amz-signature.",
        reason: "The form is made of them and of nothing else.",
        evidence: .init(.documented, "Creating an HTML form; boto3 1.44.5")),
      Requirement(
        "POL-009", .must, title: "The policy is JSON whatever the text",
        text:
          "The policy is valid JSON whose strings are the texts given: quotation marks, backslashes and control characters escaped, text beyond ASCII kept, escaped or not.",
        reason: "A key with a quotation mark otherwise ends the string, and may add conditions of its own.",
        evidence: .init(.computed, "RFC 8259")),
      Requirement(
        "POL-010", .must, title: "The policy is signed with SigV4",
        text:
          "The form is signed with AWS4-HMAC-SHA256: x-amz-signature over the policy field; never with AWSAccessKeyId and signature.",
        reason:
          "boto3 without signature_version s3v4 still writes SigV2 in most regions, Tokyo and us-east-1 among them; newer regions refuse it.",
        evidence: .init(
          .documented, "Authenticating Requests in Browser-Based Uploads Using POST (AWS Signature Version 4)")),
      Requirement(
        "POL-011", .should, title: "A field without a condition is refused",
        text: "A builder refuses a field that no condition covers, unless the caller says that it is meant.",
        reason: "S3 answers 'Extra input fields' to every upload; better now than in the browser.",
        evidence: .init(.documented, "POST Policy, Conditions: each form field must appear in the list of conditions")),
      Requirement(
        "POL-012", .should, title: "What cannot hold is refused",
        text:
          "A builder refuses an expiry below 1 second, a range with a negative bound or with the lower bound above the upper, and a key that is empty or longer than 1024 bytes.",
        reason: "The policy would refuse every upload.",
        evidence: .init(.computed, "no size is in such a range")),
    ])

  static let policyLocationRules = Section(
    title: "Where the form goes",
    requirements: [
      Requirement(
        "POL-020", .must, title: "Virtual-hosted URLs",
        text:
          "In the styles global, regional, dualstack, accelerate and accelerate-dualstack the form goes to https://BUCKET.HOST/ with the hosts s3.amazonaws.com, s3.REGION.amazonaws.com, s3.dualstack.REGION.amazonaws.com, s3-accelerate.amazonaws.com and s3-accelerate.dualstack.amazonaws.com; in China under amazonaws.com.cn. Where there is no global host, in China and GovCloud, global means s3.REGION; accelerate does not exist in China.",
        reason: "A form posted elsewhere is not this bucket's.",
        evidence: .init(
          .documented, "Virtual hosting of buckets; Transfer Acceleration; dual-stack endpoints; boto3 1.44.5")),
      Requirement(
        "POL-021", .must, title: "Path-style URLs",
        text:
          "In the style path the form goes to https://s3.REGION.amazonaws.com/BUCKET; with an endpoint of one's own to ENDPOINT/BUCKET, with its port where that is not the scheme's own.",
        reason: "Servers on localhost have no host names for buckets.",
        evidence: .init(.documented, "Path-style requests; boto3 1.44.5 with endpoint_url")),
      Requirement(
        "POL-022", .must, title: "A bucket with dots goes into the path",
        text:
          "A bucket name with a dot goes into the path in the styles global, regional and dualstack over https, and is refused for accelerate.",
        reason: "The certificate *.s3.amazonaws.com does not cover a.b.s3.amazonaws.com.",
        evidence: .init(.documented, "Virtual hosting of buckets: buckets with dots and SSL; boto3 1.44.5")),
    ])
}
