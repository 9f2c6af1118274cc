import ReferenceImpl
import VideoSpec

// From the string to sign on: times, scope, key, signature; and what is nobody's signer's fault.

extension Cause {
  static let signatureCauses = [
    Cause(
      "time-in-extended-format", "SIG-060", "The time was signed with '-' and ':'.",
      mend: "Write it as 20260102T030405Z."),
    Cause(
      "canonical-request-unhashed", "SIG-060", "The canonical request itself was put into the string to sign.",
      mend: "Put its SHA-256 there, in lower-case hexadecimal."),
    Cause(
      "scope-service-before-region", "SIG-061", "The scope has the service before the region.",
      mend: "DATE/REGION/s3/aws4_request."),
    Cause(
      "key-chained-in-hexadecimal", "SIG-062", "The key was derived from hexadecimal texts.",
      mend: "Key each HMAC with the raw 32 bytes."),
    Cause(
      "key-without-prefix", "SIG-062", "The key was derived without 'AWS4' before the secret.",
      mend: "Begin with 'AWS4' + secret."),
    Cause(
      "secret-url-decoded", "SIG-063", "The secret was URL-decoded: '+' became a space, or %XX a byte.",
      mend: "Take the secret as it is."),
    Cause(
      "secret-url-encoded", "SIG-063", "The secret was URL-encoded: '/' became %2F, or '+' %2B.",
      mend: "Take the secret as it is.",
      reports: [
        "aws/aws-sdk-js-v3#3629", "cloudyr/aws.s3#423", "mhart/aws4#22", "aloneguid/storage#153",
        "kaltura/nginx-aws-auth-module#12", "aws/aws-cli#6751",
      ]),
    Cause(
      "secret-json-escaped", "SIG-063", .configuration, "The secret that signed is written as in JSON: '/' as '\\/'.",
      mend: "Read JSON with a parser, and take the secret as it is: some writers put a '\\' before each '/'."),
    Cause(
      "secret-padded", "SIG-063", .configuration,
      "The secret that signed has white space, a line break or quotation marks around it.",
      mend:
        "Trim it where it is read: an .env file, a mounted secret, a copy from the console. echo adds a line feed, printf does not.",
      reports: ["aws/aws-sdk-js#86"]),
    Cause(
      "given-secret-padded", "SIG-063", .configuration,
      "The secret given here has white space around it; the URL was signed with it trimmed.",
      mend: "Trim the secret given to this program. The signature is right."),
    Cause(
      "signature-upper-case", "SIG-064", "The signature is in upper case.", mend: "Write it in lower-case hexadecimal."),
    Cause(
      "signature-cut-off", "SIG-064", .sender, "The signature is cut off: it has fewer than 64 hexadecimal digits.",
      mend: "Take the whole of it: look for a column, a log, a message or a line that is too short for it."),
    Cause(
      "signature-malformed", "SIG-064", "The signature is not 64 hexadecimal digits.",
      mend: "Write the HMAC's 32 bytes in lower-case hexadecimal; look for a text or a mark that was put around it."),
    Cause(
      "authorization-without-commas", "SIG-065", "The parts of Authorization are not separated by commas.",
      mend: "Separate them with ', '."),
    Cause(
      "week-year-dates", "SIG-066", "The year is that of the ISO week ('YYYY' in many formatters).",
      mend: "Use the calendar year ('yyyy')."),
    Cause(
      "buddhist-years", "SIG-066", "The year is of another calendar.",
      mend: "Format dates with the Gregorian calendar and the POSIX locale."),
    Cause("twelve-hour-clock", "SIG-066", "The hour is of a 12-hour clock.", mend: "Use hours from 00 to 23 ('HH')."),
    Cause("local-timestamps", "SIG-066", "The time is local, and says that it is UTC.", mend: "Take the time in UTC."),
    Cause(
      "local-scope-date", "SIG-066", "The scope's date is not the day of X-Amz-Date in UTC.",
      mend: "Take both from one time, in UTC."),
    Cause(
      "key-cached-without-date", "SIG-067", "The signing key is another day's.",
      mend: "Keep derived keys by secret, date, region and service."),
    Cause(
      "key-cached-without-region", "SIG-067", "The signing key is another region's.",
      mend: "Keep derived keys by secret, date, region and service."),
    Cause(
      "key-cached-without-service", "SIG-067", "The signing key is another service's.",
      mend: "Keep derived keys by secret, date, region and service."),
    Cause(
      "key-cached-without-secret", "SIG-067", .configuration, "It is signed with another secret than the one given.",
      mend:
        "Look for a stale key: a cache, an old deployment, two accounts. Compare the last four characters of secret and access key."
    ),
  ]

  static let requestCauses = [
    Cause(
      "method-other", "SIG-070", .sender, "The URL was signed for another method than the one sent.",
      mend:
        "Send the method that was signed, or sign for the one that is sent: getObject is GET, putObject is PUT, never POST.",
      reports: [
        "amazon-archives/aws-sdk-core-ruby#183", "aws/aws-sdk-php#1201", "aws/aws-sdk-php#1180", "aws/aws-sdk-js#457",
      ]),
    Cause(
      "token-missing", "SIG-081", "The credentials are temporary, and there is no session token.",
      mend: "Give the signer the session token."),
    Cause(
      "token-header-missing", "SIG-080", "The credentials are temporary, and there is no x-amz-security-token.",
      mend: "Give the signer the session token."),
    Cause("token-header-unsigned", "SIG-080", "x-amz-security-token is sent and not signed.", mend: "Sign it."),
    Cause(
      "token-expired", "SIG-084", .clock,
      "The temporary credentials that signed the URL have expired; the URL ends with them.",
      mend: "Sign when the URL is asked for, for no longer than the role's session; 7 days need a user's key.",
      reports: [
        "boto/boto3#2392", "aws/aws-sdk-ruby#1182", "aws/aws-sdk-go#751", "boto/boto3#3079", "aws/aws-sdk-js#1099",
        "aws/aws-sdk-go-v2#1557",
      ]),
    Cause(
      "token-other", "SIG-166", .configuration, "The session token is not the one of these credentials.",
      mend: "Take key, secret and token from one answer."),
    Cause(
      "token-of-another-key", "SIG-081", .configuration,
      "A session token was given, and the access key is a user's (AKIA…), to which none belongs.",
      mend: "Unset AWS_SESSION_TOKEN, or take key, secret and token from one answer."),
    Cause("token-duplicated", "SIG-081", "X-Amz-Security-Token stands twice.", mend: "Add it once, before signing."),
    Cause(
      "parameter-missing", "SIG-090", "The URL lacks a parameter that a presigned URL has.",
      mend: "All six X-Amz-* parameters, and do not cut the URL at '&': quote it in the shell."),
    Cause(
      "parameter-duplicated", "SIG-090", "A signing parameter stands twice.",
      mend: "Sign a URL once, and a target that is not signed."),
    Cause(
      "sigv2", "SIG-090", .configuration, "The URL is signed with version 2 (AWSAccessKeyId, Expires, Signature).",
      mend: "Ask the SDK for version 4: signatureVersion 'v4', s3v4, and a region.",
      reports: ["aws-samples/amazon-s3-presigned-urls-aws-sam#7", "aws/aws-sdk-js#948"]),
    Cause(
      "cloudfront-url", "SIG-090", .configuration,
      "This is a URL signed for CloudFront (Key-Pair-Id), and not by Signature Version 4: S3 does not know it.",
      mend: "Send it to the distribution's host; for S3 itself presign with an access key."),
    Cause(
      "google-url", "SIG-090", .configuration,
      "This is a URL signed for Google Cloud Storage (X-Goog-…, GoogleAccessId), and not by AWS's Signature Version 4.",
      mend: "Send it to storage.googleapis.com; for S3, or with Google's HMAC keys, presign by AWS4-HMAC-SHA256."),
    Cause(
      "azure-url", "SIG-090", .configuration,
      "This is a shared access signature of Azure (sv, se, sig), and not Signature Version 4.",
      mend: "Send it to Azure's host; for S3 presign with an access key."),
    Cause(
      "not-signed", "SIG-090", .sender, "The request is not signed at all.",
      mend: "Send the whole signed URL: a '#', a '&' in a shell or a redirect may have cut it."),
    Cause("algorithm-unknown", "SIG-090", "The algorithm is not AWS4-HMAC-SHA256.", mend: "Write AWS4-HMAC-SHA256."),
    Cause(
      "expires-malformed", "SIG-156", "X-Amz-Expires is no number from 1 to 604800.",
      mend: "Seconds, at most seven days."),
    Cause("expires-in-milliseconds", "SIG-091", "X-Amz-Expires looks like milliseconds.", mend: "Give seconds."),
    Cause(
      "expires-as-time", "SIG-091", "X-Amz-Expires looks like a time since 1970.",
      mend: "Give the number of seconds from X-Amz-Date on."),
    Cause("expires-other", "SIG-091", "X-Amz-Expires is not what was asked for.", mend: "Pass the expiry on as it is."),
    Cause(
      "expires-clamped", "SIG-092", "The expiry asked for is out of bounds, and was signed all the same.",
      mend: "Reject it: 1 to 604800 seconds."),
    Cause(
      "expired", "SIG-155", .clock, "The URL has expired.",
      mend: "Sign a new one when it is needed; look at the clock that signed it."),
    Cause(
      "not-yet-valid", "SIG-154", .clock, "The URL's time is ahead of the receiver's clock.",
      mend: "Set the signer's clock (NTP)."),
    Cause(
      "clock-skewed", "SIG-154", .clock, "The request's time and S3's are more than 15 minutes apart.",
      mend: "Set the signer's clock (NTP), and check that it signs in UTC."),
    Cause(
      "date-malformed", "SIG-066", "X-Amz-Date is not YYYYMMDD'T'HHMMSS'Z'.",
      mend: "Format it in UTC: 20260102T030405Z."),
    Cause(
      "credential-malformed", "SIG-158", "X-Amz-Credential is not KEY/YYYYMMDD/REGION/s3/aws4_request.",
      mend: "Write the whole scope, each '/' as %2F in the URL."),
    Cause(
      "region-wrong", "SIG-153", .configuration, "It is signed for another region than the bucket's.",
      mend: "Give the signer the bucket's region, and the region's endpoint.",
      reports: [
        "JustinM1/VaporS3Signer#5", "bigassforce/aws-sdk#5", "HHS/Head-Start-TTADP#370", "ai-dock/comfyui#34",
        "minio/minio#5995", "TTLabs/EvaporateJS#364", "aws/aws-sdk-js-v3#4815",
      ]),
    Cause(
      "service-wrong", "SIG-153", .configuration, "It is signed for another service than S3.",
      mend: "The service's signing name is s3."),
    Cause(
      "bucket-redirect", "SIG-153", .configuration,
      "The bucket is in another region, and S3 sends the request there; Host is then another one.",
      mend:
        "Send to the endpoint of the bucket's region, and sign for it; a new bucket's global name redirects for hours."),
    Cause(
      "host-changed", "SIG-043", .sender,
      "Host is another one than was signed: a proxy, a CDN, or a host name that was replaced.",
      mend: "Sign for the host that clients use, and let the proxy hand it on: proxy_set_header Host $http_host.",
      reports: [
        "minio/minio#9964", "minio/minio#6546", "minio/minio#8624", "minio/minio#7857", "OFFIS-RIT/kiwi#71",
        "usnistgov/dioptra#347", "minio/minio#1315", "minio/minio-dotnet#414", "minio/minio-js#1087",
      ]),
    Cause(
      "header-changed", "SIG-042", .sender, "A signed header was sent with another value.",
      mend:
        "Send exactly the Content-Type and the headers that were signed; fetch and axios add a type of their own to a form or a string.",
      reports: [
        "aws/aws-sdk-js#444", "minio/minio#12924", "aws/aws-sdk-js-v3#5268", "EMCECS/ecs-object-client-java#6",
        "boto/boto3#610", "metabolize/drf-to-s3#1",
      ]),
    Cause(
      "header-not-sent", "SIG-161", .sender, "A signed header was not sent.",
      mend: "Send every header that X-Amz-SignedHeaders names, with the value that was signed.",
      reports: ["boto/boto3#3335", "minio/minio#5630", "minio/minio#20058"]),
    Cause(
      "unsigned-amz-header", "SIG-159", .sender, "An x-amz-* header is sent that was not signed: S3 rejects it.",
      mend: "Do not send it, or sign it. Where it is a parameter of the URL already it must not be a header, too.",
      reports: [
        "odysseyscience/react-s3-uploader#106", "odysseyscience/react-s3-uploader#110", "ex-aws/ex_aws_s3#73",
        "aws/aws-sdk-ruby#874", "aws/aws-sdk-js-v3#3906",
      ]),
    Cause(
      "url-broken-in-copying", "SIG-152", .sender,
      "The URL holds a line break, a space or an invisible character: it was broken when it was copied.",
      mend: "Take it from where it was made, on one line: chats, mails and terminals wrap long lines."),
    Cause(
      "url-escaped", "SIG-152", .sender,
      "The URL is escaped as in HTML, in JSON or for a shell: &amp; or \\u0026 stands for '&'.",
      mend: "Read it out of HTML or JSON with a parser before it is sent."),
    Cause(
      "url-in-marks", "SIG-152", .sender, "Marks stand around the URL, which are no part of it.",
      mend: "Leave quotation marks and brackets out where the URL is sent."),
    Cause(
      "parameter-changed", "SIG-152", .sender, "Something in the URL was changed after it was signed.",
      mend: "Hand the URL on as it is."),
    Cause(
      "path-encoded-on-the-way", "SIG-152", .sender, "The path was percent-encoded again after it was signed.",
      mend:
        "Hand the path on as it came: look at CDN, proxy, redirects and rewrites, and at clients that encode a URL that is encoded already."
    ),
    Cause(
      "path-decoded-on-the-way", "SIG-152", .sender, "The path was decoded after it was signed, and names another key.",
      mend:
        "Hand the path on as it came: with nginx, proxy_pass without a path of its own. '+' is a space in forms alone."
    ),
    Cause("scheme-changed", "SIG-097", "The URL's scheme is not the endpoint's.", mend: "Keep the endpoint's scheme."),
    Cause(
      "always-path-style", "SIG-097", "The bucket is in the path although it was meant to be in the host.",
      mend: "Address the bucket as asked."),
    Cause(
      "parameters-lost", "SIG-094", "The request's own parameters are not in the URL.",
      mend: "Keep the query when the signature is added."),
    Cause(
      "url-of-another-key", "SIG-097", .sender,
      "The URL leads to another object than the one meant: its key is another one.",
      mend:
        "Look at which URL was handed out for which key; a good signature on another object's URL is worse than none."),
    Cause(
      "url-of-another-bucket", "SIG-097", .configuration, "The URL leads to another bucket than the one meant.",
      mend: "Give the signer the bucket that was meant: look at the environment it runs in."),
    Cause(
      "url-of-another-host", "SIG-097", .configuration, "The URL leads to another host than the endpoint's.",
      mend: "Give the signer the endpoint that clients use, and do not put another host in its place after signing."),
    Cause(
      "bucket-name-invalid", "SIG-193", .configuration, "S3 has no bucket of such a name.",
      mend: "3 to 63 of a–z, 0–9, '.' and '-'."),
    Cause(
      "credentials-empty", "SIG-192", .configuration, "The access key is empty.",
      mend: "Look at the environment in which the signer runs."),
    Cause(
      "access-key-unknown", "SIG-151", .configuration, "S3 does not know the access key.",
      mend: "Is it active, of this partition, and is its session token sent?"),
    Cause(
      "target-malformed", "SIG-194", "A '%' is not followed by two hexadecimal digits, or there is a '#'.",
      mend: "Encode '%' as %25 and '#' as %23."),
    Cause(
      "unexplained", "SIG-152", "The signature is not that of what was sent, and no pitfall known here explains it.",
      mend:
        "Compare what was sent with what the signer gave out, byte by byte: something may have changed or cut it. Then the canonical request below with the signer's own. Then the secret."
    ),
  ]
}
