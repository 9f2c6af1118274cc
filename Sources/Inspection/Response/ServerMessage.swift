import ReferenceImpl
package import VideoSpec

/// One wording of a store's error messages, and what it states.
///
/// The table has one row for each wording. A row that leads to a cause says how certain that is: certain only if the message or the
/// code states it.
package struct ServerMessage: Sendable {
  /// A cause that a message states, or that it makes likely.
  package struct Claim: Hashable, Sendable {
    package var code: CauseCode
    package var certainty: Diagnosis.Certainty

    /// The message states the cause.
    static func states(_ code: CauseCode) -> Claim { Claim(code: code, certainty: .certain) }
    /// The message is sent for the cause, and for others.
    static func suggests(_ code: CauseCode) -> Claim { Claim(code: code, certainty: .likely) }
  }

  /// Where a wording is known from.
  package struct Source: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
      /// The source text of a store.
      case code = "source"
      case document
      /// A thread of `vectors/sources.json`.
      case thread
      /// Public threads and programs that quote the message.
      case otherThread = "threads"
      /// A recorded response of Amazon S3, by the name of its test in `vectors/sources.json`.
      case recording
      /// The consoles of browsers.
      case console
    }

    package var kind: Kind
    /// A repository and a path, a thread, a test or a document.
    package var name: String
    package var stores: [KnownStore]
  }

  /// What has to be read beside the message.
  enum Reading: Hashable, Sendable {
    case message
    /// The condition that failed is in the message, as JSON.
    case condition
    /// The element `HeadersNotSigned` names the headers.
    case headersNotSigned
    /// `MaxSizeAllowed`, `MinSizeAllowed` or `PartNumber` says which bound was passed.
    case size
    /// A temporary access key without its token is as unknown as a wrong one.
    case accessKey
    /// `Header` names the header that is not supported.
    case header
    /// The signature is wrong. Which mistake was made is found by comparing requests.
    case signature
  }

  /// The error codes with which the message is sent. Empty: with any.
  package var codes: [Text]
  /// The wording. Nil: the code alone says what is wrong, whatever the message is.
  package var pattern: MessagePattern?
  /// The causes. Empty if the message states none.
  package var claims: [Claim]
  /// What the message means, if it states no cause.
  package var meaning: String?
  /// The detail of the finding, with captures as `{name}` and elements as `{@Name}`. Nil: the message itself.
  var detail: String?
  /// What to look at or to paste next.
  package var hint: String?
  var reading: Reading
  package var source: Source

  init(
    _ codes: [Text], _ pattern: String?, _ claims: Claim..., from source: Source, detail: String? = nil,
    hint: String? = nil, reading: Reading = .message
  ) {
    self.codes = codes
    self.pattern = pattern.map { MessagePattern($0) }
    self.claims = claims
    self.detail = detail
    self.hint = hint
    self.reading = reading
    self.source = source
  }

  /// A message that states no cause.
  init(_ codes: [Text], _ pattern: String?, means meaning: String, from source: Source) {
    self.init(codes, pattern, from: source)
    self.meaning = meaning
  }

  /// All rows. A row comes before those whose pattern would match its messages as well.
  package static let all: [ServerMessage] =
    scopes + authorizations + times + mismatches + credentials + regions + payloads + checksums + forms + policies
    + denials
    + access + requests + crossOrigin + codesAlone

  /// The rows by code in lower case, in order; those for any code under the empty text.
  private static let byCode: [Text: [ServerMessage]] = {
    var table: [Text: [ServerMessage]] = [:]
    for row in all {
      for code in row.codes { table[code.lowercased, default: []].append(row) }
      if row.codes.isEmpty { table["", default: []].append(row) }
    }
    return table
  }()

  /// A row that a response matches, and what its captures stand for.
  struct Match {
    var row: ServerMessage
    var captures: [String: Text]
    /// The part of the response that matched.
    var message: Text
    /// Whether the row names this code. Otherwise only the wording matches.
    var isCodeKnown = true
  }

  /// The first row that a code and a whole message match; nil if there is none.
  static func match(code: Text, _ message: Text) -> Match? {
    let prepared = MessagePattern.Message(message)
    let known = (byCode[code.lowercased] ?? []) + (byCode[""] ?? [])
    for row in code.isEmpty ? all : known {
      if let captures = row.pattern?.captures(in: prepared) {
        return Match(row: row, captures: captures, message: message)
      }
    }
    // Stores use other codes for the same sentence. A sentence, not a word: "Access Denied" means little.
    if !prepared.folded.isEmpty {
      for row in all {
        if let pattern = row.pattern, pattern.weight >= 24, let captures = pattern.captures(in: prepared) {
          return Match(row: row, captures: captures, message: message, isCodeKnown: false)
        }
      }
    }
    return nil
  }

  /// The row whose wording is a part of a message: logs and SDKs add their own words to it. Nil if there is none.
  static func match(code: Text, within message: Text) -> Match? {
    guard message.bytes.count > 24 else { return nil }
    // Two sentences of different rows may be in it. The one with the code of the response is meant.
    let found = WordingSearch.shared.all(in: message.bytes[...])
    let own = found.first { found in found.match.row.codes.contains { $0.equalsIgnoringCase(code) } }
    guard let best = own ?? found.first else { return nil }
    var match = best.match
    match.isCodeKnown = best.isSpecific && (own != nil || code.isEmpty)
    return match
  }

  /// The row that says what a code means whatever its message is; nil if there is none.
  static func match(code: Text) -> Match? {
    (byCode[code.lowercased] ?? []).first { $0.pattern == nil }.map { Match(row: $0, captures: [:], message: "") }
  }

  /// Values with which the captures of the table give messages that stores really send.
  package static let examples: [String: String] = [
    "region": "eu-west-1", "expected": "eu-west-2", "service": "sts", "terminal": "aws4_reques", "date": "20260102",
    "other": "20260103", "format": "2026-01-02", "field": "acl", "header": "x-amz-checksum-crc32",
    "component": "Credential",
    "condition": "[\"eq\", \"$acl\", \"private\"]", "value": "2026-01-02 03:04:05 UTC",
    "user": "arn:aws:iam::111122223333:user/u",
    "action": "s3:PutObject on resource: \"arn:aws:s3:::b/k\"", "allowed": "s3:PutObject", "algorithm": "CRC32",
    "actual": "SHA256", "bucket": "video-uploads", "key": "GOOG1EXAMPLE", "size": "5", "operation": "equals",
    "types": "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]", "part": "1", "arn": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "constraint": "eu-west-1", "setting": "BlockPublicAcls", "what": "ACLs are prevented", "fields": "filename, utf8",
    "reason": "Policy expired", "scope": "20260102/eu/s3/aws4_request", "algorithms": "aws-chunked",
    "regions": "wnam, enam, auto",
    "kms": "GenerateDataKey", "values": "UNSIGNED-PAYLOAD or a valid sha256 value", "name": "partNumber",
    "operator": "eq",
    "given": "AWS4-HMAC-SHA1", "parameter": "X-Amz-Date", "time": "2026-01-02T03:04:05Z", "tail": "something",
    "option": "x-amz-storage-class", "argument": "maxKeys", "origin": "https://*.example.*",
  ]

  /// A message that matches the row; nil if the code alone decides.
  package var example: String? { pattern?.message { Self.examples[$0] ?? $0 } }
}
