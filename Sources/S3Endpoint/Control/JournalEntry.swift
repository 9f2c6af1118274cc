import Inspection
package import VideoSpec

/// A request that was answered, for the journal and the log. What it shows has no secrets: signatures and tokens are shortened.
package struct JournalEntry: Sendable {
  package var time: Timestamp
  package var requestID: Text
  package var method: Text
  /// The path and the query of the request line. Signatures and tokens in it are shortened.
  package var target: Text {
    Redaction.shortened(Redaction.redacted(Self.hiding(token, in: receivedTarget)), limit: 4096)
  }
  /// The target before that, cut to bound the journal's size. Credentials are searched for when somebody reads the entry, which is rare. The
  /// second cut removes the end, where the first may have left a part of a credential that the search does not recognize.
  private let receivedTarget: Text
  /// The control plane's token, or nil without a control plane.
  private let token: Secret?
  package var operation: S3Operation?
  package var bucket: Text?
  package var key: Text?
  package var accessKeyID: Text?
  /// Nil if a fault ended the connection without a response.
  package var status: Int?
  /// The refusal, or nil if the request was accepted.
  package var refusal: S3Refusal?
  package var warnings: [S3Warning]
  /// Why the response was not sent to its end, or nil.
  package var failure: String?
  package var duration: Duration

  /// - Parameter token: The control plane's token, which is removed from the target; nil without a control plane.
  init(_ pending: PendingRequest, status: Int?, refusal: S3Refusal?, failure: String?, hiding token: Secret?) {
    time = pending.time
    requestID = pending.ids.request
    method = Redaction.shortened(pending.received.method, limit: 64)
    receivedTarget = Redaction.shortened(pending.received.target, limit: 8192)
    self.token = token
    operation = pending.operation
    bucket = pending.address?.bucket.map { Redaction.shortened($0, limit: 255) }
    key = (pending.address?.key ?? pending.storedKey).map { Redaction.shortened($0, limit: 1024) }
    accessKeyID = pending.accessKeyID
    self.status = status
    self.refusal = refusal.map(Self.shortened)
    warnings = pending.warnings
    self.failure = failure
    duration = .now - pending.began
  }

  /// An entry for bytes that are no request.
  init(unreadable refusal: S3Refusal, at time: Timestamp, ids: RequestIDs) {
    self.time = time
    requestID = ids.request
    method = ""
    receivedTarget = ""
    token = nil
    status = refusal.status
    self.refusal = refusal
    warnings = []
    duration = .zero
  }

  /// Removes the token of the control plane: a wrong path or host makes a request to S3 of one that has it.
  private static func hiding(_ token: Secret?, in target: Text) -> Text {
    guard let token, let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) else { return target }
    let items = target.bytes[(mark + 1)...].split(separator: UInt8(ascii: "&"))
    guard items.contains(where: { $0.starts(with: "token=".utf8) }) else { return target }
    return Redaction([token.withBytes { Text(bytes: $0) }]).apply(to: target)
  }

  /// The refusal without the elements of its document that repeat others, or are long.
  private static func shortened(_ refusal: S3Refusal) -> S3Refusal {
    var short = refusal
    short.form = nil
    short.rejection.details = refusal.rejection.details.compactMap { detail in
      detail.name == "StringToSignBytes" || detail.name == "CanonicalRequestBytes"
        ? nil : Field(detail.name, Redaction.shortened(detail.value, limit: 8192))
    }
    return short
  }

  /// What the refusal says in one sentence: what was found, or S3's message; nil for an accepted request.
  package var message: String? {
    refusal.map { Redaction.detail($0.explanation ?? $0.rejection.message).withoutControls }
  }

  /// Where the signed text first differs from the one that the endpoint computes, in one sentence; nil if that is unknown.
  package var difference: String? { refusal?.difference.map { Redaction.detail($0).withoutControls } }

  /// The path and the query for people, without the parameters of a signature.
  package var shortTarget: String {
    let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) ?? target.bytes.endIndex
    let items = target.bytes[mark...].dropFirst().split(separator: UInt8(ascii: "&")).map { Text($0) }
    let others = items.filter { !$0.lowercased.hasPrefix("x-amz-") }
    let query = (others + (others.count < items.count ? ["X-Amz-…"] : [])).map(\.bytes)
    let text = Text(target.bytes[..<mark]) + (query.isEmpty ? "" : "?") + Text(query.joined(separator: [0x26]))
    return Redaction.shortened(text).string.withoutControls
  }

  /// The entry as one line of a log: what was asked, the status and, for a refusal, the reason in one sentence, the first difference, the rule
  /// and the cause.
  package var line: String {
    var words = [time.iso8601.string]
    words.append(
      method.isEmpty
        ? "(no request)" : "\(method.printable) \(shortTarget)")
    words.append(status.map { "\($0)" } ?? "(no response)")
    if let refusal {
      words.append(refusal.code.rawValue + ":")
      words.append([message, difference].compactMap(\.self).joined(separator: "; "))
      let names = [refusal.requirement?.rawValue, refusal.cause?.rawValue].compactMap(\.self)
      if !names.isEmpty { words.append("[\(names.joined(separator: ", "))]") }
    }
    for warning in warnings { words.append("warning \(warning.id): \(warning.message.withoutControls)") }
    if let failure { words.append("(\(failure.withoutControls))") }
    return words.joined(separator: " ")
  }
}
