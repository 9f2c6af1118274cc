import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// An endpoint's operations without HTTP and without authentication: a request goes to its operation, and the response comes back.
final class OperationFixture {
  let service: S3Service
  /// When the next requests arrive.
  var time: Timestamp = "2026-01-02T03:04:05Z"

  init(region: Text = "us-east-1", disabled: Set<EndpointCheck> = []) throws {
    var configuration = S3Configuration(credentials: [], region: region)
    configuration.disabledChecks = disabled
    service = S3Service(configuration: configuration, storage: try ObjectStorage(inMemory: ()))
    try service.storage.createBucket("b", region: region, at: time)
  }

  /// Performs a request and returns what came back: a response, or the refusal.
  @discardableResult
  func perform(_ method: Text, _ target: Text, _ headers: [Text: Text] = [:], _ body: Text = "") throws -> Outcome {
    let fields = headers.map { HeaderField($0.key, $0.value) }
    let received = ReceivedRequest(
      method: method, target: target, headers: [HeaderField("Host", "localhost:9000")] + fields)
    do throws(S3Refusal) {
      let address = try S3Address(target: target, host: "localhost:9000", domains: ["localhost"])
      let operation = try S3Operation(
        method: method, address: address, hasCopySource: headers["x-amz-copy-source"] != nil, checks: service.checks)
      let body = FixtureBody(body.bytes, stated: headers)
      let request = S3Request(
        received: received, address: address, operation: operation, caller: nil, time: time, body: body, isSecure: false
      )
      return Outcome(try operation.handler.respond(to: request, in: service))
    } catch {
      return Outcome(error)
    }
  }

  /// Begins an upload of the key `k` in the bucket `b`, and returns its ID.
  func beginUpload(_ headers: [Text: Text] = [:]) throws -> Text {
    try #require(try perform("POST", "/b/k?uploads", headers).value("InitiateMultipartUploadResult/UploadId"))
  }

  /// Completes an upload of `/b/k` with parts: each has a number, an ETag and further elements.
  func complete(
    _ id: Text, _ parts: [(Int, Text, Text)], _ headers: [Text: Text] = [:]
  ) throws -> Outcome {
    let elements = parts.map { number, etag, rest -> Text in
      "<Part><PartNumber>\(number)</PartNumber><ETag>\(etag)</ETag>\(rest)</Part>"
    }
    let list = elements.reduce(Text(), +)
    return try perform(
      "POST", "/b/k?uploadId=" + id, headers, "<CompleteMultipartUpload>" + list + "</CompleteMultipartUpload>")
  }

  func content(_ key: Text) throws -> Text? {
    guard let opened = try service.storage.open(key, in: "b") else { return nil }
    return Text(bytes: try opened.content.bytes(in: 0..<opened.content.size))
  }
}

/// What came back: a response with its document, or a refusal.
struct Outcome {
  let status: Int
  let code: Text?
  let refusal: S3Refusal?
  private let headers: [HeaderField]
  private let document: XMLElement?

  init(_ response: S3Response) {
    status = response.status
    code = nil
    refusal = nil
    headers = response.headers
    document = if case .bytes(let bytes) = response.body { try? XMLElement(parsing: bytes) } else { nil }
  }

  init(_ refusal: S3Refusal) {
    status = refusal.status
    code = Text("\(refusal.code)")
    self.refusal = refusal
    headers = refusal.headers
    document = nil
  }

  func header(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// The texts of all elements at a path, such as `ListBucketResult/Contents/Key`.
  func values(_ path: String) -> [Text] {
    let names = path.split(separator: "/").map { Text($0) }
    guard let document, document.name == names.first else { return [] }
    var elements = [document]
    for name in names.dropFirst() { elements = elements.flatMap { $0.all(name) } }
    return elements.map(\.text)
  }

  func value(_ path: String) -> Text? { values(path).first }

  /// The value of an element of the error document.
  func detail(_ name: Text) -> Text? { refusal?.rejection.details.first { $0.name == name }?.value }
}

/// A body in memory, hashed as the endpoint's own reader does it.
private final class FixtureBody: S3Body {
  let length: Int?
  private let bytes: [UInt8]
  private let stated: ChecksumAlgorithm?

  init(_ bytes: [UInt8], stated headers: [Text: Text]) {
    self.bytes = bytes
    length = bytes.count
    stated = ChecksumAlgorithm.allCases.first { headers[$0.headerName] != nil }
  }

  func receive(_ sink: (RawSpan) throws(S3Refusal) -> Void) throws(S3Refusal) -> ReceivedData {
    let algorithm = stated ?? .crc64nvme
    guard let md5 = MessageDigest(.md5), let checksum = Checksum(algorithm) else { throw .internalError("no digest") }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    try sink(UnsafeRawBufferPointer(buffer).bytes)
    md5.update(UnsafeRawBufferPointer(buffer).bytes)
    checksum.update(UnsafeRawBufferPointer(buffer).bytes)
    return ReceivedData(
      size: bytes.count, md5: md5.finish(), checksum: ObjectChecksum(algorithm, of: checksum.finish()),
      isChecksumStated: stated != nil)
  }
}
