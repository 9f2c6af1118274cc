package import HTTPCore
import HTTPServer
import ReferenceImpl
import S3Endpoint
package import VideoSpec

/// The store of a backend under test: the strict S3 in this process and in memory. The gate faults it, and sees what the backend asks for.
package final class GateStore: Sendable {
  private let endpoint: S3Endpoint
  package let bucket: Text
  /// The URL at which the backend finds the store.
  package let url: Endpoint

  /// How many requests the journal keeps.
  private static let journalLength = 100_000

  /// Starts the store with an empty bucket, to which pages of every origin may upload.
  ///
  /// - Parameter address: Port 0 for a free one.
  /// - Throws: ``GateStoreError``.
  package init(
    at address: SocketAddress, bucket: Text, region: Text, credentials: Credentials
  ) throws(GateStoreError) {
    self.bucket = bucket
    var configuration = S3Configuration(credentials: [credentials], region: region)
    configuration.buckets = [bucket]
    configuration.journalLength = Self.journalLength
    let listening: SocketAddress
    do throws(StorageError) {
      let storage = try ObjectStorage(inMemory: ())
      try storage.createBucket(bucket, region: region, at: SystemClock.now())
      endpoint = S3Endpoint(
        configuration: configuration, storage: storage, listening: HTTPServerConfiguration(address: address))
    } catch {
      throw GateStoreError("the store cannot be set up: \(error)")
    }
    do throws(HTTPServerError) { listening = try endpoint.start() } catch {
      throw GateStoreError("the store cannot listen: \(error)")
    }
    do throws(S3Refusal) { try endpoint.service.allowPages(of: ["*"], in: bucket) } catch {
      throw GateStoreError("the store cannot be set up: \(error.rejection.message)")
    }
    let isIPv6 = listening.host.utf8.contains(UInt8(ascii: ":"))
    url = Endpoint(
      scheme: .http, host: Text(isIPv6 ? "[\(listening.host)]" : listening.host), port: Int(listening.port))
  }

  package func stop() { endpoint.stop(within: .seconds(1)) }

  // MARK: - Objects

  /// Stores an object directly, without a form.
  ///
  /// - Parameter body: Hands the bytes over, piece by piece.
  func put(_ key: Text, type: Text?, body: (([UInt8]) -> Void) throws(CaseStop) -> Void) throws(CaseStop) {
    let storage = endpoint.service.storage
    let writer = try storing { () throws(StorageError) in try storage.beginObject() }
    let digest = MessageDigest(.md5)
    var problem: StorageError?
    do throws(CaseStop) {
      try body { piece in
        guard problem == nil else { return }
        piece.withUnsafeBytes { bytes in
          digest?.update(RawSpan(_unsafeBytes: bytes))
          do throws(StorageError) { try writer.write(bytes) } catch { problem = error }
        }
      }
      try storing { () throws(StorageError) in if let problem { throw problem } }
    } catch {
      writer.abort()
      throw error
    }
    var record = ObjectRecord(
      bucket: bucket, key: key, etag: Hexadecimal.lowercase(digest?.finish() ?? []), modified: SystemClock.now())
    if let type { record.contentType = type }
    try storing { [record] () throws(StorageError) in _ = try storage.commit(writer, as: record) }
  }

  func delete(_ keys: [Text]) throws(CaseStop) {
    try storing { () throws(StorageError) in _ = try endpoint.service.storage.delete(keys, in: bucket) }
  }

  private func storing<Value>(_ body: () throws(StorageError) -> Value) throws(CaseStop) -> Value {
    do throws(StorageError) { return try body() } catch {
      throw .notRun("the gate cannot use its store: \(error)")
    }
  }

  // MARK: - Faults

  func add(_ fault: EndpointFault) throws(CaseStop) {
    var fault = fault
    fault.bucket = bucket
    guard endpoint.faults.add(fault) else { throw .notRun("the store already has \(FaultPlan.limit) faults") }
  }

  /// Ends the faults of these keys, where nil stands for faults of every key.
  func endFaults(of keys: Set<Text?>) { endpoint.faults.remove(keys: keys) }

  // MARK: - What the backend asks for

  /// The backend's requests for a key, or for any key, the oldest first. Uploads by form and preflights come from browsers.
  func requests(for key: Text?) -> [JournalEntry] {
    endpoint.journal.entries(of: key, in: bucket).filter { $0.operation != .postObject && $0.operation != .preflight }
  }

  // MARK: - What it holds

  /// The object under a key; nil if there is none.
  func object(_ key: Text) throws(CaseStop) -> ObjectRecord? {
    try storing { () throws(StorageError) in try endpoint.service.storage.object(key, in: bucket) }
  }

  /// The bytes of an object; nil if there is none.
  func bytes(of key: Text) throws(CaseStop) -> [UInt8]? {
    do {
      guard let object = try endpoint.service.storage.open(key, in: bucket) else { return nil }
      return try object.content.bytes(in: 0..<object.record.size)
    } catch {
      throw .notRun("the gate cannot use its store: \(error)")
    }
  }

  /// The keys that begin with a prefix.
  func keys(beginningWith prefix: Text) throws(CaseStop) -> [Text] {
    try storing { () throws(StorageError) in
      try endpoint.service.storage.list(ListRequest(bucket: bucket, prefix: prefix)).entries.map(\.key)
    }
  }
}

/// Why the gate has no store, in one sentence.
package struct GateStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
