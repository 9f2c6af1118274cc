public import VideoSpec

extension FormAnswer {
  public init(_ input: FormAnswerInput) {
    switch input {
    case .stored(let object, let success): self.init(object, success)
    case .refused(let refusal): self.init(refusal)
    }
  }

  /// S3's answer to a form whose object is stored (FRM-030 to FRM-032).
  public init(_ object: StoredObject, _ success: FormSuccess) {
    switch success {
    case .ok: self.init(status: 200, headers: object.headers + [.contentLength(0)])
    case .noContent: self.init(status: 204, headers: object.headers)
    case .created: self.init(status: 201, headers: object.headers, xml: object.document)
    case .redirect(let url):
      self.init(
        status: 303,
        headers: [
          HeaderField("ETag", object.etag.onOneLine), HeaderField("Location", object.redirection(to: url).onOneLine),
          .contentLength(0),
        ])
    }
  }

  /// S3's answer to a form that is refused (FRM-033); 400 where the refusal has no status.
  public init(_ refusal: Refusal) {
    let code = XMLDocument.element("Code", Text(refusal.code.rawValue))
    let message = XMLDocument.element("Message", Text(refusal.message))
    self.init(status: refusal.status ?? 400, headers: [], xml: XMLDocument.document("Error", [code, message]))
  }

  private init(status: Int, headers: [HeaderField], xml body: Text) {
    self.init(
      status: status,
      headers: headers + [HeaderField("Content-Type", "application/xml"), .contentLength(body.bytes.count)], body: body)
  }
}

extension StoredObject {
  fileprivate var headers: [HeaderField] {
    [HeaderField("ETag", etag.onOneLine), HeaderField("Location", location.onOneLine)]
  }

  fileprivate var document: Text {
    XMLDocument.document(
      "PostResponse",
      [
        XMLDocument.element("Location", location), XMLDocument.element("Bucket", bucket),
        XMLDocument.element("Key", key), XMLDocument.element("ETag", etag),
      ])
  }

  /// The page to go on to, with the object in its query, which stands before the fragment (FRM-031).
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

extension Text {
  /// The text with its control characters percent-encoded: a redirect comes out of the form and must not end its header.
  fileprivate var onOneLine: Text {
    var output: [UInt8] = []
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F {
        output += PercentEncoding.encode(Text(bytes: [byte])).bytes
      } else {
        output.append(byte)
      }
    }
    return Text(bytes: output)
  }
}
