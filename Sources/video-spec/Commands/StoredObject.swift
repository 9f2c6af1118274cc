import ReferenceImpl
import S3Client
import Synchronization
import VideoSpec

/// The name of an object: `s3://BUCKET/KEY`. The key is not encoded.
struct StoredObjectName {
  var bucket: Text
  var key: Text

  /// Reads an operand, or returns nil if it is the name of a file.
  init?(_ operand: String, _ options: Options) throws {
    let prefix: Text = "s3://"
    guard Text(operand).hasPrefix(prefix) else { return nil }
    guard let (bucket, key) = Text(operand.utf8.dropFirst(prefix.bytes.count)).splitOnce(at: UInt8(ascii: "/")),
      !bucket.isEmpty, !key.isEmpty
    else { throw options.fail("\"\(operand)\" is not s3://BUCKET/KEY") }
    if options.has("content-type") {
      throw options.fail("--content-type is only for a FILE: an object's type comes from the store")
    }
    (self.bucket, self.key) = (bucket, key)
  }
}

/// An object in a store, which is asked with signed requests.
struct StoredObject: Sendable {
  private let name: StoredObjectName
  private let store: S3ObjectStore
  private let etag: Text?
  private let checksContent: Bool
  private let failure = LastFailure()

  /// Prepares the requests.
  ///
  /// - Throws: ``Rejection`` if the store cannot be asked with these options.
  init(_ name: StoredObjectName, options: Options) throws {
    self.name = name
    checksContent = options.has("check-content")
    // The shell removes the quotation marks.
    etag = options.value("etag").map { Text($0).hasPrefix("\"") ? Text($0) : "\"" + Text($0) + "\"" }
    let credentials = try options.credentials()
    let addressing: Addressing? = options.has("path-style") ? .path : nil
    let region = try options.region()
    let location =
      if let endpoint = try options.endpoint() {
        S3Location(bucket: name.bucket, region: region, endpoint: endpoint, addressing: addressing)
      } else {
        try S3Location(bucket: name.bucket, region: region, addressing: addressing)
      }
    let failure = failure
    store = try S3ObjectStore(
      location, credentials: credentials, now: SystemClock.now, onFailure: failure.set)
  }

  /// Validates the object by what its store says.
  ///
  /// - Throws: ``Rejection`` if the store does not say.
  func decision(_ limits: ObjectLimits) throws -> ValidationResult {
    do throws(Rejection) {
      return try Blocking.run { [self] () throws(Rejection) in
        try await ObjectValidator.validate(
          name.key, in: store, limits: limits, etag: etag, checksContent: checksContent)
      }
    } catch {
      guard error.code == .storeUnavailable, let reason = failure.reason else { throw error }
      throw Rejection(error.code, field: error.field, "\(error.message); an attempt failed: \(reason)")
    }
  }
}

/// Why the last attempt without a response had none.
private final class LastFailure: Sendable {
  private let text = Mutex<String?>(nil)

  var reason: String? { text.withLock(\.self) }

  @Sendable func set(_ reason: String) { text.withLock { $0 = reason } }
}
