import ReferenceImpl
import VideoSpec

/// S3's XML response to a rejected request, parsed leniently: pasted responses are cut off, indented and quoted.
struct ErrorResponse {
  /// S3's own responses have a few kilobytes: the longest repeats a URL and its headers four times.
  private static let limit = 1 << 18

  let text: Text
  /// The error code; empty if the text has none.
  ///
  /// A text without a code but with a canonical request is from a `SignatureDoesNotMatch`, the only error that shows one.
  private(set) var code: Text = ""

  init(_ text: Text) {
    self.text = Text(text.bytes.prefix(Self.limit))
    code = self["Code"]?.trimmed ?? (self["CanonicalRequest"] == nil ? "" : "SignatureDoesNotMatch")
  }

  /// The text of an element, with character references resolved; nil if there is no such element.
  subscript(name: Text) -> Text? {
    guard let start = text.firstRange(of: "<" + name + ">") else { return nil }
    let rest = text.bytes[(start + name.bytes.count + 2)...]
    let end = Text(rest).firstRange(of: "</" + name + ">").map { rest.startIndex + $0 } ?? rest.endIndex
    return Self.resolved(Text(rest[..<end]))
  }

  /// The canonical request that S3 computed; nil if the text ends within it, or if its lines were joined, as browsers and logs do.
  var canonicalRequest: Text? {
    guard let text = self["CanonicalRequest"] else { return nil }
    let lines = text.replacing("\r\n", with: "\n").trimmed
    guard lines.bytes.contains(0x0A), let last = lines.split(at: 0x0A).last else { return nil }
    let isHash = last == "UNSIGNED-PAYLOAD" || last.hasPrefix("STREAMING-") || last.bytes.count == 64
    return isClosed("CanonicalRequest") || isHash ? lines : nil
  }

  /// The signature that S3 received; nil if the text ends within it.
  var signature: Text? { isClosed("SignatureProvided") ? self["SignatureProvided"]?.trimmed : nil }

  var stringToSign: Text? { self["StringToSign"]?.trimmed.replacing("\r\n", with: "\n") }

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
    let names: [Text] = [
      "Code", "Message", "AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes", "CanonicalRequest",
      "CanonicalRequestBytes", "RequestId", "HostId",
    ]
    if let name = names.first(where: { self[$0] != nil && !isClosed($0) }) { return name }
    return text.contains("<Error") && !text.contains("</Error>") ? "" : nil
  }

  private func isClosed(_ name: Text) -> Bool { text.contains("</" + name + ">") }

  private static func resolved(_ text: Text) -> Text {
    guard text.bytes.contains(UInt8(ascii: "&")) else { return text }
    let references: [(Text, Text)] = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#34;", "\""), ("&#39;", "'"), ("&#10;", "\n"),
      ("&#13;", "\r"), ("&amp;", "&"),
    ]
    return references.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
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
  }
}
