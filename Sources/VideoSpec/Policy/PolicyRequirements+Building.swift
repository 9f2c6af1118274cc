// The signer's side: what a builder puts into the policy and into the form.

extension Catalogue {
  static let policyBuildingRules = Section(
    title: "Building a policy",
    requirements: [
      Requirement(
        "POL-001", .must, title: "The expiration equals signing time plus the requested lifetime",
        text:
          "`expiration` is the signing time plus `expires` seconds, in UTC, formatted as `YYYY-MM-DD'T'HH:MM:SS'Z'`.",
        reason: "With a local time or another format, the form ends hours early or late, or S3 rejects it.",
        evidence: .init(.documented, "POST Policy, Expiration: ISO 8601 UTC date format")),
      Requirement(
        "POL-002", .must, title: "The bucket has a condition",
        text: "The policy contains a condition on the bucket.",
        reason: "S3 rejects a policy without one: `Extra input fields: bucket`.",
        evidence: .init(.agreed, "AWS staff in aws/aws-sdk-php #3292; boto3 1.44.5: adds it")),
      Requirement(
        "POL-003", .must, title: "The key has a condition",
        text:
          "The policy contains a condition on the key: equality, or, if the key ends in `${filename}`, `starts-with` the part before it.",
        reason:
          "Without a condition the uploader chooses the object. An equality fails as soon as a file name replaces `${filename}`.",
        evidence: .init(.documented, "POST Policy, Conditions; boto3 1.44.5")),
      Requirement(
        "POL-004", .must, title: "The signing fields have conditions",
        text:
          "The policy contains conditions on `x-amz-algorithm`, `x-amz-credential` and `x-amz-date` with the values of these fields.",
        reason:
          "Every field of the form needs a condition, including these: S3 rejects the upload without them.",
        evidence: .init(.documented, "Example: Browser-Based Upload using HTTP POST")),
      Requirement(
        "POL-005", .must, title: "The session token has a condition",
        text: "With temporary credentials, the policy contains a condition on `x-amz-security-token` with its value.",
        reason: "The form carries the token, so S3 rejects the upload unless a condition covers it.",
        evidence: .init(.documented, "POST Policy, Conditions: `x-amz-security-token`; boto3 1.44.5")),
      Requirement(
        "POL-006", .must, title: "Every requested condition is in the policy",
        text:
          "The policy contains every condition that the caller gives, unchanged: operator, field, value, and the bounds of a range.",
        reason:
          "A limit that is missing from the policy limits nothing: S3 accepts an upload that the caller wanted to exclude.",
        evidence: .init(.computed, "S3 enforces what the policy says; boto3 1.44.5")),
      Requirement(
        "POL-007", .must, title: "Range bounds are 64-bit integers",
        text: "The policy keeps the bounds of `content-length-range` exactly, up to 9223372036854775807.",
        reason:
          "32-bit integers and floating-point numbers change large bounds, so S3 rejects uploads that the caller allows.",
        evidence: .init(.computed, "JSON numbers have no fixed width; minio-java #1269")),
      Requirement(
        "POL-008", .must, title: "The form has every field",
        text:
          "The form's fields are the caller's with their values, `key`, `x-amz-algorithm`, `x-amz-credential`, `x-amz-date`, `x-amz-security-token` with temporary credentials, `policy` and `x-amz-signature`.",
        reason: "The browser sends these fields and no others.",
        evidence: .init(.documented, "Creating an HTML form; boto3 1.44.5")),
      Requirement(
        "POL-009", .must, title: "The policy is valid JSON whatever the input",
        text:
          "The policy is valid JSON, and its strings are the given texts: quotation marks, backslashes and control characters are escaped, and text beyond ASCII is kept, escaped or not.",
        reason:
          "Otherwise a quotation mark in a key ends the string, and an attacker adds conditions with the rest of the key.",
        evidence: .init(.computed, "RFC 8259")),
      Requirement(
        "POL-010", .must, title: "The policy is signed with SigV4",
        text:
          "The form is signed with `AWS4-HMAC-SHA256`: `x-amz-signature` signs the `policy` field. `AWSAccessKeyId` and `signature` are never used.",
        reason:
          "boto3 without the signature version `s3v4` still writes SigV2 in most regions, including Tokyo and `us-east-1`. Newer regions reject it.",
        evidence: .init(
          .documented, "Authenticating Requests in Browser-Based Uploads Using POST")),
      Requirement(
        "POL-011", .should, title: "A field without a condition is rejected",
        text: "A builder rejects a field that no condition covers, unless the caller says that this is intended.",
        reason:
          "S3 would reject every upload with `Extra input fields`. An error in the builder is better than one in the browser.",
        evidence: .init(.documented, "POST Policy, Conditions: each form field must appear in the list of conditions")),
      Requirement(
        "POL-012", .should, title: "Unsatisfiable policies are rejected",
        text:
          "A builder rejects a lifetime below 1 second, a range with a negative bound or with its lower bound above its upper bound, and a key that is empty or longer than 1024 bytes.",
        reason: "S3 would reject every upload.",
        evidence: .init(.computed, "no size is within such a range")),
    ])

  static let policyLocationRules = Section(
    title: "The upload URL",
    requirements: [
      Requirement(
        "POL-020", .must, title: "Virtual-hosted URLs",
        text:
          "In the styles `global`, `regional`, `dualstack`, `accelerate` and `accelerate-dualstack`, the URL is `https://BUCKET.HOST/`, where `HOST` is `s3.amazonaws.com`, `s3.REGION.amazonaws.com`, `s3.dualstack.REGION.amazonaws.com`, `s3-accelerate.amazonaws.com` and `s3-accelerate.dualstack.amazonaws.com` respectively. In China the hosts are under `amazonaws.com.cn`. China and GovCloud have no global host: there `global` SHOULD mean the regional host. `accelerate` does not exist in China.",
        reason: "A form that is posted to another host does not reach this bucket, so the upload fails.",
        evidence: .init(
          .documented, "Virtual hosting of buckets; Transfer Acceleration; Dual-stack endpoints; boto3 1.44.5")),
      Requirement(
        "POL-021", .must, title: "Path-style URLs",
        text:
          "In the style `path`, the URL is `https://s3.REGION.amazonaws.com/BUCKET`. With a custom endpoint it is `ENDPOINT/BUCKET`, including the port unless it is the scheme's default.",
        reason: "Servers on `localhost` have no host names for buckets.",
        evidence: .init(
          .documented, "Virtual hosting of buckets, Path-style requests; boto3 1.44.5: with `endpoint_url`")),
      Requirement(
        "POL-022", .must, title: "A bucket with dots goes into the path",
        text:
          "A bucket name with a dot goes into the path in the styles `global`, `regional` and `dualstack` over HTTPS, and is rejected for `accelerate`.",
        reason: "The certificate for `*.s3.amazonaws.com` does not cover `a.b.s3.amazonaws.com`.",
        evidence: .init(.documented, "Virtual hosting of buckets: buckets with dots and SSL; boto3 1.44.5")),
    ])
}
