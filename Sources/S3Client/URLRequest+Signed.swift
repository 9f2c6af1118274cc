import Foundation
import ReferenceImpl
import VideoSpec

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension URLRequest {
  /// Creates a request as it was signed, with headers in place of those that Foundation would add.
  ///
  /// Returns nil for a URL that Foundation would change.
  init?(_ request: SigningRequest, signed: SignedHeaders) {
    let text = Self.withoutDotSegments(signed.url).string
    guard let url = URL(string: text, encodingInvalidCharacters: false),
      url.absoluteString.utf8.elementsEqual(text.utf8)
    else { return nil }
    self.init(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
    httpMethod = request.method.string
    httpShouldHandleCookies = false
    for header in request.headers + signed.headers {
      setValue(header.value.string, forHTTPHeaderField: header.name.string)
    }
    setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    setValue("VideoSpec", forHTTPHeaderField: "User-Agent")
  }

  /// Returns a URL whose segments `.` and `..` are percent-encoded. The key and the signature stay the same for the store, and Foundation does
  /// not remove the segments.
  static func withoutDotSegments(_ url: Text) -> Text {
    let mark = url.bytes.firstIndex(of: UInt8(ascii: "?")) ?? url.bytes.endIndex
    let segments = Text(url.bytes[..<mark]).split(at: UInt8(ascii: "/")).map { segment -> [UInt8] in
      segment == "." || segment == ".." ? segment.bytes.flatMap { _ in "%2E".utf8 } : segment.bytes
    }
    return Text(bytes: Array(segments.joined(separator: [UInt8(ascii: "/")])) + url.bytes[mark...])
  }
}
