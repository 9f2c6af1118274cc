import ReferenceImpl
import VideoSpec

// S3 still checks Signature Version 2 for old buckets, and many stores do. Then its string to sign shows what it received.

extension Inspector {
  /// Diagnoses a wrong signature of Signature Version 2 from S3's string to sign.
  /// - Returns: Whether the cause is proven.
  func compareVersion2(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) -> Bool {
    let text = error.stringToSign ?? ""
    let parts = request.flatMap { RequestParts($0.repaired) }
    guard let received = Version2Text(text) else {
      diagnosis.add(.sigv2, .likely, "S3's string to sign is one of Signature Version 2")
      return false
    }
    let signature = (error.signature ?? parts?.value("Signature")).map {
      $0.bytes.contains(UInt8(ascii: "%")) ? Text(bytes: PercentEncoding.decode($0.bytes[...])) : $0
    }
    if let credentials, let signature {
      for variant in received.variants(of: parts, clues: intention.clues)
      where credentials.secretAccessKey.withBytes({ variant.text.signature($0) }) == signature {
        guard let code = variant.code else {
          diagnosis.isSignatureRight = true
          diagnosis.add(.secretOfTheStoreOther, .likely)
          break
        }
        diagnosis.isSignatureRight = false
        diagnosis.isExplained = true
        diagnosis.add(code, .certain, variant.detail)
        diagnosis.divergence = .init("stringToSign", received: text.bytes, signed: variant.text.bytes)
        diagnosis.hints.append(
          "The secret is right: it produces the sent signature from the text that the signer signed.")
        return true
      }
    }
    compare(received, parts, &diagnosis)
    diagnosis.add(
      .sigv2, .likely, "S3's string to sign is one of Signature Version 2, which S3 accepted as such",
      confirm: "The secret, which checks the signature, or the signer's own string to sign.")
    return false
  }

  /// Compares S3's string to sign with the given request, line by line.
  private func compare(_ received: Version2Text, _ parts: RequestParts?, _ diagnosis: inout Diagnosis) {
    if let method = parts?.method, method != received.method {
      diagnosis.add(.methodOther, .likely, "intended as \(method), received as \(received.method)")
    }
    if let expires = parts?.value("Expires"), expires != received.date, received.isURL {
      diagnosis.add(.parameterChanged, .likely, "Expires is \(expires) in the URL, S3 has \(received.date)")
    }
    if let parts {
      let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
      let resource = Text(bytes: PercentEncoding.decode(received.path.bytes[...]))
      if !resource.hasSuffix(path) {
        diagnosis.add(.requestChanged, .likely, "the path is \(path) in the URL, S3 has the resource \(resource)")
      }
    }
    let given = parts?.header("content-type")
    if let given, given != received.type {
      diagnosis.add(.headerChanged, .likely, Self.changeOfHeader("Content-Type", given, received.type))
    } else if given == nil, received.isURL, !received.type.isEmpty {
      diagnosis.add(
        .headerChanged, .likely,
        "S3 received Content-Type \"\(received.type)\", and a URL of Signature Version 2 signs the type, often an empty one",
        confirm: "The Content-Type that the signer was given.")
    }
  }
}

/// A string to sign of Signature Version 2.
private struct Version2Text {
  var method: Text
  var md5: Text
  var type: Text
  /// The date, or the time of a URL's end.
  var date: Text
  /// The lines of `x-amz-*` headers.
  var headers: [Text]
  var resource: Text

  init?(_ text: Text) {
    var lines = text.split(at: 0x0A)
    // XML that was indented again has lost the empty line of Content-MD5.
    let full = lines.map(\.trimmed).filter { !$0.isEmpty }
    if full.count == 4, full.count == lines.count || lines.last?.trimmed.isEmpty == true, full[1].contains("/") {
      lines = [full[0], ""] + full[1...]
    }
    guard lines.count >= 5, lines[0].isMethod, let last = lines.last, last.hasPrefix("/"),
      lines[4..<(lines.count - 1)].allSatisfy({ $0.hasPrefix("x-amz-") })
    else { return nil }
    (method, md5, type, date) = (lines[0], lines[1], lines[2], lines[3])
    headers = Array(lines[4..<(lines.count - 1)])
    resource = last
  }

  /// Whether the signature is in the URL: then the date is the number of seconds at which it ends.
  var isURL: Bool { !date.isEmpty && date.bytes.allSatisfy { (0x30...0x39).contains($0) } }

  var path: Text { resource.splitOnce(at: UInt8(ascii: "?"))?.head ?? resource }

  var bytes: [UInt8] {
    Array(([method, md5, type, date] + headers + [resource]).map(\.bytes).joined(separator: [0x0A]))
  }

  /// The signature of the text: HMAC-SHA1 in Base64.
  func signature(_ secret: [UInt8]) -> Text? {
    guard let key = secret.count > 64 ? Self.sha1(secret) : secret else { return nil }
    let padded = key + Array(repeating: 0, count: 64 - key.count)
    guard let inner = Self.sha1(padded.map { $0 ^ 0x36 } + bytes),
      let outer = Self.sha1(padded.map { $0 ^ 0x5C } + inner)
    else { return nil }
    return Text(bytes: Base64.encode(outer))
  }

  private static func sha1(_ bytes: [UInt8]) -> [UInt8]? {
    guard let digest = MessageDigest(.sha1) else { return nil }
    digest.update(bytes.span.bytes)
    return digest.finish()
  }

  struct Variant {
    /// Nil for the text as S3 computed it.
    var code: CauseCode?
    var detail: String?
    var text: Version2Text
  }

  /// What may have been signed instead, the likelier ones first.
  func variants(of parts: RequestParts?, clues: PastedClues) -> [Variant] {
    var variants = [Variant(code: nil, text: self)]
    func add(_ code: CauseCode, _ detail: String, _ change: (inout Version2Text) -> Void) {
      var text = self
      change(&text)
      variants.append(Variant(code: code, detail: detail, text: text))
    }
    var types: [Text] = [""]
    let usual: [Text] = [
      "application/octet-stream", "binary/octet-stream", "text/plain", "image/jpeg", "image/png", "video/mp4",
      "video/webm", "application/pdf", "application/json", "application/zip", "multipart/form-data",
    ]
    types += (parts?.header("content-type").map { [$0] } ?? []) + clues.values(of: "content-type") + usual
    if let (plain, _) = type.splitOnce(at: UInt8(ascii: ";")) { types.append(plain.trimmed) }
    for other in types where other != type {
      add(.headerChanged, "Content-Type was signed as \"\(other)\", received as \"\(type)\"") { $0.type = other }
    }
    let methods: [Text] = ["GET", "PUT", "POST", "HEAD", "DELETE"]
    for other in methods where other != method {
      add(.methodOther, "signed for \(other), received as \(method)") { $0.method = other }
      if !type.isEmpty {
        add(.methodOther, "signed for \(other) without a Content-Type, received as \(method) with \"\(type)\"") {
          ($0.method, $0.type) = (other, "")
        }
      }
    }
    if !md5.isEmpty { add(.headerChanged, "Content-MD5 was signed as \"\", received as \"\(md5)\"") { $0.md5 = "" } }
    if !headers.isEmpty {
      let names = headers.compactMap { $0.splitOnce(at: UInt8(ascii: ":"))?.head.string }.joined(separator: ", ")
      add(.unsignedAmzHeader, "\(names) was sent but not signed") { $0.headers = [] }
      for index in headers.indices.prefix(16) {
        let name = headers[index].splitOnce(at: UInt8(ascii: ":"))?.head ?? headers[index]
        add(.unsignedAmzHeader, "\(name) was sent but not signed") { $0.headers.remove(at: index) }
      }
    }
    if let expires = parts?.value("Expires"), expires != date {
      add(.parameterChanged, "Expires was signed as \(expires), received as \(date)") { $0.date = expires }
    }
    for (other, name) in resources(parts) where other != resource {
      add(.requestChanged, "the resource was signed as \(other)\(name), received as \(resource)") {
        $0.resource = other
      }
    }
    return variants
  }

  /// Other forms of the resource.
  private func resources(_ parts: RequestParts?) -> [(Text, String)] {
    var resources: [(Text, String)] = []
    let segments = path.split(at: 0x2F)
    if segments.count > 2 {
      let rest = Text(segments.dropFirst(2).map(\.bytes).joined(separator: [0x2F]))
      resources.append(("/" + rest, ", without the bucket"))
    }
    let query = Text(resource.bytes.dropFirst(path.bytes.count))
    if !query.isEmpty { resources.append((path, ", without its query")) }
    let decoded = Text(bytes: PercentEncoding.decode(path.bytes[...]))
    resources.append((decoded + query, ", not encoded"))
    resources.append((PercentEncoding.encodePath(decoded) + query, ", encoded"))
    if let parts {
      resources.append((Text(bytes: parts.path), ""))
      if let bucket = AddressedObject.bucketInHost(parts.host.hostAndPort.host) {
        resources.append(("/" + bucket + Text(bytes: parts.path), ""))
      }
    }
    return resources
  }
}
