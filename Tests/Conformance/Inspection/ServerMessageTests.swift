import Foundation
import Inspection
import Testing
import VideoSpec

extension ServerMessage: CustomTestStringConvertible {
  public var testDescription: String { "\(codes.first?.string ?? ""): \(pattern?.text ?? "any message")" }
}

@Suite("The table of server messages (Inspection)")
struct ServerMessageTests {
  static func diagnosis(_ code: Text, _ message: Text, _ more: [(name: Text, value: Text)] = []) -> Diagnosis {
    Inspector().inspect(
      error: ErrorResponse(elements: [("Code", code), ("Message", message)] + more), of: nil)
  }

  /// Whether a row of the table matches.
  static func isKnown(_ code: Text, _ message: Text) -> Bool {
    diagnosis(code, message).rejection?.contains("does not know this message") != true
  }

  @Test("each row's message leads to its causes, with every code of the row", arguments: ServerMessage.all)
  func row(row: ServerMessage) throws {
    let message = Text(row.example ?? "A message that no row has.")
    for code in row.codes {
      let diagnosis = Self.diagnosis(code, message)
      let found = diagnosis.findings.map { ($0.cause.code, $0.certainty) }
      if let meaning = row.meaning {
        #expect(diagnosis.rejection?.contains(meaning.prefix(15)) == true, "\(code) \(diagnosis.rejection ?? "")")
        #expect(found.isEmpty)
      } else if row.claims.isEmpty {
        #expect(diagnosis.cause?.code == .unexplained && diagnosis.isSignatureRight != true)
      } else {
        #expect(diagnosis.hasFault)
        #expect(found.contains { $0.0 == row.claims[0].code } || row.readsMore, "\(code): \(message): \(found)")
        for claim in row.claims where !row.readsMore {
          #expect(found.contains { $0.0 == claim.code && $0.1 == claim.certainty }, "\(code): \(message): \(found)")
        }
        #expect(row.readsMore || found.count == row.claims.count, "\(found)")
      }
    }
  }

  @Test("a message that is longer or shorter than a row's does not match it", arguments: ServerMessage.all)
  func whole(row: ServerMessage) throws {
    guard let example = row.example, let pattern = row.pattern else { return }
    let captures = pattern.names.count
    // A capture at an end takes what is added there.
    let ends = (pattern.text.hasPrefix("{"), pattern.text.hasSuffix("}") || pattern.text.hasSuffix("}."))
    if !ends.0 { #expect(!row.matches("x " + example)) }
    if !ends.1 { #expect(!row.matches(example + " x")) }
    if captures == 0 { #expect(!row.matches(String(example.dropFirst(2)))) }
    #expect(row.matches(example) && row.matches(example.uppercased()) && row.matches("  " + example + "\n"))
  }

  @Test("the table has at least 180 wordings of several stores, each once and with a source")
  func table() throws {
    let rows = ServerMessage.all
    print("the table has \(rows.count) rows, \(rows.count { $0.pattern != nil }) of them wordings")
    #expect(rows.count { $0.pattern != nil } >= 180)
    var seen: Set<String> = []
    for row in rows {
      for code in row.codes {
        let isNew = seen.insert("\(code)|\(row.pattern?.text.lowercased() ?? "")").inserted
        #expect(isNew, "\(code) \(row.testDescription)")
      }
      #expect(!row.codes.isEmpty && !row.source.name.isEmpty && !row.source.stores.isEmpty)
      for name in row.pattern?.names ?? [] { #expect(ServerMessage.examples[name] != nil, "\(name)") }
      #expect(row.claims.isEmpty || row.meaning == nil)
    }
    let stores = Set(rows.flatMap(\.source.stores))
    for store: KnownStore in [.amazon, .ceph, .minio, .cloudflare, .backblaze, .google, .garage] {
      #expect(stores.contains(store))
    }
  }

  // MARK: Evidence

  private static let sources: JSONValue = {
    let path = Program.root + "/vectors/sources.json"
    guard let data = FileManager.default.contents(atPath: path) else { return .null }
    return (try? JSONValue(parsing: data)) ?? .null
  }()

  @Test("threads and recordings that rows name are in vectors/sources.json")
  func cited() throws {
    let threads = Set((Self.sources["threads"]?.array ?? []).compactMap { $0["name"]?.string })
    let tests = (Self.sources["recordings"]?.array ?? []).flatMap { $0["tests"]?.array ?? [] }
    let recordings = Set(tests.compactMap(\.string))
    #expect(threads.count > 50 && recordings.count > 50)
    for row in ServerMessage.all {
      switch row.source.kind {
      case .thread: #expect(threads.contains(row.source.name), "\(row.source.name)")
      case .recording: #expect(recordings.contains(row.source.name), "\(row.source.name)")
      default: break
      }
    }
  }

  /// Threads of `vectors/sources.json` that quote no message of S3's: an element, a comment, or a success.
  private static let withoutMessage: Set<String> = [
    "agilord/aws_client #238", "agilord/aws_client #364", "apache/arrow-rs-object-store #484", "aws/aws-sdk-cpp #3411",
    "awslabs/aws-sigv4-proxy #45", "badslug/Paw-AWSSignature4DynamicValue #4", "brendanhay/amazonka #272",
    "coda/packs-sdk #3093", "floci-io/floci #3510", "google/neuroglancer #788", "layervault/layervault_ruby_client #8",
    "mhart/aws4 #119", "minio/minio #13318", "minio/minio-go #990", "odysseyscience/react-s3-uploader #110",
    "scality/cloudserver #75", "soto-project/soto #374", "versity/versitygw #1147", "versity/versitygw #1342",
    "versity/versitygw #1425", "versity/versitygw #1513", "versity/versitygw #1598", "versity/versitygw #1632",
    "versity/versitygw #1644", "versity/versitygw #1863", "versity/versitygw #2007",
  ]

  /// Threads that quote a part of a message, and the whole message.
  private static let wholeMessages: [String: (Text, Text)] = [
    "CulturalMe/meteor-slingshot #150": ("InvalidArgument", "the region 'us-east-1' is wrong; expecting 'eu-west-1'"),
    "ex-aws/ex_aws #537": (
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."
    ),
    "secretflow/secretpad #95": (
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; a non-empty region must be provided in the credential."
    ),
    "stefansundin/s3verify #1": (
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential."
    ),
    "irods/irods_resource_plugin_s3 #1833": (
      "InvalidArgument",
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value."
    ),
    "aws/aws-sdk-js #2529": (
      "AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong"
    ),
    "toniopelo/modbox #10": (
      "InvalidPolicyDocument", "Invalid Policy: Invalid Simple-Condition: value must be a string."
    ),
    "kaliber-scala/play-s3 #73": (
      "AuthorizationQueryParametersError",
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    ),
    "JustinM1/S3SignerAWS #12": (
      "AuthorizationQueryParametersError", "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""
    ),
  ]

  @Test("every message that vectors/sources.json quotes matches a row")
  func quoted() throws {
    let threads = Self.sources["threads"]?.array ?? []
    #expect(threads.count > 50)
    for thread in threads {
      let (name, says) = (thread["name"]?.string ?? "", thread["says"]?.string ?? "")
      if Self.withoutMessage.contains(name) { continue }
      if let (code, message) = Self.wholeMessages[name] {
        #expect(Self.isKnown(code, message) && Self.diagnosis(code, message).cause != nil, "\(name)")
        continue
      }
      #expect(Self.candidates(says).contains { Self.isKnown($0.0, $0.1) }, "\(name): \(says)")
    }
  }

  /// The codes and messages that a note on a thread may contain.
  private static func candidates(_ note: String) -> [(Text, Text)] {
    var texts = [note]
    for mark in [": ", ", "] {
      var rest = Substring(note)
      while let range = rest.range(of: mark) {
        texts += [String(rest[..<range.lowerBound]), String(rest[range.upperBound...])]
        rest = rest[range.upperBound...]
      }
    }
    for end in [", for", ", ArgumentName", ", with"] {
      texts += texts.compactMap { text in text.range(of: end).map { String(text[..<$0.lowerBound]) } }
    }
    let quoted = note.split(separator: "\"", omittingEmptySubsequences: false)
    texts += quoted.indices.filter { !$0.isMultiple(of: 2) }.map { String(quoted[$0]) }
    let codes = note.split { !$0.isLetter && !$0.isNumber }.filter {
      $0.first?.isUppercase == true && $0.contains { $0.isLowercase }
    }
    let known = Set(ServerMessage.all.flatMap(\.codes))
    let named = codes.map { Text($0) }.filter(known.contains)
    return texts.flatMap { text in (named + [""]).map { ($0, Text(text)) } } + named.map { ($0, "" as Text) }
  }

  @Test("every message that the vectors' evidence quotes matches a row")
  func evidence() throws {
    let root = Program.root + "/vectors"
    var count = 0
    for file in try FileManager.default.subpathsOfDirectory(atPath: root) where file.hasSuffix(".json") {
      guard let data = FileManager.default.contents(atPath: "\(root)/\(file)"), file != "sources.json" else { continue }
      let text = String(decoding: data, as: UTF8.self)
      // "…response quoted in THREAD: CODE, \"MESSAGE\""
      for part in text.components(separatedBy: "response quoted in ").dropFirst() {
        let line = part.prefix { $0 != "\n" }.components(separatedBy: "\"}")[0]
        let quotes = line.components(separatedBy: "\\\"")
        guard quotes.count >= 3, quotes[1].contains(" ") else { continue }
        count += 1
        #expect(Self.isKnown("InvalidRequest", Text(quotes[1])), "\(file): \(quotes[1])")
      }
    }
    #expect(count >= 10)
  }

  /// Recorded responses of Amazon S3 that concern uploads, and the cause that each states; nil if it states none.
  static let recorded: [(Text, Text, CauseCode?)] = [
    ("AccessDenied", "Access Denied because object protected by object lock.", .objectLocked),
    (
      "AccessDenied", #"Invalid according to Policy: Policy Condition failed: ["content-length-range", "test", "10"]"#,
      .conditionMalformed
    ),
    (
      "AccessDenied",
      #"Invalid according to Policy: Policy Condition failed: ["eq", "success_action_redirect", "http://localhost.test/random"]"#,
      .conditionWithoutDollar
    ),
    (
      "AccessDenied", #"Invalid according to Policy: Policy Condition failed: ["eq", "$success_action_redirect", "x"]"#,
      .fieldOther
    ),
    (
      "AccessDenied",
      #"Invalid according to Policy: Policy Condition failed: ["starts-with", "$success_action_redirect", "http://localhost"]"#,
      .fieldBeginsOtherwise
    ),
    ("AccessDenied", #"Policy Condition failed: ["starts-with", "$Content-Type", ""]"#, .fieldMissing),
    ("AccessDenied", "Invalid according to Policy: Policy expired.", .policyExpired),
    ("AccessDenied", "Request has expired", .expired),
    ("AccessDenied", "There were headers present in the request which were not signed", .unsignedAmzHeader),
    ("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", .corsRejected),
    (
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the region 'aws-global' is wrong; expecting 'us-east-1'", .regionWrong
    ),
    ("BadDigest", "The CRC32 you specified did not match the calculated checksum.", .checksumOther),
    ("BadDigest", "The sha256 you specified for part 1 did not match what we received.", .checksumOther),
    ("BadDigest", "The Content-MD5 you specified did not match what we received.", .contentMd5Other),
    ("InvalidDigest", "The Content-MD5 you specified was invalid.", .contentMd5Malformed),
    (
      "ConditionalRequestConflict",
      "The conditional request cannot succeed due to a conflicting operation against this resource.", nil
    ),
    ("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", .fileSize),
    (
      "IllegalLocationConstraintException",
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
      .locationConstraintOther
    ),
    ("InternalError", "We encountered an internal error. Please try again.", nil),
    (
      "InvalidArgument",
      "Bucket POST must contain a field named 'AWSAccessKeyId'.  If it is specified, please check the order of the fields.",
      .formSignatureMissing
    ),
    ("InvalidArgument", "Header value cannot be represented using ISO-8859-1.", .headerUnsupported),
    ("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", nil),
    (
      "InvalidPolicyDocument",
      "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
      .conditionObject
    ),
    (
      "InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
      .checksumsSeveral
    ),
    (
      "InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: crc32c, actual checksum Type: crc32",
      .checksumAlgorithmOther
    ),
    ("InvalidRequest", "Value for x-amz-checksum-crc64nvme header is invalid.", .checksumMalformed),
    (
      "InvalidRequest",
      "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
      .customerKeyOther
    ),
    ("KMS.DisabledException", "arn:aws:kms:us-east-1:111111111111:key/k is disabled.", .kmsKeyUnusable),
    ("KMS.NotFoundException", "Invalid keyId 'fake-key-id'", .kmsKeyUnusable),
    (
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      nil
    ),
    ("MethodNotAllowed", "The specified method is not allowed against this resource.", nil),
    ("NotImplemented", "A header you provided implies functionality that is not implemented", .headerUnsupported),
    ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", nil),
    ("403", "Forbidden", .permissionMissing), ("404", "Not Found", nil),
  ]

  @Test("recorded responses of S3 lead to the cause that they state", arguments: recorded)
  func records(code: Text, message: Text, cause: CauseCode?) throws {
    let diagnosis = Self.diagnosis(code, message)
    #expect(diagnosis.cause?.code == cause, "\(message)")
    #expect(diagnosis.rejection?.contains("does not know this message") != true && diagnosis.hasFault)
  }
}

extension ServerMessage {
  /// Whether elements beside the message decide.
  fileprivate var readsMore: Bool {
    let names = ["HeadersNotSigned", "exceeds the maximum", "smaller than the minimum", "larger than the maximum"]
    let text = pattern?.text ?? ""
    return text.contains("Policy Condition failed: {condition}") || names.contains { text.contains($0) }
      || codes.contains("EntityTooLarge") || codes.contains("NotImplemented")
  }

  /// Whether this row alone matches a message.
  fileprivate func matches(_ message: String) -> Bool { pattern?.matches(Text(message)) ?? true }
}
