import ReferenceImpl
import VideoSpec

/// Empties a bucket and deletes it.
struct BucketCleaning {
  private let bucket: Text
  private let configuration: EndpointConfiguration
  private let builder: RequestBuilder

  /// How many pages of a list are read. No scenario stores as many objects.
  private static let pageLimit = 20

  init(_ bucket: Text, _ configuration: EndpointConfiguration) {
    self.bucket = bucket
    self.configuration = configuration
    builder = RequestBuilder(configuration: configuration, signer: OwnSigner())
  }

  /// Deletes all objects, and aborts all uploads.
  ///
  /// - Returns: Whether nothing is left.
  func removeContents() throws(CaseStop) -> Bool {
    var isEmpty = false
    var reading = KeyReading.encoded
    var last: [Text] = []
    for _ in 0..<Self.pageLimit {
      var keys = try self.keys(reading)
      isEmpty = keys.isEmpty
      if isEmpty { break }
      if keys == last {
        // Nothing went away, so the server means its list in another way.
        reading = reading.next
        keys = try self.keys(reading)
      }
      last = keys
      for key in keys where !key.isEmpty { _ = try response(RequestParts("DELETE", bucket: bucket, key: key)) }
    }
    for (key, id) in try uploads() {
      _ = try response(RequestParts("DELETE", bucket: bucket, key: key, query: [QueryItem("uploadId", id)]))
    }
    return isEmpty
  }

  /// How servers write keys in a list with the encoding `url`.
  enum KeyReading {
    /// As S3 does: percent-encoded, and a space is a plus.
    case encoded
    /// Percent-encoded, and a plus is a plus.
    case percentEncoded
    /// As they are.
    case plain

    var next: KeyReading {
      switch self {
      case .encoded: .percentEncoded
      case .percentEncoded: .plain
      case .plain: .encoded
      }
    }
  }

  /// The keys of the first page of the bucket's list; none if there is no such bucket.
  func keys(_ reading: KeyReading = .encoded) throws(CaseStop) -> [Text] {
    let query = [QueryItem("list-type", "2"), QueryItem("encoding-type", "url")]
    guard let document = try response(RequestParts("GET", bucket: bucket, query: query))?.document else { return [] }
    let isEncoded = document.texts(at: ["ListBucketResult", "EncodingType"]) == ["url"]
    return document.texts(at: ["ListBucketResult", "Contents", "Key"])
      .map { Self.decoded($0, isEncoded ? reading : reading == .encoded ? .plain : reading) }
  }

  /// Why the bucket cannot be listed; nil if it can.
  func obstacle() throws(CaseStop) -> String? {
    let response = try response(RequestParts("GET", bucket: bucket, query: [QueryItem("list-type", "2")]))
    guard let response else { return "the bucket \(bucket) cannot be listed: the server does not respond" }
    if response.status == 200 { return nil }
    let code = response.errorCode.map { " \($0)" } ?? ""
    return "the bucket \(bucket) cannot be listed: the server responds with \(response.status)\(code)"
  }

  private func uploads() throws(CaseStop) -> [(key: Text, id: Text)] {
    let query = [QueryItem("uploads", nil), QueryItem("encoding-type", "url")]
    guard let document = try response(RequestParts("GET", bucket: bucket, query: query))?.document else { return [] }
    let isEncoded = document.texts(at: ["ListMultipartUploadsResult", "EncodingType"]) == ["url"]
    let keys = document.texts(at: ["ListMultipartUploadsResult", "Upload", "Key"])
    let ids = document.texts(at: ["ListMultipartUploadsResult", "Upload", "UploadId"])
    return zip(keys, ids).map { (Self.decoded($0, isEncoded ? .encoded : .plain), $1) }
  }

  private static func decoded(_ key: Text, _ reading: KeyReading) -> Text {
    switch reading {
    case .plain: key
    case .percentEncoded: PercentEncoding.decode(key)
    case .encoded: PercentEncoding.decode(Text(bytes: key.bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }))
    }
  }

  func removeConfiguration() throws(CaseStop) {
    _ = try response(RequestParts("DELETE", bucket: bucket, query: [QueryItem("cors", nil)]))
  }

  /// - Returns: Whether the bucket no longer exists.
  func removeBucket() throws(CaseStop) -> Bool {
    let response = try response(RequestParts("DELETE", bucket: bucket))
    return response.map { $0.status < 300 || $0.status == 404 } ?? false
  }

  private func response(_ parts: RequestParts) throws(CaseStop) -> ReceivedResponse? {
    try builder.request(parts).exchanged(with: configuration).response
  }
}
