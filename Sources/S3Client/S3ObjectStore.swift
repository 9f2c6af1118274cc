import Foundation
import ReferenceImpl
public import VideoSpec

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A bucket of S3, or of a store that speaks like it, asked by requests that the reference signs (VAL-040).
///
/// It follows no redirect, keeps no cookies and no answers, decodes nothing, and tries again what is worth it (VAL-041), signed anew each time.
///
/// ```swift
/// let store = try S3ObjectStore(
///   S3Location(bucket: "videos", region: "eu-west-1"), credentials: credentials, now: S3ObjectStore.timeOfDay)
/// let result = try await ObjectValidator.validate(key, in: store, limits: limits)
/// ```
public struct S3ObjectStore: ObjectStore {
  public let location: S3Location
  public let retries: RetryPolicy
  private let signer: Signer
  private let connection = Connection()
  private let now: @Sendable () -> Timestamp
  private let sleep: @Sendable (Duration) async -> Void
  private let jitter: @Sendable () -> Double

  /// - Parameters:
  ///   - now: The time that is signed, asked for each attempt: ``timeOfDay`` but in tests.
  ///   - sleep: Waits between attempts; a wait that is cancelled ends at once.
  ///   - jitter: A random number from 0 to 1.
  /// - Throws: ``Rejection`` for credentials, a region or a bucket that nothing can be signed for.
  public init(
    _ location: S3Location, credentials: Credentials, retries: RetryPolicy = RetryPolicy(),
    now: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) throws(Rejection) {
    self.location = location
    self.retries = retries
    self.now = now
    self.sleep = sleep
    self.jitter = jitter
    signer = Signer(credentials: credentials, region: location.region, service: "s3")
    // What is wrong with any request is wrong with this one.
    _ = try signer.signedHeaders(for: request("HEAD", "key"), at: now())
  }

  /// The machine's clock.
  public static let timeOfDay: @Sendable () -> Timestamp = {
    Timestamp(seconds: Int(Date().timeIntervalSince1970)) ?? .maximum
  }

  public func head(_ key: Text) async -> StoreResponse {
    await answer(to: request("HEAD", key), bodyLimit: 0).answer
  }

  public func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes {
    guard count > 0 else { return .bytes(Text()) }
    let headers = [HeaderField("Range", "bytes=0-\(count - 1)"), HeaderField("If-Match", etag)]
    // The connection would decode what was stored encoded; no Accept-Encoding keeps S3 from saying so.
    let query = [QueryItem("response-content-encoding", "identity")]
    let reply = await answer(to: request("GET", key, headers: headers, query: query), bodyLimit: count)
    switch reply.answer {
    case .responded(200, _), .responded(206, _):
      if let current = reply.header("etag"), current != etag { return .replaced }
      let starts = reply.header("content-range").map { $0.hasPrefix("bytes 0-") } ?? true
      let encoding = reply.header("content-encoding")?.lowercased ?? "identity"
      return starts && (encoding.isEmpty || encoding == "identity") ? .bytes(reply.body) : .failed(reply.answer)
    case .responded(404, _), .responded(412, _): return .replaced
    // An empty object has no first byte.
    case .responded(416, _): return .bytes(Text())
    default: return .failed(reply.answer)
    }
  }

  private func request(
    _ method: Text, _ key: Text, headers: [HeaderField] = [], query: [QueryItem] = []
  ) -> SigningRequest {
    SigningRequest(
      method: method, endpoint: location.endpoint,
      target: .object(bucket: location.bucket, key: key, addressing: location.addressing, query: query),
      headers: headers)
  }

  /// The last attempt's reply.
  private func answer(to request: SigningRequest, bodyLimit: Int) async -> StoreReply {
    var attempt = 1
    while true {
      let reply = await self.attempt(request, bodyLimit: bodyLimit)
      guard reply.isWorthAnotherAttempt, attempt < retries.attempts, !Task.isCancelled else { return reply }
      await sleep(retries.delay(after: attempt, jitter: jitter()))
      if Task.isCancelled { return reply }
      attempt += 1
    }
  }

  private func attempt(_ request: SigningRequest, bodyLimit: Int) async -> StoreReply {
    guard let signed = try? signer.signedHeaders(for: request, at: now()),
      let message = URLRequest(request, signed: signed)
    else { return StoreReply(.unreachable) }
    return await connection.send(message, bodyLimit: bodyLimit, timeout: retries.timeout)
  }
}

/// What came of one attempt.
struct StoreReply: Sendable {
  var answer: StoreResponse
  /// At most as many bytes as were asked for.
  var body: Text

  init(_ answer: StoreResponse, body: Text = Text()) {
    self.answer = answer
    self.body = body
  }

  func header(_ name: Text) -> Text? {
    guard case .responded(_, let headers) = answer else { return nil }
    return headers.first { $0.name.equalsIgnoringCase(name) }?.value
  }

  /// Trouble that passes (VAL-041).
  var isWorthAnotherAttempt: Bool {
    switch answer {
    case .unreachable: true
    case .responded(let status, _): status == 429 || (500...599).contains(status)
    }
  }
}
