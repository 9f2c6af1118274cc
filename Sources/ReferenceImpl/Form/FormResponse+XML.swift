public import VideoSpec

extension FormResponse {
  /// Creates S3's response to a form whose object is stored (FRM-030 to FRM-032).
  ///
  /// - Throws: ``Rejection``, InvalidHeader, for an ETag, a location or a redirect that contains a line break or a NUL byte. The
  ///   redirect comes from the form, and could otherwise begin a header of its own.
  public init(_ object: StoredObject, _ success: FormSuccess) throws(Rejection) {
    switch success {
    case .ok: self.init(status: 200, headers: try object.headers() + [.contentLength(0)])
    case .created: self.init(status: 201, headers: try object.headers(), xml: object.document)
    // A 204 has no body and no Content-Length (RFC 9110 8.6).
    case .noContent: self.init(status: 204, headers: try object.headers())
    case .redirect(let url):
      self.init(status: 303, headers: try object.headers(location: object.redirection(to: url)) + [.contentLength(0)])
    }
  }

  /// Creates S3's response to a form that is rejected (FRM-033). The status is 400 if the rejection has none.
  public init(_ rejection: Rejection) {
    let code = XMLDocument.element("Code", Text(rejection.code.rawValue))
    let message = XMLDocument.element("Message", Text(rejection.message))
    self.init(status: rejection.status ?? 400, headers: [], xml: XMLDocument.document("Error", [code, message]))
  }

  private init(status: Int, headers: [HeaderField], xml body: Text) {
    self.init(
      status: status,
      headers: headers + [HeaderField("Content-Type", "application/xml"), .contentLength(body.bytes.count)], body: body)
  }
}

extension StoredObject {
  /// - Parameter location: The location, or `nil` for the object's own.
  fileprivate func headers(location: Text? = nil) throws(Rejection) -> [HeaderField] {
    let headers = [HeaderField("ETag", etag), HeaderField("Location", location ?? self.location)]
    for header in headers where header.value.bytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 }) {
      throw Rejection(.invalidHeader, field: header.name.string, "the value contains a line break or a NUL byte")
    }
    return headers
  }

  fileprivate var document: Text {
    XMLDocument.document(
      "PostResponse",
      [
        XMLDocument.element("Location", location), XMLDocument.element("Bucket", bucket),
        XMLDocument.element("Key", key), XMLDocument.element("ETag", etag),
      ])
  }

  /// Returns the URL with the object in its query, which comes before the fragment (FRM-031).
  fileprivate func redirection(to url: Text) -> Text {
    let end = url.bytes.firstIndex(of: UInt8(ascii: "#")) ?? url.bytes.endIndex
    let (page, fragment) = (url.bytes[..<end], url.bytes[end...])
    var query: [UInt8] = [page.contains(UInt8(ascii: "?")) ? UInt8(ascii: "&") : UInt8(ascii: "?")]
    for (name, value) in [("bucket=", bucket), ("&key=", key), ("&etag=", etag)] {
      query += Array(name.utf8) + PercentEncoding.encode(value).bytes
    }
    return Text(bytes: page + query + fragment)
  }
}

extension HeaderField {
  fileprivate static func contentLength(_ length: Int) -> HeaderField {
    HeaderField("Content-Length", Text("\(length)"))
  }
}
