import ReferenceImpl
import VideoSpec

/// What a response states: the row of the table that it matches, and what is left if it matches none.
struct ServerStatement {
  let match: ServerMessage.Match?
  private let error: ErrorResponse

  init(_ error: ErrorResponse) {
    self.error = error
    var match = Self.match(error)
    if error.isQuoted, match?.row.pattern.map({ $0.weight < WordingSearch.specificWeight }) ?? true {
      match?.isCodeKnown = false
    }
    self.match = match
  }

  /// MinIO and Google put the reason behind the message: in brackets, or in `Details`. It says more than the message.
  private static func match(_ error: ErrorResponse) -> ServerMessage.Match? {
    guard !error.code.isEmpty || !error.message.isEmpty else { return match(status: error.status) }
    if let details = error["Details"]?.trimmed, !details.isEmpty,
      let found = ServerMessage.match(code: error.code, details)
    {
      return found
    }
    if !error.message.isEmpty {
      if let found = ServerMessage.match(code: error.code, error.message) { return found }
      if let (outer, inner) = bracketed(error.message) {
        if let found = ServerMessage.match(code: error.code, inner) { return found }
        // A reason that is not known is quoted. "Access Denied" alone would hide it.
        if let found = ServerMessage.match(code: error.code, outer), found.row.claims.contains(where: \.isStated) {
          return found
        }
        if let found = ServerMessage.match(code: error.code, within: error.message) { return found }
        if error.code == "AccessDenied" { return nil }
      }
      if let found = ServerMessage.match(code: error.code, within: error.message) { return found }
    }
    return ServerMessage.match(code: error.code)
  }

  /// A response to `HEAD` has nothing but its status.
  private static func match(status: Int?) -> ServerMessage.Match? {
    guard let status else { return nil }
    let reasons: [Int: Text] = [
      301: "Moved Permanently", 304: "Not Modified", 307: "Temporary Redirect", 400: "Bad Request", 403: "Forbidden",
      404: "Not Found", 405: "Method Not Allowed", 412: "Precondition Failed",
    ]
    let code = Text("\(status)")
    return reasons[status].flatMap { ServerMessage.match(code: code, $0) } ?? ServerMessage.match(code: code)
  }

  /// The parts of `MESSAGE (REASON)`; nil for a message without brackets at its end.
  private static func bracketed(_ message: Text) -> (outer: Text, inner: Text)? {
    var bytes = message.bytes[...]
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    guard bytes.last == UInt8(ascii: ")"), let open = Text(bytes).firstRange(of: " ("), open > 0 else { return nil }
    return (Text(bytes[..<open]).trimmed, Text(bytes[(open + 2)...].dropLast()).trimmed)
  }

  /// Whether the response says that the signature is wrong.
  var isMismatch: Bool { error.code == "SignatureDoesNotMatch" || match?.row.reading == .signature }

  /// Whether the response gives no reason: a bare "Access Denied", or a response without a body.
  var isSilent: Bool {
    guard let row = match?.row else { return error.code.isEmpty }
    return !row.claims.isEmpty && !row.claims.contains(where: \.isStated) && isVague
  }

  /// Whether it is a browser's message about cross-origin rules, not a store's response.
  var isOfBrowser: Bool {
    match.map { $0.row.claims.contains { $0.code == .corsRejected } } ?? false && error.code.isEmpty
  }

  /// Whether the browser says that the bucket's rules lack the method or a header. Then it has not sent the request.
  var isPreflightRefused: Bool {
    guard isOfBrowser else { return false }
    let message = error.message.lowercased
    return ["allow-methods", "allow-headers"].contains { message.contains(Text("not allowed by access-control-" + $0)) }
      || message.contains("did not find method in cors header")
  }

  private var isVague: Bool {
    error.code.isEmpty || error.code == "AccessDenied" && match?.row.pattern?.text == "Access Denied"
      || ["400", "403"].contains(error.code)
  }

  /// Whether a cause is stated, not only suggested.
  var isCertain: Bool { match.map { $0.isCodeKnown && $0.row.claims.contains(where: \.isStated) } ?? false }

  // MARK: Conditions

  /// The operation, the name with its `$` and the value of the condition that failed; nil if the message names none.
  var failedCondition: [Text]? {
    guard let match, match.row.reading == .condition, let text = match.captures["condition"] else { return nil }
    return Self.items(of: text).flatMap { $0.count == 3 && $0[0].lowercased != "content-length-range" ? $0 : nil }
  }

  /// The items of a condition in JSON, or in MinIO's form `[eq, $acl, private]`.
  static func items(of condition: Text) -> [Text]? {
    if let json = try? JSONValue(parsing: condition.bytes) {
      if let member = json.object?.members.first { return ["eq", "$" + member.name, member.value.text ?? ""] }
      return json.array?.map { $0.text ?? "?" }
    }
    guard condition.hasPrefix("["), condition.bytes.last == UInt8(ascii: "]") else { return nil }
    let parts = Text(condition.bytes.dropFirst().dropLast()).split(at: UInt8(ascii: ","))
    guard parts.count >= 3 else { return nil }
    let rest = Text(bytes: Array(parts[2...].map(\.bytes).joined(separator: [UInt8(ascii: ",")])))
    return [parts[0].trimmed, parts[1].trimmed, rest.trimmed]
  }

  // MARK: What is shown

  /// The detail of a finding.
  var detail: String? {
    guard let match else { return nil }
    if let detail = match.row.detail, let filled = fill(detail, match) { return filled }
    let message = match.message.isEmpty ? error.message : match.message
    return message.isEmpty ? nil : message.string
  }

  /// A template with its placeholders replaced; nil if a value is missing.
  private func fill(_ template: String, _ match: ServerMessage.Match) -> String? {
    var output = ""
    var rest = Substring(template)
    while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
      let name = rest[rest.index(after: start)..<end]
      let value: Text? =
        if name.hasPrefix("@") {
          name.dropFirst().split(separator: "|").lazy.compactMap { part in self.value(Text(part)) }.first
        } else {
          match.captures[String(name)]
        }
      guard let value, !value.isEmpty else { return nil }
      output += rest[..<start] + Redaction.shortened(value, limit: 160).string
      rest = rest[rest.index(after: end)...]
    }
    return output + rest
  }

  /// The value of an element or a header. `Token-0` is a secret.
  private func value(_ name: Text) -> Text? {
    let value = error[name]?.trimmed ?? error.header(name)
    return value?.isEmpty == true ? nil : value
  }

  /// What the error means if it leads to no cause.
  var explanation: String {
    let code = error.code.isEmpty ? error.status.map { "status \($0)" } ?? "no error code" : shown(error.code, 64)
    let beginning = "S3 rejected the request with \(code)"
    if let meaning = match?.row.meaning { return "\(beginning): \(named(meaning))" }
    let message = error.message.isEmpty ? "" : ": \"\(Redaction.detail(error.message.string))\""
    let details = error["Details"]?.trimmed ?? ""
    let more = details.isEmpty ? "" : " (\(Redaction.detail(details.string)))"
    let argument = error["ArgumentName"].map { name in
      " The argument is \(shown(name.trimmed, 64))" + (value("ArgumentValue").map { ": \"\(shown($0, 100))\"." } ?? ".")
    }
    let about = argument.map { Redaction.detail($0) } ?? ""
    return "\(beginning)\(message)\(more).\(about) inspect does not know this message, so it cannot name the cause."
  }

  /// What to paste if the message is not known.
  static let wantsMore =
    "Paste the whole response and the request, with its URL and headers: the output of curl -v, or the SDK's debug log."

  private func named(_ meaning: String) -> String {
    var meaning = meaning
    for (name, value) in match?.captures ?? [:] {
      guard let place = meaning.firstRange(of: "{\(name)}") else { continue }
      meaning.replaceSubrange(place, with: shown(value.trimmed, 100))
    }
    for name in ["BucketName", "Key"] {
      guard let place = meaning.firstRange(of: "{\(name)}") else { continue }
      meaning.replaceSubrange(place, with: error[Text(name)].map { "\"\(shown($0.trimmed, 100))\"" } ?? "of that name")
    }
    return meaning
  }

  private func shown(_ text: Text, _ limit: Int) -> String { Redaction.shortened(text, limit: limit).string }
}

extension ServerMessage.Claim {
  var isStated: Bool { certainty == .certain }
}

extension String {
  /// The first place where a short text occurs.
  fileprivate func firstRange(of other: String) -> Range<String.Index>? {
    indices.lazy.compactMap { start in
      self[start...].hasPrefix(other) ? start..<index(start, offsetBy: other.count) : nil
    }.first
  }
}
