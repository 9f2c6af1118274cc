import ReferenceImpl
package import VideoSpec

/// A file of a web page.
package struct ServedPage: Sendable {
  package let path: Text
  private let contentType: Text
  private let body: [UInt8]
  /// What the page may load, or nil for a file that is no page.
  private let securityPolicy: Text?
  private let etag: Text

  package init(path: Text, contentType: Text, body: [UInt8], securityPolicy: Text? = nil) {
    self.path = path
    self.contentType = contentType
    self.body = body
    self.securityPolicy = securityPolicy
    etag = "\"" + Text(bytes: Hexadecimal.encode(Array(SHA256.digest(of: body).bytes.prefix(16)))) + "\""
  }

  /// Returns the file, or 304 if the client has it.
  func response(to headers: [HeaderField]) -> ServiceResponse {
    let isKnown = HeaderReader.matches(etag, in: headers)
    var response = isKnown ? ServiceResponse(304) : ServiceResponse(200, contentType: contentType, body: body)
    response.headers = [
      HeaderField("ETag", etag), HeaderField("Cache-Control", "no-cache"),
      HeaderField("Referrer-Policy", "no-referrer"),
    ]
    if let securityPolicy {
      response.headers.append(HeaderField("Content-Security-Policy", securityPolicy))
      response.headers.append(HeaderField("Permissions-Policy", "camera=(self), microphone=(self)"))
    }
    return response
  }
}
