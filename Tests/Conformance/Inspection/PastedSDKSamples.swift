import Inspection
import VideoSpec

// Logs of SDKs, with our own values. Their formats are those of the SDKs: boto3, botocore, the AWS CLI, s3cmd, awscurl, minio-py and
// Node.js were run, the others were seen in public reports.

extension PastedSDKTests {
  private static let record = "2026-01-02 03:04:05,453"

  static let python: [Sample] = [
    Sample(
      name: "boto3's exception",
      log: """
        Traceback (most recent call last):
          File "/srv/app/upload.py", line 7, in <module>
            c.put_object(Bucket='video-uploads',Key='a b.txt',Body=b'hello',ContentType='text/plain')
          File "/usr/lib/python3.11/site-packages/botocore/client.py", line 606, in _api_call
            return self._make_api_call(operation_name, kwargs)
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            raise error_class(parsed_response, operation_name)
        botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the PutObject operation (reached max retries: 4): \(refusal)
        """, tool: .boto3, code: "SignatureDoesNotMatch"),
    Sample(
      name: "boto3's response as a dictionary",
      log: """
        {'Error': {'Code': 'SignatureDoesNotMatch', 'Message': '\(refusal)', 'AWSAccessKeyId': 'AKIAIOSFODNN7EXAMPLE', 'SignatureProvided': '\(signature)', 'CanonicalRequest': '\(canonical.written("\n", as: "\\n"))'}, 'ResponseMetadata': {'RequestId': '4442587FB7D0A2F9', 'HostId': 'aG9zdA==', 'HTTPStatusCode': 403, 'HTTPHeaders': {'x-amz-request-id': '4442587FB7D0A2F9', 'server': 'AmazonS3'}, 'RetryAttempts': 0}}
        """, tool: .boto3, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "botocore's debug log",
      log: """
        \(record) botocore.auth [DEBUG] Calculating signature using v4 auth.
        \(record) botocore.auth [DEBUG] CanonicalRequest:
        \(canonical)
        \(record) botocore.auth [DEBUG] StringToSign:
        \(stringToSign)
        \(record) botocore.auth [DEBUG] Signature:
        \(signature)
        \(record) botocore.hooks [DEBUG] Event request-created.s3.PutObject: calling handler <function add_retry_headers at 0x7f5f913f6ac0>
        \(record) botocore.endpoint [DEBUG] Sending http request: <AWSPreparedRequest stream_output=False, method=PUT, url=\(url), headers={'User-Agent': b'Boto3/1.44.8 md/Botocore#1.44.8 ua/2.1 Botocore/1.44.8', 'host': b'video-uploads.s3.us-east-1.amazonaws.com', 'X-Amz-Date': b'20260102T030405Z', 'x-amz-content-sha256': b'UNSIGNED-PAYLOAD', 'Authorization': b'\(authorization)', 'Content-Length': '5'}>
        \(record) urllib3.connectionpool [DEBUG] https://video-uploads.s3.us-east-1.amazonaws.com:443 "PUT /clips/a%20b.mp4 HTTP/1.1" 403 614
        \(record) botocore.parsers [DEBUG] Response headers: {'x-amz-request-id': '4442587FB7D0A2F9', 'Content-Type': 'application/xml'}
        \(record) botocore.parsers [DEBUG] Response body:
        b'\(escapedXML)'
        \(record) botocore.retries.standard [DEBUG] Not retrying request.
        """, tool: .boto3, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "PUT", url: url,
      header: "authorization", own: ["PUT", "host;x-amz-content-sha256;x-amz-date", "20260102T030405Z"]),
    Sample(
      name: "aws --debug, where an earlier request succeeded",
      log: """
        \(record) - MainThread - botocore.endpoint - DEBUG - Sending http request: <AWSPreparedRequest stream_output=False, method=HEAD, url=https://video-uploads.s3.us-east-1.amazonaws.com/other, headers={'User-Agent': b'aws-cli/2.17.0', 'Authorization': b'\(authorization)'}>
        \(record) - MainThread - urllib3.connectionpool - DEBUG - https://video-uploads.s3.us-east-1.amazonaws.com:443 "HEAD /other HTTP/1.1" 200 0
        \(record) - MainThread - botocore.parsers - DEBUG - Response headers: {'x-amz-request-id': '1'}
        \(record) - MainThread - botocore.parsers - DEBUG - Response body:
        b''
        \(record) - MainThread - botocore.endpoint - DEBUG - Sending http request: <AWSPreparedRequest stream_output=False, method=PUT, url=\(url), headers={'User-Agent': b'aws-cli/2.17.0 md/awscrt#0.20.11', 'Authorization': b'\(authorization)', 'host': b'video-uploads.s3.us-east-1.amazonaws.com'}>
        \(record) - MainThread - urllib3.connectionpool - DEBUG - https://video-uploads.s3.us-east-1.amazonaws.com:443 "PUT /clips/a%20b.mp4 HTTP/1.1" 403 614
        \(record) - MainThread - botocore.parsers - DEBUG - Response body:
        b'\(escapedXML)'

        An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: \(refusal)
        """, tool: .awsCLI, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "PUT", url: url,
      header: "host"),
    Sample(
      name: "aws s3 cp",
      log:
        "upload failed: ./a.mp4 to s3://video-uploads/a.mp4 An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: \(refusal)",
      tool: .awsCLI, code: "SignatureDoesNotMatch"),
    Sample(
      name: "s3transfer's exception",
      log:
        "boto3.exceptions.S3UploadFailedError: Failed to upload a.mp4 to video-uploads/a.mp4: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
      tool: .s3transfer, code: "AccessDenied", message: "Access Denied"),
    Sample(
      name: "Python's http.client",
      log: "send: b'\(wire("Boto3/1.44.8").written("\n", as: "\\r\\n"))'\nreply: 'HTTP/1.1 403 Forbidden\\r\\n'",
      tool: .boto3, method: "PUT", url: url, header: "authorization"),
    Sample(
      name: "minio-py",
      log:
        "minio.error.S3Error: S3 operation failed; code: SignatureDoesNotMatch, message: \(refusal), resource: /video-uploads/a.mp4, request_id: 4442587FB7D0A2F9, host_id: aG9zdA==, bucket_name: video-uploads, object_name: a.mp4",
      tool: .minioPython, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "awscurl -v",
      log: """
        ('\\n'
         'CANONICAL REQUEST = PUT\\n'
         '/clips/a%20b.mp4\\n'
         '\\n'
         'host:video-uploads.s3.us-east-1.amazonaws.com\\n'
         'x-amz-date:20260102T030405Z\\n'
         '\\n'
         'host;x-amz-date\\n'
         '\(hash)')
        ('\\n'
         'STRING_TO_SIGN = AWS4-HMAC-SHA256\\n'
         '20260102T030405Z\\n'
         '20260102/us-east-1/s3/aws4_request\\n'
         '\(hash)')
        '\\nHEADERS++++++++++++++++++++++++++++++++++++'
        {'Accept': 'application/xml', 'Authorization': '\(authorization)', 'x-amz-date': '20260102T030405Z'}
        '\\nBEGIN REQUEST++++++++++++++++++++++++++++++++++++'
        'Request URL = \(url)'
        '\\nRESPONSE++++++++++++++++++++++++++++++++++++'
        'Response code: 403\\n'
        \(xml)
        """, tool: .awscurl, code: "SignatureDoesNotMatch", url: url, header: "authorization",
      own: ["/clips/a%20b.mp4", "host;x-amz-date", "20260102/us-east-1/s3/aws4_request"]),
  ]

  private static let stack = """
        at throwDefaultError (/srv/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)
        at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    """

  static let javascript: [Sample] = [
    Sample(
      name: "the error of JavaScript v3",
      log: """
        Upload failed
        SignatureDoesNotMatch: \(refusal)
        \(stack) {
          '$fault': 'client',
          '$metadata': {
            httpStatusCode: 403,
            requestId: '4442587FB7D0A2F9',
            extendedRequestId: 'aG9zdA==',
            cfId: undefined,
            attempts: 1,
            totalRetryDelay: 0
          },
          Code: 'SignatureDoesNotMatch',
          AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
          StringToSign: 'AWS4-HMAC-SHA256\\n' +
            '20260102T030405Z\\n' +
            '20260102/us-east-1/s3/aws4_request\\n' +
            '\(hash)',
          SignatureProvided: '\(signature)',
          StringToSignBytes: '41 57',
          CanonicalRequest: 'PUT\\n' +
            '/clips/a%20b.mp4\\n' +
            '\\n' +
            'host:video-uploads.s3.us-east-1.amazonaws.com\\n' +
            '\\n' +
            'host\\n' +
            'UNSIGNED-PAYLOAD',
          RequestId: '4442587FB7D0A2F9',
          HostId: 'aG9zdA=='
        }
        """, tool: .javascriptV3, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the error of JavaScript v3 as JSON",
      log: """
        {"level":50,"err":{"type":"SignatureDoesNotMatch","message":"\(refusal)","name":"SignatureDoesNotMatch","$fault":"client","$metadata":{"httpStatusCode":403,"requestId":"4442587FB7D0A2F9","attempts":1},"Code":"SignatureDoesNotMatch","AWSAccessKeyId":"AKIAIOSFODNN7EXAMPLE","CanonicalRequest":"\(canonical.written("\n", as: "\\n"))","RequestId":"4442587FB7D0A2F9"}}
        """, tool: .javascriptV3, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the request of JavaScript v3",
      log: """
        HttpRequest {
          method: 'PUT',
          hostname: 'video-uploads.s3.us-east-1.amazonaws.com',
          port: undefined,
          query: { 'x-id': 'PutObject' },
          headers: {
            'x-amz-user-agent': 'aws-sdk-js/3.645.0',
            host: 'video-uploads.s3.us-east-1.amazonaws.com',
            'x-amz-date': '20260102T030405Z',
            'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
            authorization: '\(authorization)'
          },
          body: undefined,
          protocol: 'https:',
          path: '/clips/a%20b.mp4'
        }
        """, tool: .javascriptV3, method: "PUT", url: url + "?x-id=PutObject", header: "authorization"),
    Sample(
      name: "the error of JavaScript v2",
      log: """
        SignatureDoesNotMatch: \(refusal)
            at Request.extractError (/srv/app/node_modules/aws-sdk/lib/services/s3.js:710:35)
            at Request.callListeners (/srv/app/node_modules/aws-sdk/lib/sequential_executor.js:106:20) {
          code: 'SignatureDoesNotMatch',
          region: null,
          time: 2026-01-02T03:04:05.000Z,
          requestId: '4442587FB7D0A2F9',
          extendedRequestId: 'aG9zdA==',
          cfId: undefined,
          statusCode: 403,
          retryable: false,
          retryDelay: 12.3
        }
        """, tool: .javascriptV2, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the error of minio-js",
      log: """
        S3Error: \(refusal)
            at parseError (/srv/app/node_modules/minio/dist/main/xml-parsers.js:83:11)
            at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
          code: 'SignatureDoesNotMatch',
          resource: '/video-uploads/a.mp4',
          requestid: '4442587FB7D0A2F9',
          hostid: 'aG9zdA==',
          amzRequestid: '4442587FB7D0A2F9',
          amzBucketRegion: null
        }
        """, tool: .minioJavaScript, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the error of axios",
      log: """
        AxiosError: Request failed with status code 403
            at settle (file:///srv/app/node_modules/axios/lib/core/settle.js:19:12) {
          code: 'ERR_BAD_REQUEST',
          config: {
            timeout: 0,
            headers: Object [AxiosHeaders] {
              Accept: 'application/json, text/plain, */*',
              'Content-Type': 'video/mp4',
              'User-Agent': 'axios/1.7.2'
            },
            method: 'put',
            url: 'https://video-uploads.s3.us-east-1.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=\(signature)'
          },
          response: {
            status: 403,
            statusText: 'Forbidden',
            data: '<?xml version="1.0" encoding="UTF-8"?>\\n' +
              '<Error><Code>AccessDenied</Code><Message>Request has expired</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>'
          }
        }
        """, code: "AccessDenied", message: "Request has expired", method: "PUT",
      url:
        "https://video-uploads.s3.us-east-1.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=\(Text(signature))",
      header: "content-type"),
  ]

  static func wire(_ agent: String) -> String {
    """
    PUT /clips/a%20b.mp4 HTTP/1.1
    Host: video-uploads.s3.us-east-1.amazonaws.com
    User-Agent: \(agent)
    Authorization: \(authorization)
    X-Amz-Content-Sha256: UNSIGNED-PAYLOAD
    X-Amz-Date: 20260102T030405Z


    """
  }

  static let go: [Sample] = [
    Sample(
      name: "the error of Go v1",
      log: "SignatureDoesNotMatch: \(refusal)\n\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: aG9zdA==",
      tool: .goV1, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the error of Go v1 on one line",
      log:
        "2026/01/02 03:04:05 upload: SignatureDoesNotMatch: \(refusal) status code: 403, request id: 4442587FB7D0A2F9, host id: aG9zdA==",
      tool: .goV1, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the log of Go v1",
      log: """
        2026/01/02 03:04:05 DEBUG: Request Signature:
        ---[ CANONICAL STRING  ]-----------------------------
        \(canonical)
        ---[ STRING TO SIGN ]--------------------------------
        \(stringToSign)
        -----------------------------------------------------
        2026/01/02 03:04:05 DEBUG: Response s3/PutObject failed, attempt 0/3, error SignatureDoesNotMatch: \(refusal)
        \tstatus code: 403, request id: 4442587FB7D0A2F9, host id: aG9zdA==
        """, tool: .goV1, code: "SignatureDoesNotMatch", requestID: nil,
      own: ["/clips/a%20b.mp4", "UNSIGNED-PAYLOAD", "20260102/us-east-1/s3/aws4_request"]),
    Sample(
      name: "the error of Go v2",
      log:
        "2026/01/02 03:04:05 operation error S3: PutObject, https response error StatusCode: 403, RequestID: 4442587FB7D0A2F9, HostID: aG9zdA==, api error SignatureDoesNotMatch: \(refusal)",
      tool: .goV2, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the log of Go v2's signer",
      log: """
        SDK 2026/01/02 03:04:05 DEBUG Request Signature:
        ---[ CANONICAL STRING  ]-----------------------------
        \(canonical)
        ---[ STRING TO SIGN ]--------------------------------
        \(stringToSign)
        -----------------------------------------------------
        """, tool: .goV2, own: ["/clips/a%20b.mp4", "20260102T030405Z"]),
    Sample(
      name: "rclone",
      log:
        "2026/01/02 03:04:05 ERROR : a.mp4: Failed to copy: failed to put object: SignatureDoesNotMatch: \(refusal)\n\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: aG9zdA==",
      tool: .rclone, code: "SignatureDoesNotMatch", requestID: nil),
    Sample(
      name: "rclone --dump headers",
      log: """
        2026/01/02 03:04:05 DEBUG : >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>
        2026/01/02 03:04:05 DEBUG : HTTP REQUEST (req 0xc0008a2000)
        2026/01/02 03:04:05 DEBUG : \(wire("rclone/v1.66.0"))
        2026/01/02 03:04:05 DEBUG : >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>
        """, tool: .rclone, method: "PUT", url: url, header: "authorization"),
    Sample(
      name: "mc",
      log: "mc: <ERROR> Unable to stat `local/video-uploads`. \(refusal)", tool: .minioClient,
      code: "SignatureDoesNotMatch"),
  ]

  static let java: [Sample] = [
    Sample(
      name: "the exception of Java v1",
      log: """
        Exception in thread "main" com.amazonaws.services.s3.model.AmazonS3Exception: \(refusal) (Service: Amazon S3; Status Code: 403; Error Code: SignatureDoesNotMatch; Request ID: 4442587FB7D0A2F9; S3 Extended Request ID: aG9zdA==; Proxy: null), S3 Extended Request ID: aG9zdA==
        \tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(AmazonHttpClient.java:1879)
        \tat com.amazonaws.services.s3.AmazonS3Client.invoke(AmazonS3Client.java:5437)
        Caused by: com.amazonaws.services.s3.model.AmazonS3Exception: \(refusal) (Service: Amazon S3; Status Code: 403; Error Code: SignatureDoesNotMatch; Request ID: 4442587FB7D0A2F9; S3 Extended Request ID: aG9zdA==; Proxy: null), S3 Extended Request ID: aG9zdA==
        """, tool: .javaV1, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the log of Java v1's signer",
      log: """
        03:04:05.727 [main] DEBUG com.amazonaws.auth.AWS4Signer - AWS4 Canonical Request: '"\(canonical)"
        03:04:05.727 [main] DEBUG com.amazonaws.auth.AWS4Signer - AWS4 String to Sign: '"\(stringToSign)"
        """, tool: .javaV1, own: ["PUT", "UNSIGNED-PAYLOAD", "AWS4-HMAC-SHA256", Text(hash)]),
    Sample(
      name: "the log of Java's HTTP client",
      log: """
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> PUT /clips/a%20b.mp4 HTTP/1.1
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> Host: video-uploads.s3.us-east-1.amazonaws.com
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> Authorization: \(authorization)
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.headers - http-outgoing-0 >> User-Agent: aws-sdk-java/1.12.700
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.wire - http-outgoing-0 >> "PUT /clips/a%20b.mp4 HTTP/1.1[\\r][\\n]"
        2026-01-02 03:04:05,988 [main] DEBUG org.apache.http.wire - http-outgoing-0 >> "Host: video-uploads.s3.us-east-1.amazonaws.com[\\r][\\n]"
        2026-01-02 03:04:05,989 [main] DEBUG org.apache.http.headers - http-outgoing-0 << HTTP/1.1 403 Forbidden
        2026-01-02 03:04:05,989 [main] DEBUG org.apache.http.wire - http-outgoing-0 << "<?xml version="1.0" encoding="UTF-8"?>[\\n]"
        2026-01-02 03:04:05,989 [main] DEBUG org.apache.http.wire - http-outgoing-0 << "<Error><Code>SignatureDoesNotMatch</Code><Message>\(refusal)</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>"
        """, tool: .javaV1, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "PUT", url: url,
      header: "authorization"),
    Sample(
      name: "the exception of Java v2",
      log:
        "software.amazon.awssdk.services.s3.model.S3Exception: \(refusal) (Service: S3, Status Code: 403, Request ID: 4442587FB7D0A2F9, Extended Request ID: aG9zdA==) (SDK Attempt Count: 1)",
      tool: .javaV2, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "the log of Java v2's signer",
      log:
        "03:04:05.727 [main] DEBUG software.amazon.awssdk.http.auth.aws.internal.signer.DefaultV4RequestSigner -- AWS4 Canonical Request: \(canonical)",
      tool: .javaV2, own: ["PUT", "host;x-amz-content-sha256;x-amz-date"]),
    Sample(
      name: "Hadoop",
      log:
        "java.nio.file.AccessDeniedException: s3a://video-uploads/a.mp4: getFileStatus on s3a://video-uploads/a.mp4: software.amazon.awssdk.services.s3.model.S3Exception: \(refusal) (Service: S3, Status Code: 403, Request ID: 4442587FB7D0A2F9, Extended Request ID: aG9zdA==):SignatureDoesNotMatch",
      tool: .hadoop, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "minio-java",
      log: """
        ErrorResponse(code=SignatureDoesNotMatch, message=\(refusal), bucketName=null, objectName=null, resource=/video-uploads, requestId=4442587FB7D0A2F9, hostId=aG9zdA==)
        request={method=PUT, url=\(url), headers=Host: video-uploads.s3.us-east-1.amazonaws.com
        User-Agent: MinIO (amd64; x86_64) minio-java/8.5.0
        Authorization: AWS4-HMAC-SHA256 Credential=*REDACTED*/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=*REDACTED*
        }
        """, tool: .minioJava, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "Kotlin",
      log:
        "Exception in thread \"main\" aws.sdk.kotlin.services.s3.model.S3Exception: SignatureDoesNotMatch: \(refusal), Request ID: 4442587FB7D0A2F9",
      tool: .kotlin, code: "SignatureDoesNotMatch"),
  ]

  static let others: [Sample] = [
    Sample(
      name: "PHP",
      log: """
        PHP Fatal error:  Uncaught exception 'Aws\\S3\\Exception\\S3Exception' with message 'Error executing "PutObject" on "\(url)"; AWS HTTP error: Client error: `PUT \(url)` resulted in a `403 Forbidden` response:
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calcul (truncated...)
         SignatureDoesNotMatch (client): \(refusal) - \(xml)'
        """, tool: .php, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "PUT", url: url),
    Sample(
      name: "PHP without the XML",
      log: """
        Error executing "PutObject" on "\(url)"; AWS HTTP error: Client error: `PUT \(url)` resulted in a `403 Forbidden` response:
        SignatureDoesNotMatch (client): \(refusal)
        """, tool: .php, code: "SignatureDoesNotMatch", method: "PUT", url: url),
    Sample(
      name: "PHP, version 2",
      log:
        "Aws\\S3\\Exception\\SignatureDoesNotMatchException: AWS Error Code: SignatureDoesNotMatch, Status Code: 403, AWS Request ID: 4442587FB7D0A2F9, AWS Error Type: client, AWS Error Message: \(refusal), User-Agent: aws-sdk-php2/2.8.1 Guzzle/3.9.3",
      tool: .php, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "Ruby",
      log: "raise_response_errors.rb:15:in `call': \(refusal) (Aws::S3::Errors::SignatureDoesNotMatch)", tool: .ruby,
      code: "SignatureDoesNotMatch"),
    Sample(
      name: "Ruby in Rails", log: "Aws::S3::Errors::SignatureDoesNotMatch (\(refusal)):", tool: .ruby,
      code: "SignatureDoesNotMatch"),
    Sample(
      name: "Ruby's wire trace",
      log: """
        opening connection to video-uploads.s3.us-east-1.amazonaws.com:443...
        opened
        starting SSL for video-uploads.s3.us-east-1.amazonaws.com:443...
        <- "\(wire("aws-sdk-ruby3/3.191.0").written("\n", as: "\\r\\n"))"
        -> "HTTP/1.1 403 Forbidden\\r\\n"
        -> "Content-Type: application/xml\\r\\n"
        -> "\\r\\n"
        reading 614 bytes...
        -> "\(xml.written("\"", as: "\\\"").written("\n", as: "\\n"))"
        read 614 bytes
        """, tool: .ruby, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "PUT", url: url,
      header: "authorization"),
    Sample(
      name: "Rust's error",
      log:
        "Error: service error: unhandled error (SignatureDoesNotMatch): Error { code: \"SignatureDoesNotMatch\", message: \"\(refusal)\", aws_request_id: \"4442587FB7D0A2F9\", s3_extended_request_id: \"aG9zdA==\" }",
      tool: .rust, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "Rust's Debug",
      log:
        "ServiceError(ServiceError { source: Unhandled(Unhandled { source: ErrorMetadata { code: Some(\"SignatureDoesNotMatch\"), message: Some(\"\(refusal)\"), extras: Some({\"s3_extended_request_id\": \"aG9zdA==\", \"aws_request_id\": \"4442587FB7D0A2F9\"}) }, meta: ErrorMetadata { code: Some(\"SignatureDoesNotMatch\") } }), raw: Response { status: StatusCode(403), headers: Headers { headers: {\"x-amz-request-id\": HeaderValue { _private: H0(\"4442587FB7D0A2F9\") }} }, body: SdkBody { inner: Once(Some(b\"\(xml.written("\"", as: "\\\"").written("\n", as: "\\n"))\")), retryable: true } } })",
      tool: .rust, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "Rust's trace of the signer",
      log: """
        2026-01-02T03:04:05.221508Z TRACE send_operation{operation="PutObject" service="s3"}: aws_sigv4::http_request::sign: canonical_request=\(canonical)
        2026-01-02T03:04:05.221508Z TRACE send_operation{operation="PutObject" service="s3"}: aws_sigv4::http_request::sign: string_to_sign=\(stringToSign)
        """, tool: .rust, own: ["PUT", "UNSIGNED-PAYLOAD", Text(hash)]),
    Sample(
      name: ".NET",
      log:
        "Amazon.S3.AmazonS3Exception: \(refusal)\n ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type 'Amazon.Runtime.Internal.HttpErrorResponseException' was thrown.",
      tool: .dotnet, code: "SignatureDoesNotMatch"),
    Sample(
      name: "ExAws",
      log:
        "{:error,\n {:http_error, 403,\n  %{body: \"\(xml.written("\"", as: "\\\"").written("\n", as: "\\n"))\",\n    headers: [{\"x-amz-request-id\", \"4442587FB7D0A2F9\"}], status_code: 403}}}",
      tool: .exAws, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9"),
    Sample(
      name: "ExAws with debug_requests",
      log: """
        Request URL: "\(url)"
        Request HEADERS: [{"Authorization", "\(authorization)"}, {"host", "video-uploads.s3.us-east-1.amazonaws.com"}, {"x-amz-date", "20260102T030405Z"}]
        Request BODY: ""
        """, tool: .exAws, url: url, header: "authorization"),
    Sample(
      name: "Soto",
      log:
        "AWSResponseError(errorCode: \"SignatureDoesNotMatch\", context: Optional(SotoCore.AWSErrorContext(message: \"\(refusal)\", responseCode: 403 Forbidden)))",
      tool: .soto, code: "SignatureDoesNotMatch"),
  ]

  static let tools: [Sample] = [
    Sample(
      name: "s3cmd", log: "ERROR: S3 error: 403 (SignatureDoesNotMatch): \(refusal)", tool: .s3cmd,
      code: "SignatureDoesNotMatch"),
    Sample(
      name: "s3cmd -d",
      log: """
        DEBUG: canonical_headers = host:video-uploads.s3.amazonaws.com
        x-amz-date:20260102T030405Z

        DEBUG: Canonical Request:
        GET
        /
        location=
        host:video-uploads.s3.amazonaws.com
        x-amz-date:20260102T030405Z

        host;x-amz-date
        \(hash)
        ----------------------
        DEBUG: signature-v4 headers: {'x-amz-date': '20260102T030405Z', 'Authorization': '\(authorization)'}
        DEBUG: ConnMan.get(): creating new connection: https://video-uploads.s3.amazonaws.com
        DEBUG: format_uri(): /?location
        DEBUG: Sending request method_string='GET', uri='/?location', headers={'x-amz-date': '20260102T030405Z', 'Authorization': '\(authorization)'}, body=(0 bytes)
        DEBUG: Response:
        {'data': b'<?xml version="1.0" encoding="UTF-8"?>\\n<Error><Code>SignatureDoe'
                 b'sNotMatch</Code><Message>\(refusal)</Message><RequestId>4442587FB7'
                 b'D0A2F9</RequestId></Error>',
         'headers': {'content-length': '614',
                     'x-amz-request-id': '4442587FB7D0A2F9'},
         'reason': 'Forbidden',
         'status': 403}
        DEBUG: S3Error: 403 (Forbidden)
        DEBUG: ErrorXML: Code: 'SignatureDoesNotMatch'
        DEBUG: ErrorXML: Message: '\(refusal)'
        DEBUG: ErrorXML: RequestId: '4442587FB7D0A2F9'
        ERROR: S3 error: 403 (SignatureDoesNotMatch): \(refusal)
        """, tool: .s3cmd, code: "SignatureDoesNotMatch", requestID: "4442587FB7D0A2F9", method: "GET",
      url: "https://video-uploads.s3.amazonaws.com/?location", header: "authorization",
      own: ["GET", "location=", "host;x-amz-date"]),
    Sample(
      name: "Terraform",
      log: "Error: Failed to save state: SignatureDoesNotMatch: \(refusal) (Terraform 1.9)", tool: .terraform,
      code: "SignatureDoesNotMatch"),
    Sample(
      name: "Cyberduck",
      log: "ch.cyberduck.core.exception.AccessDeniedException: Upload failed. \(refusal)", tool: .cyberduck,
      code: "SignatureDoesNotMatch"),
    Sample(
      name: "a connection that failed",
      log: "botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL", tool: nil,
      count: 0),
  ]
}
