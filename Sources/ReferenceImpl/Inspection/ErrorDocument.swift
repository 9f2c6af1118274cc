import VideoSpec

/// S3's answer to a refused request, read leniently: what people paste has been cut, indented and quoted.
struct ErrorDocument {
  let text: Text

  init(_ text: Text) { self.text = text }

  /// An element's text, its references resolved; nil where it is not there.
  subscript(name: Text) -> Text? {
    guard let start = text.firstRange(of: "<" + name + ">") else { return nil }
    let rest = text.bytes[(start + name.bytes.count + 2)...]
    let end = Text(rest).firstRange(of: "</" + name + ">").map { rest.startIndex + $0 } ?? rest.endIndex
    return Self.resolved(Text(rest[..<end]))
  }

  /// Empty where the paste has none; what S3 has computed it shows for one code alone.
  var code: Text {
    self["Code"]?.trimmed ?? (self["CanonicalRequest"] == nil ? "" : "SignatureDoesNotMatch")
  }

  /// What S3 has made of the request. Browsers and logs show its lines as one.
  var canonicalRequest: Text? {
    guard let text = self["CanonicalRequest"] else { return nil }
    let lines = text.replacing("\r\n", with: "\n").trimmed
    return lines.bytes.contains(0x0A) ? lines : nil
  }

  private static func resolved(_ text: Text) -> Text {
    let references: [(Text, Text)] = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#34;", "\""), ("&#39;", "'"), ("&#10;", "\n"),
      ("&#13;", "\r"), ("&amp;", "&"),
    ]
    return references.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}

extension InspectedRequest {
  /// The request that a canonical request of S3's describes: its path and query are in their canonical form.
  init?(canonicalRequest: Text, signature: Text?, place: Text) {
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
      // Who signs by header says who he is in Authorization, which S3's answer does not repeat.
      let value =
        "AWS4-HMAC-SHA256 Credential=" + place + ", SignedHeaders=" + lines[gap + 1] + ", Signature=" + signature
      headers.append(HeaderField("authorization", value))
      if !headers.contains(where: { $0.name == "x-amz-content-sha256" }), let hash = lines.last {
        headers.append(HeaderField("x-amz-content-sha256", hash))
      }
    }
    self.init(method: lines[0], url: url, headers: headers)
  }
}
