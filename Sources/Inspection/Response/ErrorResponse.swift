import ReferenceImpl
public import VideoSpec

/// A store's response to a rejected request, parsed leniently: pasted responses are cut off, indented, quoted and escaped.
///
/// S3 sends XML. Other stores send JSON or HTML as well, and a `HEAD` request gets no body at all.
public struct ErrorResponse: Sendable {
  /// The HTTP status; nil if unknown.
  public let status: Int?
  /// The HTTP headers, as far as they are known.
  public let headers: [HeaderField]
  /// The elements by their names in lower case.
  let elements: [Text: Element]
  /// The error code; empty if the response has none.
  ///
  /// A text without a code but with a canonical request is from a `SignatureDoesNotMatch`, the only error that shows one.
  let code: Text
  /// Whether the message was found among other words, so that a short one may be anybody's.
  var isQuoted = false
  /// Whether the text begins with `<Error>` but lacks `</Error>`.
  private let isOpen: Bool

  /// The text of an element.
  struct Element: Sendable {
    var name: Text
    var value: Text
    /// Whether the element's end was found.
    var isClosed: Bool
    /// The position among the elements.
    var index: Int
  }

  /// Reads a response from a text.
  ///
  /// The text is XML, JSON, or HTML, with or without the head of an HTTP response. It may be quoted in Markdown, escaped for
  /// HTML or JSON, cut off at any place, and it may have lost its line breaks.
  public init(_ text: Text) { self.init(text, status: nil, headers: []) }

  /// Reads a response from a body.
  /// - Parameters:
  ///   - text: The body, or the whole response; see ``init(_:)``.
  ///   - status: The HTTP status; nil if unknown.
  ///   - headers: The HTTP headers, as far as they are known.
  public init(_ text: Text, status: Int?, headers: [HeaderField] = []) {
    let read = ErrorResponseReader(text)
    self.init(
      read.elements, isOpen: read.isOpen, status: status ?? read.status,
      headers: headers.isEmpty ? read.headers : headers)
  }

  /// Creates a response from the parts that an SDK prints.
  ///
  /// The names are those of S3's elements (`Code`, `Message`, `RequestId`, `HostId` …) in any case.
  public init(elements: [(name: Text, value: Text)], status: Int? = nil, headers: [HeaderField] = []) {
    let elements = elements.enumerated().map { index, element in
      Element(name: element.name, value: element.value, isClosed: true, index: index)
    }
    self.init(elements, isOpen: false, status: status, headers: headers)
  }

  private init(_ elements: [Element], isOpen: Bool, status: Int?, headers: [HeaderField]) {
    self.elements = Dictionary(elements.map { ($0.name.lowercased, $0) }) { first, _ in first }
    self.isOpen = isOpen
    self.status = status
    self.headers = headers
    let code = self.elements["code"]?.value.trimmed ?? ""
    let showsRequest = self.elements["canonicalrequest"] != nil || self.elements["canonicalrequestbytes"] != nil
    self.code = code.isEmpty && showsRequest ? "SignatureDoesNotMatch" : code
  }

  /// The response with another message.
  func replacingMessage(_ message: Text) -> ErrorResponse {
    var elements = elements
    elements["message"] = Element(
      name: "Message", value: message, isClosed: true, index: elements["message"]?.index ?? elements.count)
    var response = ErrorResponse(
      elements.values.sorted { $0.index < $1.index }, isOpen: isOpen, status: status, headers: headers)
    response.isQuoted = isQuoted
    return response
  }

  /// Whether the response has only a status.
  var isBare: Bool { code.isEmpty && message.isEmpty && status != nil }

  /// Whether nothing of a response was found.
  var isEmpty: Bool { code.isEmpty && message.isEmpty && (status ?? 0) < 300 }

  /// The text of an element, with character references resolved; nil if there is no such element.
  subscript(name: Text) -> Text? { elements[name.lowercased]?.value }

  /// The message without white space around it; empty if there is none.
  var message: Text { self["Message"]?.trimmed ?? "" }

  /// The value of an HTTP header; nil if it is unknown.
  func header(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value.trimmed }

  /// The canonical request that S3 computed; nil if the text ends within it.
  ///
  /// Browsers and logs replace its line breaks with spaces. Then it is taken from `CanonicalRequestBytes`, or its lines are found
  /// by the names of the signed headers.
  var canonicalRequest: Text? {
    let shown = lines(of: "CanonicalRequest")
    if let shown, shown.bytes.contains(0x0A), isWhole(shown, "CanonicalRequest") { return shown }
    if let bytes = decoded("CanonicalRequestBytes"), isWhole(bytes, "CanonicalRequestBytes") { return bytes }
    return shown.flatMap { $0.bytes.contains(0x0A) ? nil : FlattenedText.canonicalRequest($0) }
  }

  /// The canonical request that S3 computed, with its token shortened.
  package var shownCanonicalRequest: Text? { canonicalRequest.map { Redaction.redacted($0) } }

  private func isWhole(_ text: Text, _ name: Text) -> Bool {
    guard text.bytes.contains(0x0A), let last = text.split(at: 0x0A).last else { return false }
    return isClosed(name) || FlattenedText.isPayloadHash(last)
  }

  /// The signature that S3 received; nil if the text ends within it.
  var signature: Text? { isClosed("SignatureProvided") ? self["SignatureProvided"]?.trimmed : nil }

  var stringToSign: Text? {
    let shown = lines(of: "StringToSign")
    if let shown, shown.bytes.contains(0x0A) { return shown }
    return decoded("StringToSignBytes") ?? shown.map { FlattenedText.stringToSign($0) }
  }

  /// The lines of an element without indentation: none of them begins with white space.
  private func lines(of name: Text) -> Text? {
    self[name].map { value in
      let lines = value.split(at: 0x0A).map { line in
        Text(line.bytes.drop { $0 == 0x20 || $0 == 0x09 }.reversed().drop { $0 == 0x0D }.reversed())
      }
      return Text(bytes: Array(lines.map(\.bytes).joined(separator: [0x0A]))).trimmed
    }
  }

  /// The bytes that an element has in hexadecimal; nil if it has none.
  private func decoded(_ name: Text) -> Text? {
    guard let value = self[name] else { return nil }
    var bytes: [UInt8] = []
    for pair in value.bytes.split(whereSeparator: { [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
      // The text may end within a byte.
      guard pair.count == 2, let byte = UInt8(Text(pair).string, radix: 16) else { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : Text(bytes: bytes)
  }

  /// The access key (`?` if unknown) and the scope.
  var credential: Text {
    let lines = (stringToSign ?? "").split(at: 0x0A)
    return (self["AWSAccessKeyId"]?.trimmed ?? "?") + "/" + (lines.count >= 3 ? lines[2].trimmed : "")
  }

  /// The request that S3 received, as far as it was signed.
  var received: InspectedRequest? {
    canonicalRequest.flatMap { InspectedRequest(canonicalRequest: $0, signature: signature, credential: credential) }
  }

  /// A request, completed with what only S3 shows: the method and the values of signed headers.
  func completing(_ request: InspectedRequest) -> InspectedRequest {
    guard let received else { return request }
    var request = request
    request.method = request.method ?? received.method
    let names = Set(request.headers.map(\.name.lowercased))
    request.headers += received.headers.filter {
      $0.name.lowercased != "host" && !$0.value.isEmpty && !names.contains($0.name.lowercased)
    }
    return request
  }

  // MARK: Incomplete texts

  /// The element in which the text ends, empty if it ends between two elements; nil if the response is complete or an excerpt.
  var cutOff: Text? {
    let open = elements.values.filter { !$0.isClosed }
    if let first = open.min(by: { $0.index < $1.index }) { return first.name }
    return isOpen ? "" : nil
  }

  private func isClosed(_ name: Text) -> Bool { elements[name.lowercased]?.isClosed ?? false }
}

extension InspectedRequest {
  /// Creates the request that a canonical request describes. Its path and query are in canonical form.
  init?(canonicalRequest: Text, signature: Text?, credential: Text) {
    let lines = canonicalRequest.split(at: 0x0A)
    guard lines.count >= 6, let gap = lines.indices.dropFirst(3).first(where: { lines[$0].isEmpty }),
      gap + 1 < lines.count
    else { return nil }
    var headers: [HeaderField] = []
    for line in lines[3..<gap] {
      guard let (name, value) = line.splitOnce(at: UInt8(ascii: ":")) else { return nil }
      headers.append(HeaderField(name, value))
    }
    guard let host = headers.first(where: { $0.name == "host" })?.value else { return nil }
    var url = "https://" + host + lines[1]
    if !lines[2].isEmpty { url = url + "?" + lines[2] }
    let isURL = lines[2].contains("X-Amz-Credential=")
    if isURL, let signature { url = url + "&X-Amz-Signature=" + signature }
    if !isURL, let signature {
      // Requests signed by header have the credential in Authorization, which S3's response does not repeat.
      let value =
        "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + lines[gap + 1] + ", Signature=" + signature
      headers.append(HeaderField("authorization", value))
      if !headers.contains(where: { $0.name == "x-amz-content-sha256" }), let hash = lines.last {
        headers.append(HeaderField("x-amz-content-sha256", hash))
      }
    }
    self.init(method: lines[0], url: url, headers: headers)
    isCanonical = true
  }
}
