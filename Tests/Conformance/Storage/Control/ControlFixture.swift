import HTTPClient
import HTTPCore
import Inspection
import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// An endpoint in memory with a control plane, the bucket `videos`, and a raw client.
final class ControlFixture {
  static let token = "0123456789abcdef0123456789abcdef"

  let endpoint: S3Endpoint
  let authority: String
  private let origin: HTTPOrigin
  private let server: Endpoint
  private let deadline = Deadline.after(.seconds(600))

  init(
    journalLength: Int = 1000, isReadOnly: Bool = false, log: (@Sendable (JournalEntry) -> Void)? = nil
  ) throws {
    var configuration = S3Configuration(
      credentials: [LoopbackEndpoint.credentials], clock: Clock { LoopbackEndpoint.now })
    configuration.controlToken = Secret(Self.token)
    configuration.buckets = ["videos"]
    configuration.journalLength = journalLength
    configuration.isReadOnly = isReadOnly
    configuration.search = .brief
    endpoint = S3Endpoint(configuration: configuration, storage: try ObjectStorage(inMemory: ()), log: log)
    let address = try endpoint.start()
    authority = "127.0.0.1:\(address.port)"
    origin = HTTPOrigin(isSecure: false, host: "127.0.0.1", port: address.port)
    server = try #require(Endpoint(Text("http://\(authority)")))
    try endpoint.service.storage.createBucket("videos", region: "us-east-1", at: LoopbackEndpoint.now)
  }

  deinit { endpoint.stop(within: .seconds(1)) }

  // MARK: - Requests

  /// Sends a request to the control plane.
  func control(
    _ method: String, _ path: String, _ body: String = "", host: String? = nil,
    fields: [String] = ["x-video-spec-token: \(token)"]
  ) throws -> RawAnswer {
    let head =
      ["\(method) /_video-spec\(path) HTTP/1.1", "Host: \(host ?? authority)", "Connection: close"] + fields
      + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"])
    return try exchange(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  /// Signs a request to S3 and sends it. The connection ends after it.
  func send(
    _ method: Text, _ target: Text, _ headers: [HeaderField] = [], _ body: Text = "",
    secret: Secret = LoopbackEndpoint.credentials.secretAccessKey, at time: Timestamp = LoopbackEndpoint.now
  ) throws -> RawAnswer {
    let signer = Signer(
      credentials: Credentials(accessKeyID: LoopbackEndpoint.credentials.accessKeyID, secretAccessKey: secret),
      region: "us-east-1")
    let request = SigningRequest(
      method: method, endpoint: server, target: .wire(target), headers: headers, payload: .body(body))
    let signed = try signer.signedHeaders(for: request, at: time)
    var lines = ["\(method) \(target) HTTP/1.1", "Host: \(authority)", "Connection: close"]
    lines += (headers + signed.headers).map { "\($0.name): \($0.value)" }
    if method == "PUT" || method == "POST" { lines.append("Content-Length: \(body.bytes.count)") }
    return try exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body.string)
  }

  /// Sends bytes, and takes all that comes back until the connection ends.
  func exchange(_ text: String) throws -> RawAnswer {
    let connection = try HTTPConnection.connect(to: origin, deadline: deadline)
    defer { connection.close() }
    try connection.send(Array(text.utf8), deadline: deadline)
    var received: [UInt8] = []
    while let piece = try? connection.stream.read(upTo: 65_536, deadline: deadline), !piece.isEmpty {
      received += piece
    }
    return RawAnswer(received)
  }

  // MARK: - Faults and the journal

  func fault(_ json: String) throws {
    let answer = try control("POST", "/faults", json)
    try #require(answer.status == 201, "\(answer.body)")
  }

  /// The requests in the journal, the newest first.
  func requests(_ query: String = "") throws -> [JSONValue] {
    try #require(try control("GET", "/requests\(query)").json["requests"]?.array)
  }

  func content(_ key: Text) throws -> Text? {
    guard let opened = try endpoint.service.storage.open(key, in: "videos") else { return nil }
    return Text(bytes: try opened.content.bytes(in: 0..<opened.content.size))
  }
}

/// The bytes that came back, of which the head may be missing and the body may be incomplete.
struct RawAnswer {
  let head: Text
  let body: Text

  init(_ received: [UInt8]) {
    let end = (0..<max(0, received.count - 3)).first { received[$0...].starts(with: "\r\n\r\n".utf8) }
    head = end.map { Text(received[..<$0]) } ?? ""
    body = end.map { Text(received[($0 + 4)...]) } ?? Text(bytes: received)
  }

  /// The status; nil if there is no head.
  var status: Int? { head.isEmpty ? nil : Int(head.string.split(separator: " ").dropFirst().first ?? "") }

  /// The value of a field of the head.
  func field(_ name: String) -> String? {
    head.string.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name + ": ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }

  /// The body as JSON; null if it is none.
  var json: JSONValue { (try? JSONValue(parsing: body.bytes)) ?? .null }

  func has(_ text: String) -> Bool { body.string.contains(text) }
}
