import ReferenceImpl
import VideoSpec

/// Prepares the headers of pasted requests and responses.
enum SentHeaders {
  /// Headers that hold secrets of others and that no signature for S3 covers.
  private static let secret: Set<Text> = [
    "cookie", "set-cookie", "proxy-authorization", "x-api-key", "api-key", "apikey", "x-auth-token", "x-csrf-token",
    "x-xsrf-token", "x-access-token",
  ]

  private static let ofResponses: Set<Text> = [
    "x-amz-request-id", "x-amz-id-2", "x-amz-version-id", "x-amz-delete-marker", "x-amz-bucket-region", "server",
    "etag",
    "last-modified", "accept-ranges", "www-authenticate", "location", "cf-ray", "cf-cache-status",
    "strict-transport-security", "x-minio-deployment-id", "access-control-max-age",
  ]

  /// Whether only responses have the header.
  static func isOfResponse(_ name: Text) -> Bool {
    let name = name.lowercased
    return ofResponses.contains(name) || name.hasPrefix("access-control-allow-")
      || name.hasPrefix("access-control-expose-")
  }

  /// The headers without pseudo-headers and without secrets that S3 does not read.
  ///
  /// Those that only responses have are not the request's, unless the request signs them.
  static func kept(_ headers: [HeaderField]) -> [HeaderField] {
    let signed =
      headers.first("authorization")?.after("SignedHeaders=")?.before(",")?.split(at: UInt8(ascii: ";")) ?? []
    return headers.compactMap { header in
      let name = header.name.lowercased
      guard !name.hasPrefix(":"), !secret.contains(name), !isOfResponse(name) || signed.contains(name) else {
        return nil
      }
      guard name == "authorization" else { return header }
      // Of a bearer token or a password only the scheme matters.
      if header.value.trimmed.hasPrefix("AWS") { return header }
      let scheme = Text(header.value.trimmed.bytes.prefix { $0 > 0x20 }.prefix(10))
      return HeaderField(header.name, (header.value.bytes.contains(0x20) ? scheme : "") + " …")
    }
  }

  /// Reads `Name: value`; nil if the line is not a header.
  static func header(_ line: ArraySlice<UInt8>) -> HeaderField? {
    let start = line.first == UInt8(ascii: ":") ? line.startIndex + 1 : line.startIndex
    guard let colon = line[start...].prefix(80).firstIndex(of: UInt8(ascii: ":")), colon > start,
      line[start..<colon].allSatisfy(isToken)
    else { return nil }
    // A URL has a colon, too.
    if line[(colon + 1)...].starts(with: "//".utf8) { return nil }
    return HeaderField(Text(line[..<colon]), Text(line[(colon + 1)...]).trimmed)
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "-_.!#$%&'*+^|~".utf8.contains(byte)
  }

  /// Reads the date of HTTP, such as `Fri, 02 Jan 2026 03:05:00 GMT`.
  static func time(_ text: Text?) -> Timestamp? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as [Text]
    let parts = (text ?? "").trimmed.split(at: 0x20)
    guard parts.count == 6, parts[0].bytes.count == 4, let month = months.firstIndex(of: parts[2]) else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    return Timestamp(iso8601: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
  }
}

extension Text {
  /// Whether the text is a method of HTTP.
  var isMethod: Bool {
    ["GET", "PUT", "POST", "HEAD", "DELETE", "OPTIONS", "PATCH"].contains(self)
  }
}

extension [HeaderField] {
  func first(_ name: Text) -> Text? { first { $0.name.equalsIgnoringCase(name) }?.value }
}

extension InspectedRequest {
  /// What the request contains: the form that its body holds, or the request itself; nil if it sends a form that is not in the text.
  var contents: [PastedItem.Content]? {
    guard value("content-type")?.trimmed.lowercased.hasPrefix("multipart/form-data") == true else {
      return [.request(self)]
    }
    if let body, let form = InspectedForm(multipart: body, url: url) { return [.form(form)] }
    // A form that was sent to a signed URL is a request by its signature.
    return S3Likeness.isSigned(url) || value("authorization")?.hasPrefix("AWS") == true ? [.request(self)] : nil
  }

  /// What a request looks like that sends a form which is not in the text.
  static let formOnly = "an upload form whose fields are not in the text"
}

extension InspectedForm {
  /// The form that a body of `multipart/form-data` holds; nil if it holds none.
  init?(multipart body: Text, url: Text?) {
    let (text, returns) = PastedEncoding.converted(body.bytes[...])
    guard let form = MultipartReader(PastedLines(text, returns: returns), at: 0).form()?.form else { return nil }
    self = form
    self.url = url
  }
}
