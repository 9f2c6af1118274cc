import Testing
import VideoSpec

@testable import Inspection

@Suite("Fixes for SDKs and tools")
struct ToolFixTests {
  /// All fixes there are.
  static let all: [ToolFix] = CauseCode.allCases.flatMap { cause in
    ClientTool.allCases.compactMap { ToolFix(cause, in: $0) }
  }

  @Test("exist for at least 40 causes, and for every remedy")
  func extent() {
    #expect(Set(Self.all.map(\.cause)).count >= 40)
    let used = Set(CauseCode.allCases.compactMap(\.remedy))
    for remedy in Remedy.allCases {
      let tools = ClientTool.allCases.filter { remedy.code(for: $0) != nil }
      #expect(!tools.isEmpty, "\(remedy) has no line")
      // The remedies of causes that another part declares.
      if ![.checksums, .noAuthorization, .noACL].contains(remedy) { #expect(used.contains(remedy), "\(remedy)") }
    }
  }

  @Test("are one line, and the words to replace are the documented ones")
  func placeholders() {
    // Words in capitals that are part of the tools' own names.
    let own: Set<String> = [
      "AWS", "PUT", "POST", "URI", "UNSIGNED", "PAYLOAD", "AWSS3V4SignerType", "WHEN", "REQUIRED", "HTTP", "ACCESS",
      "ENV", "MINIO", "UNSIGNED_PAYLOAD", "WHEN_REQUIRED", "AWS_SESSION_TOKEN", "AWS_SECRET_ACCESS_KEY", "S3", "V4",
      "SHA256",
      "MINIO_SECRET_KEY", "AWS_REQUEST_CHECKSUM_CALCULATION",
    ]
    for fix in Self.all {
      #expect(!fix.code.isEmpty && !fix.code.contains("\n") && !fix.code.contains("`"), "\(fix)")
      for word in fix.code.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
        let word = String(word)
        guard word.count > 1, word.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) else { continue }
        guard word.contains(where: \.isLetter) else { continue }
        #expect(ToolFix.placeholders.contains(word) || own.contains(word), "\(word) in \(fix)")
      }
      #expect(!fix.code.contains("<") && !fix.code.contains("…") && !fix.code.contains("..."), "\(fix)")
    }
  }

  @Test("have balanced brackets and quotation marks")
  func balance() {
    for fix in Self.all {
      for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] as [(Character, Character)] {
        #expect(fix.code.count { $0 == open } == fix.code.count { $0 == close }, "\(fix)")
      }
      for mark in ["\"", "'"] as [Character] { #expect(fix.code.count { $0 == mark }.isMultiple(of: 2), "\(fix)") }
    }
  }

  @Test(
    "name what the tool is known to have",
    arguments: [
      (CauseCode.sigv2, ClientTool.boto3, "Config(signature_version=\"s3v4\")"),
      (.sigv2, .javascriptV2, "signatureVersion: 'v4'"),
      (.regionWrong, .javascriptV3, "region: \"REGION\""), (.alwaysPathStyle, .goV2, "o.UsePathStyle = true"),
      (.tokenMissing, .javaV2, "AwsSessionCredentials.create("), (.expiresInMilliseconds, .goV2, "15 * time.Minute"),
      (.headerChanged, .javascriptV3, "headers: {"), (.contentTypeUnsigned, .javascriptV3, "signableHeaders"),
      (.unsignedAmzHeader, .javascriptV3, "unhoistableHeaders"),
      (.clockSkewed, .javascriptV2, "correctClockSkew: true"), (.methodOther, .boto3, "put_object"),
      (.fieldAfterFile, .browser, "form.append(\"file\", file)"),
      (.pathEncodedTwice, .goV2, "DisableURIPathEscaping = true"),
      (.hostChanged, .s3transfer, "endpoint_url=\"ENDPOINT\""), (.secretPadded, .php, "trim("),
    ])
  func line(cause: CauseCode, tool: ClientTool, says: String) {
    #expect(ToolFix(cause, in: tool)?.code.contains(says) == true, "\(String(describing: ToolFix(cause, in: tool)))")
  }

  @Test("say for checksums what turns them off")
  func checksums() {
    let lines: [(ClientTool, String)] = [
      (.boto3, "request_checksum_calculation=\"when_required\""),
      (.awsCLI, "AWS_REQUEST_CHECKSUM_CALCULATION=when_required"),
      (.javascriptV3, "requestChecksumCalculation: \"WHEN_REQUIRED\""),
      (.goV2, "aws.RequestChecksumCalculationWhenRequired"), (.javaV2, "RequestChecksumCalculation.WHEN_REQUIRED"),
      (.rust, "RequestChecksumCalculation::WhenRequired"), (.terraform, "skip_s3_checksum = true"),
    ]
    for (tool, line) in lines { #expect(Remedy.checksums.code(for: tool)?.contains(line) == true, "\(tool)") }
    #expect(Remedy.checksums.code(for: .goV1) == nil && Remedy.checksums.code(for: .curl) == nil)
  }

  @Test("follow the general fix, which an unknown tool keeps")
  func general() {
    let cause = CauseCode.sigv2.cause
    #expect(cause.fix(for: nil) == cause.fix && cause.fix(for: .browser) == cause.fix)
    let own = cause.fix(for: .boto3)
    #expect(own.hasPrefix(cause.fix) && own.contains("In boto3: `boto3.client("))
    #expect(CauseCode.textNotUtf8.cause.fix(for: .boto3) == CauseCode.textNotUtf8.cause.fix)
  }

  // MARK: Recognition

  @Test(
    "User-Agent",
    arguments: [
      ("Boto3/1.44.8 md/Botocore#1.44.8 ua/2.1 Botocore/1.44.8", ClientTool.boto3), ("Botocore/1.30.0", .botocore),
      ("aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 Botocore/2.0", .awsCLI),
      ("aws-sdk-js/3.645.0 ua/2.0 os/darwin#24.1.0 lang/js md/nodejs#22.11.0 api/s3#3.645.0", .javascriptV3),
      ("aws-sdk-nodejs/2.1692.0 linux/v20.20.2 promise", .javascriptV2), ("aws-sdk-js/2.1692.0 promise", .javascriptV2),
      ("aws-sdk-go-v2/1.17.1 os/macos lang/go/1.20.4 md/GOOS/darwin api/s3/1.29.4", .goV2),
      ("aws-sdk-go/1.15.61 (go1.9.2; darwin; amd64)", .goV1), ("aws-sdk-java/1.12.700 Linux/6.1", .javaV1),
      ("aws-sdk-java/2.25.0 md/io#sync", .javaV2), ("aws-sdk-php/3.300.0 ua/2.0", .php),
      ("aws-sdk-php2/2.8.1 Guzzle/3.9.3", .php), ("aws-sdk-ruby3/3.191.0 ua/2.0", .ruby),
      ("aws-sdk-rust/1.3.0 os/linux lang/rust/1.80.0", .rust), ("aws-sdk-kotlin/1.2.0", .kotlin),
      ("MinIO (linux; amd64) minio-go/v7.0.70", .minioGo),
      ("MinIO (linux; amd64) minio-go/v7.0.70 mc/RELEASE.2024-05-09T17-04-24Z", .minioClient),
      ("MinIO (Linux; x86_64) minio-py/7.2.20", .minioPython), ("MinIO (amd64; x86_64) minio-java/8.5.0", .minioJava),
      ("rclone/v1.66.0", .rclone), ("Cyberduck/9.0.0.41777 (Mac OS X/14.5)", .cyberduck),
      ("Hadoop 3.4.1, aws-sdk-java/2.24.6 Linux", .hadoop),
      ("APN/1.0 HashiCorp/1.0 Terraform/1.9.0 aws-sdk-go-v2/1.30", .terraform),
      ("curl/8.5.0", .curl), ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", .browser),
    ])
  func userAgent(agent: String, tool: ClientTool) {
    #expect(ClientTool(userAgent: Text(agent)) == tool)
  }

  @Test("an unknown User-Agent is no tool")
  func unknownAgent() {
    #expect(ClientTool(userAgent: "my-uploader/1.0") == nil && ClientTool(userAgent: "") == nil)
  }

  @Test(
    "code and stack frames",
    arguments: [
      ("const s3 = new S3Client({ region })", ClientTool.javascriptV3), ("s3 = boto3.client('s3')", .boto3),
      ("presigner := s3.NewPresignClient(client)", .goV2), ("var s3 = new AWS.S3({", .javascriptV2),
      ("at com.amazonaws.http.AmazonHttpClient.execute", .javaV1), ("at software.amazon.awssdk.core.internal", .javaV2),
      ("#0 /srv/vendor/aws/aws-sdk-php/src/WrappedHttpHandler.php(195)", .php),
      ("let c = aws_sdk_s3::Client::new(&config);", .rust),
      ("at org.apache.hadoop.fs.s3a.S3AUtils.translateException", .hadoop), ("using Amazon.S3.Model;", .dotnet),
      ("ExAws.S3.list_buckets() |> ExAws.request()", .exAws), ("$ s3cmd ls s3://video-uploads", .s3cmd),
    ])
  func code(text: String, tool: ClientTool) {
    #expect(ClientTool.recognized(in: Text(text)) == tool)
  }

  @Test("code beside a URL names the tool, and the diagnosis has its line")
  func codeBesideURL() throws {
    let text = """
      The link fails:
      ```python
      s3 = boto3.client('s3')
      ```
      https://video-uploads.s3.amazonaws.com/a.mp4?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=abc%3D&Expires=1767323045
      """
    let diagnosis = try #require(Inspector().inspect(PastedText(Array(text.utf8)).incidents).first?.diagnosis)
    #expect(diagnosis.tool == .boto3 && diagnosis.cause?.code == .sigv2, "\(diagnosis.findings)")
    #expect("\(diagnosis.json)".contains("signature_version"), "\(diagnosis.json)")
  }

  @Test("the User-Agent of a raw request names the tool, and the SDK comes before curl and the browser")
  func agentOfRequest() throws {
    let text = """
      PUT /a.mp4 HTTP/1.1
      Host: video-uploads.s3.amazonaws.com
      User-Agent: aws-sdk-php/3.300.0 ua/2.0
      Authorization: \(PastedSDKTests.authorization)

      """
    let pasted = PastedText(Array(text.utf8))
    #expect(try #require(pasted.incidents.first).tool == .php)
    let sent = PastedText(
      Array("curl -T a.mp4 'https://b.s3.amazonaws.com/a?X-Amz-Signature=0a' # new S3Client([".utf8))
    #expect(try #require(sent.incidents.first).tool == .php)
  }

  @Test("a signature that a log hides is not called malformed")
  func hiddenSignature() throws {
    let hidden = PastedSDKTests.authorization.dropLast(64) + "*REDACTED*"
    let text = """
      PUT /a.mp4 HTTP/1.1
      Host: video-uploads.s3.amazonaws.com
      Authorization: \(hidden)

      HTTP/1.1 403 Forbidden

      \(PastedSDKTests.xml)
      """
    let diagnosis = try #require(Inspector().inspect(PastedText(Array(text.utf8)).incidents).first?.diagnosis)
    #expect(!diagnosis.has(.signatureMalformed) && !diagnosis.has(.notSigned), "\(diagnosis.findings)")
  }

  @Test("prose is no tool")
  func prose() {
    #expect(ClientTool.recognized(in: "My upload fails with SignatureDoesNotMatch since yesterday.") == nil)
  }

  @Test("every tool has a name of its own")
  func names() {
    #expect(Set(ClientTool.allCases.map(\.displayName)).count == ClientTool.allCases.count)
  }
}
