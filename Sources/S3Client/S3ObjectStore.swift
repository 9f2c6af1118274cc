import Glibc
package import HTTPClient
package import HTTPCore
import ReferenceImpl
public import VideoSpec

/// A bucket in S3, or in a store that is compatible with S3, which is used with signed requests (VAL-040).
///
/// The client follows no redirects, keeps no cookies, caches and decodes nothing. It connects to the store itself, never to a proxy of the
/// environment (`http_proxy` and so on), which would see the signature. It tries again after failures that may pass, with a new signature
/// each time (VAL-041).
///
/// ```swift
/// let store = try S3ObjectStore(
///   S3Location(bucket: "videos", region: "eu-west-1"), credentials: credentials, now: SystemClock.now)
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
  private let onFailure: @Sendable (String) -> Void

  /// Creates a client for a bucket.
  ///
  /// - Parameters:
  ///   - location: The bucket, and where it is reached.
  ///   - credentials: The credentials that requests are signed with. They need `s3:GetObject` and `s3:ListBucket`.
  ///   - retries: How often a request is tried, and how long each attempt may take.
  ///   - now: Returns the time of signing, for each attempt: `SystemClock.now`, except in tests.
  ///   - sleep: Waits between attempts. A wait that is cancelled has to end at once.
  ///   - jitter: Returns a random number from 0 to 1.
  ///   - onFailure: Is told why an attempt had no response, in words without secrets.
  /// - Throws: ``Rejection`` if no request can be signed with these credentials, or for this region or bucket.
  public init(
    _ location: S3Location, credentials: Credentials, retries: RetryPolicy = RetryPolicy(),
    now: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
    onFailure: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(Rejection) {
    self.location = location
    self.retries = retries
    self.now = now
    self.sleep = sleep
    self.jitter = jitter
    self.onFailure = onFailure
    signer = Signer(credentials: credentials, region: location.region, service: "s3")
    // Mistakes that concern every request show in this one.
    _ = try signer.signedHeaders(for: .head("key", in: location), at: now())
  }

  public func head(_ key: Text) async -> StoreResponse {
    await reply(to: .head(key, in: location), bodyLimit: 0).response
  }

  public func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes {
    guard count > 0 else { return .bytes(Text()) }
    let headers = [HeaderField("Range", "bytes=0-\(count - 1)"), HeaderField("If-Match", etag)]
    // A proxy may decode content that was stored encoded, whatever Accept-Encoding says, so S3 is asked for another Content-Encoding.
    let query = [QueryItem("response-content-encoding", "identity")]
    let reply = await reply(
      to: .get(key, in: location, query: query, headers: headers), bodyLimit: count)
    switch reply.response {
    case .responded(200, _), .responded(206, _):
      if let current = reply.header("etag"), current != etag { return .replaced }
      let starts = reply.header("content-range").map { $0.hasPrefix("bytes 0-") } ?? true
      let encoding = reply.header("content-encoding")?.lowercased ?? "identity"
      return starts && (encoding.isEmpty || encoding == "identity") ? .bytes(reply.body) : .failed(reply.response)
    case .responded(404, _), .responded(412, _): return .replaced
    // An empty object has no first byte.
    case .responded(416, _): return .bytes(Text())
    default: return .failed(reply.response)
    }
  }

  /// Returns the reply to the last attempt.
  private func reply(to request: SigningRequest, bodyLimit: Int) async -> StoreReply {
    var attempt = 1
    while true {
      var reply = StoreReply(.unreachable)
      if let (message, timeout) = message(for: request) {
        reply = await connection.send(message, bodyLimit: bodyLimit, timeout: timeout)
        report(reply)
      }
      guard reply.isWorthAnotherAttempt, attempt < retries.attempts, !Task.isCancelled else { return reply }
      await sleep(retries.delay(after: attempt, jitter: jitter()))
      if Task.isCancelled { return reply }
      attempt += 1
    }
  }

  /// Signs a request, and returns how long an attempt may take. A store that takes less than a megabyte in a second is as good as unreachable.
  private func message(
    for request: SigningRequest, file: HTTPRequest.File? = nil
  ) -> (message: StoreRequest, timeout: Duration)? {
    guard let signed = try? signer.signedHeaders(for: request, at: now()),
      let message = StoreRequest(request, signed: signed, file: file)
    else { return nil }
    return (message, retries.timeout + .seconds((file?.size ?? 0) >> 20))
  }

  private func report(_ reply: StoreReply) { if let failure = reply.failure { onFailure(failure) } }
}

// Services answer each request on a thread of its own, so they may wait. They do not depend on the threads of tasks.

extension S3ObjectStore {
  /// Returns what ``head(_:)`` returns. The caller's thread waits.
  package func headWaiting(_ key: Text) -> StoreResponse { replyWaiting(to: .head(key, in: location)) }

  /// Stores a file as an object. The store compares its SHA-256. The caller's thread waits.
  ///
  /// - Parameters:
  ///   - descriptor: An open file with `size` bytes. It is read again for each attempt.
  ///   - sha256: The 32 bytes of the SHA-256 of the file.
  /// - Returns: The store's response to the last attempt. Only with a status of 200 has it the object.
  package func putWaiting(
    _ key: Text, file descriptor: Int32, size: Int, sha256: [UInt8], contentType: Text
  ) -> StoreResponse {
    let headers = [
      HeaderField("Content-Type", contentType),
      HeaderField("x-amz-checksum-sha256", Text(bytes: Base64.encode(sha256))),
    ]
    return replyWaiting(
      to: .put(key, in: location, headers: headers, payload: .unsigned),
      file: HTTPRequest.File(descriptor: descriptor, size: size))
  }

  /// Deletes an object. The response has the status 204, also if there is none. The caller's thread waits.
  package func deleteWaiting(_ key: Text) -> StoreResponse { replyWaiting(to: .delete(key, in: location)) }

  /// Asks for an object, and returns the response as soon as its head is there. The caller's thread waits, and reads the body. There is one attempt.
  ///
  /// - Parameters:
  ///   - method: `GET` or `HEAD`.
  ///   - headers: Such as `Range`.
  ///   - tls: Returns the client's TLS, for a store that is reached by HTTPS.
  ///   - timeout: How long the connection and the head may take together.
  package func stream(
    _ method: Text, _ key: Text, headers: [HeaderField], tls: () throws(HTTPClientError) -> TLSContext,
    within timeout: Duration
  ) throws(HTTPClientError) -> StreamedResponse {
    let request: SigningRequest =
      method == "HEAD" ? .head(key, in: location, headers: headers) : .get(key, in: location, headers: headers)
    guard let (message, _) = message(for: request) else { throw .invalidRequest("target") }
    return try StreamedResponse(
      message.message, from: message.origin, tls: message.origin.isSecure ? tls() : nil, deadline: .after(timeout))
  }

  private func replyWaiting(to request: SigningRequest, file: HTTPRequest.File? = nil) -> StoreResponse {
    var attempt = 1
    while true {
      guard let (message, timeout) = message(for: request, file: file) else { return .unreachable }
      let reply = connection.sendWaiting(message, bodyLimit: 0, timeout: timeout)
      report(reply)
      guard reply.isWorthAnotherAttempt, attempt < retries.attempts else { return reply.response }
      let (seconds, attoseconds) = retries.delay(after: attempt, jitter: jitter()).components
      usleep(UInt32(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
      attempt += 1
    }
  }
}

/// The result of one attempt.
struct StoreReply: Sendable {
  var response: StoreResponse
  /// At most as many bytes as were requested.
  var body: Text
  /// Why there was no response, if that is known.
  var failure: String?

  init(_ response: StoreResponse, body: Text = Text(), failure: String? = nil) {
    self.response = response
    self.body = body
    self.failure = failure
  }

  /// Returns the first value of a header, or nil.
  func header(_ name: Text) -> Text? {
    guard case .responded(_, let headers) = response else { return nil }
    return headers.first { $0.name.equalsIgnoringCase(name) }?.value
  }

  /// Whether the attempt failed in a way that may pass (VAL-041).
  var isWorthAnotherAttempt: Bool {
    switch response {
    case .unreachable: true
    case .responded(let status, _): status == 429 || (500...599).contains(status)
    }
  }
}
