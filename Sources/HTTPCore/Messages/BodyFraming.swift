/// How the end of a message's body is found.
public enum BodyFraming: Hashable, Sendable {
  /// There is no body.
  case none
  /// The body has this many bytes, at least 0.
  case length(Int)
  /// The body is in chunks, and trailers may follow it.
  case chunked
  /// The body ends with the connection. Only responses have such bodies.
  case untilClose

  /// Returns the framing of a request's body.
  ///
  /// Any doubt about it is an error, because a proxy in front of the server may see another end of the request.
  /// A length of 0 is `.length(0)`: S3 tells it from no length.
  /// - Note: RFC 9112 §6.1 to §6.3, stricter in this: two equal lengths and a length beside chunks are refused.
  public static func ofRequest(_ head: RequestHead) throws(HTTPMessageError) -> BodyFraming {
    var length: [UInt8]?
    var coding: [UInt8]?
    for field in head.fields.fields {
      // Most names differ in their size.
      if field.name.count == 14, field.isNamed("content-length") {
        guard length == nil else { throw .repeatedContentLength }
        length = field.value
      } else if field.name.count == 17, field.isNamed("transfer-encoding") {
        guard coding == nil else { throw .repeatedTransferEncoding }
        coding = field.value
      }
    }
    if let coding {
      guard length == nil else { throw .lengthWithTransferEncoding }
      guard head.versionMinor >= 1 else { throw .transferEncodingInHTTP10 }
      guard coding.equalsIgnoringASCIICase("chunked".utf8) else { throw .unsupportedTransferCoding }
      return .chunked
    }
    guard let length else { return .none }
    return .length(try parseLength(length))
  }

  /// Returns the framing of a response's body. It depends on the request's method.
  ///
  /// Equal lengths may be repeated. A length beside chunks is an error.
  /// - Note: RFC 9112 §6.3.
  public static func ofResponse(_ head: ResponseHead, to method: [UInt8]) throws(HTTPMessageError) -> BodyFraming {
    let lengths = head.fields.all("content-length")
    let codings = head.fields.all("transfer-encoding")
    if method.elementsEqual("HEAD".utf8) || head.status / 100 == 1 || head.status == 204 || head.status == 304 {
      return .none
    }
    if let coding = codings.first {
      guard codings.count == 1 else { throw .repeatedTransferEncoding }
      guard lengths.isEmpty else { throw .lengthWithTransferEncoding }
      guard coding.equalsIgnoringASCIICase("chunked".utf8) else { throw .unsupportedTransferCoding }
      return .chunked
    }
    guard let length = lengths.first else { return .untilClose }
    guard lengths.allSatisfy({ $0 == length }) else { throw .repeatedContentLength }
    return .length(try parseLength(length))
  }

  /// Parses the value of Content-Length: decimal digits without a sign, below 2⁶³.
  static func parseLength(_ bytes: [UInt8]) throws(HTTPMessageError) -> Int {
    guard !bytes.isEmpty, bytes.count <= 19 else { throw .malformedContentLength }
    var number = 0
    for byte in bytes {
      guard byte >= 0x30, byte <= 0x39 else { throw .malformedContentLength }
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(Int(byte - 0x30))
      guard !isTooLarge, !overflows else { throw .malformedContentLength }
      number = sum
    }
    return number
  }
}
