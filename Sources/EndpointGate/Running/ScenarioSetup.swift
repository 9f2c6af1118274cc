import Gate
import ReferenceImpl
import VideoSpec

/// Sets up the states of a scenario with S3's own operations, and removes them and what the steps have made.
///
/// It always signs with the gate's own signer: only the requests of the steps are under test.
struct ScenarioSetup {
  private let configuration: EndpointConfiguration
  private let builder: RequestBuilder
  /// The buckets that this case may have made.
  private(set) var buckets: [Text] = []
  private var uploads: [Text: (bucket: Text, key: Text, id: Text)] = [:]
  private var hasGivenBucket = false

  init(_ configuration: EndpointConfiguration) {
    self.configuration = configuration
    builder = RequestBuilder(configuration: configuration, signer: OwnSigner())
  }

  /// Notes a bucket that a step may create under a name of its own, so that it is deleted afterwards.
  mutating func note(_ request: ScenarioRequest, _ values: ScenarioValues) {
    guard request.method == "PUT", case .object(let bucket?, nil) = request.address,
      let name = try? values.text(bucket), ByteChange.index(of: values.id.bytes, in: name.bytes) != nil,
      !buckets.contains(name)
    else { return }
    buckets.append(name)
  }

  // MARK: - States

  mutating func establish(_ state: GivenState, _ values: inout ScenarioValues) throws(CaseStop) {
    switch state {
    case .bucket(let name, let region): try makeBucket(name, region: region, &values)
    case .object(let name, let bucket, let key, let body, let headers):
      let key = try values.text(key)
      let parts = RequestParts(
        "PUT", bucket: try values.text(bucket), key: key, headers: try values.fields(headers),
        body: try values.text(body))
      let response = try perform(parts, "an object")
      var properties: [GivenState.Property: Text] = [.key: key]
      properties[.etag] = response.header("etag")
      if name != nil {
        let head = RequestParts("HEAD", bucket: try values.text(bucket), key: key)
        properties[.lastModified] = try perform(head, "an object").header("last-modified")
      }
      values.set(name, properties)
    case .cors(let bucket, let rules):
      let document = try CrossOriginDocument.text(rules, values)
      let parts = RequestParts(
        "PUT", bucket: try values.text(bucket), query: [QueryItem("cors", nil)],
        headers: [
          HeaderField("Content-Type", "application/xml"),
          HeaderField("Content-MD5", MD5.base64(of: document.bytes)),
        ], body: document)
      _ = try perform(parts, "CORS rules")
    case .upload(let name, let bucket, let key, let headers):
      let (bucket, key) = (try values.text(bucket), try values.text(key))
      let parts = RequestParts(
        "POST", bucket: bucket, key: key, query: [QueryItem("uploads", nil)], headers: try values.fields(headers))
      let response = try perform(parts, "a multipart upload")
      guard let id = response.document?.first(["UploadId"]) else {
        throw .notRun("the response to CreateMultipartUpload has no UploadId")
      }
      uploads[name] = (bucket, key, id)
      values.set(name, [.id: id, .key: key])
    case .part(let name, let upload, let number, let body):
      guard let upload = uploads[upload] else { throw .notRun("there is no upload \"\(upload)\"") }
      let query = [QueryItem("partNumber", Text("\(number)")), QueryItem("uploadId", upload.id)]
      let parts = RequestParts(
        "PUT", bucket: upload.bucket, key: upload.key, query: query, body: try values.text(body))
      let response = try perform(parts, "a part")
      values.set(name, response.header("etag").map { [.etag: $0] } ?? [:])
    case .session: break
    }
  }

  private mutating func makeBucket(
    _ name: Text, region: ScenarioText?, _ values: inout ScenarioValues
  ) throws(CaseStop) {
    if let bucket = configuration.bucket {
      if hasGivenBucket || region != nil {
        throw .notRun(
          "it needs \(region == nil ? "two buckets" : "a bucket in another region"), but --bucket names one")
      }
      hasGivenBucket = true
      buckets.append(bucket)
      values.set(name, [.name: bucket])
      return
    }
    let bucket = configuration.bucketPrefix + ScenarioValues.randomWord()
    let place = try values.text(region) ?? configuration.region
    var parts = RequestParts("PUT", bucket: bucket)
    if place != "us-east-1" {
      parts.body =
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>"
        + place + "</LocationConstraint></CreateBucketConfiguration>"
    }
    // Noted first: the response may be lost. A server that rejects the request has made no bucket.
    buckets.append(bucket)
    let exchange = try send(builder.request(parts))
    if let status = exchange.response?.status, (400..<500).contains(status) { buckets.removeLast() }
    _ = try successful(exchange, parts, "a bucket")
    values.set(name, [.name: bucket])
  }

  private func perform(_ parts: RequestParts, _ what: String) throws(CaseStop) -> ReceivedResponse {
    try successful(send(builder.request(parts)), parts, what)
  }

  private func successful(
    _ exchange: Exchange, _ parts: RequestParts, _ what: String
  ) throws(CaseStop) -> ReceivedResponse {
    guard let response = exchange.response else {
      throw .notRun("\(what) could not be set up: \(exchange.problem ?? "there is no response")")
    }
    if (200..<300).contains(response.status), response.errorCode == nil { return response }
    let code = response.errorCode.map { " \($0)" } ?? ""
    throw .notRun("\(what) could not be set up: the server responds \(response.status)\(code) to \(parts.method)")
  }

  private func send(_ request: WireRequest) throws(CaseStop) -> Exchange { try request.exchanged(with: configuration) }

  // MARK: - Cleaning up

  /// Empties and deletes the buckets. The bucket of `--bucket` is only emptied.
  ///
  /// - Returns: What could not be removed.
  mutating func cleanUp() -> [String] {
    var left: [String] = []
    for bucket in buckets {
      let cleaning = BucketCleaning(bucket, configuration)
      do throws(CaseStop) {
        if try !cleaning.removeContents() { left.append("the bucket \(bucket) could not be emptied") }
        if bucket == configuration.bucket {
          try cleaning.removeConfiguration()
        } else if try !cleaning.removeBucket() {
          left.append("the bucket \(bucket) could not be deleted")
        }
      } catch {
        left.append("the bucket \(bucket) could not be deleted")
      }
    }
    buckets = []
    return left
  }
}

/// The CORS configuration of a bucket as XML.
private enum CrossOriginDocument {
  static func text(_ rules: [GivenState.CrossOriginRule], _ values: ScenarioValues) throws(CaseStop) -> Text {
    var document: Text = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    func add(_ name: Text, _ text: ScenarioText) throws(CaseStop) {
      document = document + "<" + name + ">" + (try values.text(text)).escapedForXML + "</" + name + ">"
    }
    for rule in rules {
      document = document + "<CORSRule>"
      if let id = rule.id { try add("ID", id) }
      for origin in rule.origins { try add("AllowedOrigin", origin) }
      for method in rule.methods { try add("AllowedMethod", method) }
      for header in rule.headers { try add("AllowedHeader", header) }
      for header in rule.exposed { try add("ExposeHeader", header) }
      if let age = rule.maximumAge { document = document + "<MaxAgeSeconds>" + Text("\(age)") + "</MaxAgeSeconds>" }
      document = document + "</CORSRule>"
    }
    return document + "</CORSConfiguration>"
  }
}

extension Text {
  fileprivate var escapedForXML: Text {
    var output: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): output += "&amp;".utf8
      case UInt8(ascii: "<"): output += "&lt;".utf8
      case UInt8(ascii: ">"): output += "&gt;".utf8
      default: output.append(byte)
      }
    }
    return Text(bytes: output)
  }
}

/// The MD5 that S3 asks for with a bucket's configuration.
enum MD5 {
  static func base64(of bytes: [UInt8]) -> Text {
    guard let digest = MessageDigest(.md5) else { return Text() }
    bytes.withUnsafeBytes { digest.update(RawSpan(_unsafeBytes: $0)) }
    return Text(bytes: Base64.encode(digest.finish()))
  }
}
