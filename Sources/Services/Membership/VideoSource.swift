import HTTPClient
package import HTTPCore
import HTTPServer
import ReferenceImpl
import S3Client
import S3Endpoint
import Synchronization
import VideoSpec

/// Opens the files of videos: objects of the service's store, and URLs of other servers.
package final class VideoSource: Sendable {
  private let store: VideoStore
  /// Networks that are not public, in which servers may be.
  private let networks: [AddressRange]
  /// How long a source may take until the head of its response, and for each piece after it.
  private let timeout: Duration
  /// Reading the system's roots takes milliseconds, so it is done once.
  private let tls = Mutex<TLSContext?>(nil)

  /// After so long a wait, a source has to have sent ``slowest`` bytes per second: one that drips keeps a thread of the server.
  private let patience: Duration
  private static let slowest = 4096
  /// How many bytes are read at once.
  private static let pieceSize = 128 << 10
  /// How many bytes have to be there before the viewer gets anything. A source that is right has so few within the timeout.
  private static let firstSize = 16 << 10

  package init(
    store: VideoStore, networks: [AddressRange] = [], timeout: Duration = .seconds(10),
    patience: Duration = .seconds(30)
  ) {
    self.store = store
    self.networks = networks
    self.timeout = timeout
    self.patience = patience
  }

  /// What a viewer wants.
  struct Wish {
    var range: ByteRange?
    /// The value of `If-Range`: without a match, the range does not count.
    var ifRange: Text?
    /// Whether only the head is wanted.
    var isHead = false
  }

  /// The beginning of a file, ready to be sent.
  struct Opened {
    /// 200 or 206.
    var status: Int
    var headers: [HeaderField]
    var contentType: Text
    var stream: ServiceResponse.Stream
  }

  /// Opens a file.
  ///
  /// - Throws: ``Rejection``: 502 ``ErrorCode/upstreamFailed``, or 416 ``ErrorCode/rangeNotSatisfiable``, which has the file's size among its details.
  func open(_ place: VideoPlace, _ wish: Wish) throws(Rejection) -> Opened {
    switch (place, store) {
    case (.object(let key), .local(let storage, let bucket)): return try open(key, in: storage, bucket, wish)
    case (.object(let key), .remote(let store)):
      return try relay(wish) { method, headers throws(HTTPClientError) in
        try store.stream(method, key, headers: headers, tls: client, within: timeout)
      }
    case (.url(let endpoint, let target), _):
      return try relay(wish) { method, headers throws(HTTPClientError) in
        try response(method, endpoint, target, headers)
      }
    }
  }

  // MARK: - The built-in store

  private func open(
    _ key: Text, in storage: ObjectStorage, _ bucket: Text, _ wish: Wish
  ) throws(Rejection) -> Opened {
    let found: OpenedObject?
    do throws(StorageError) { found = try storage.open(key, in: bucket) } catch {
      throw Self.failure("the store failed: \(error)")
    }
    guard let object = found else { throw Self.failure("the store has no such object") }
    let etag = "\"" + object.record.etag + "\""
    let counts = wish.ifRange.map { $0 == etag } ?? true
    var range = 0..<object.content.size
    var headers = [HeaderField("ETag", etag)]
    let isPart = counts && wish.range != nil
    if counts, let wanted = wish.range {
      guard let part = wanted.bytes(of: range.count) else { throw Self.notSatisfiable(size: range.count) }
      headers.append(
        HeaderField("Content-Range", Text("bytes \(part.lowerBound)-\(part.upperBound - 1)/\(range.count)")))
      range = part
    }
    let (content, wanted) = (object.content, range)
    return Opened(
      status: isPart ? 206 : 200, headers: headers, contentType: Self.contentType(object.record.contentType),
      stream: .init(length: range.count) { writer in
        try content.read(wanted) { piece in try piece.withUnsafeBytes { try writer.write($0) } }
      })
  }

  // MARK: - Other servers

  private func response(
    _ method: Text, _ endpoint: Endpoint, _ target: Text, _ headers: [HeaderField]
  ) throws(HTTPClientError) -> StreamedResponse {
    var fields = HTTPFields([
      HTTPField("Host", endpoint.authority.string), HTTPField("User-Agent", "VideoSpec"),
      HTTPField("Accept-Encoding", "identity"), HTTPField("Connection", "close"),
    ])
    for header in headers { fields.append(header.name.string, header.value.bytes) }
    let host = endpoint.host.string
    let origin = HTTPOrigin(
      isSecure: endpoint.scheme == .https, host: host,
      port: endpoint.port.flatMap { UInt16(exactly: $0) })
    // Whoever allows an origin with an address allows this address. A name may lead anywhere, and elsewhere tomorrow.
    let isNumeric = SocketAddress(numeric: host, port: 0) != nil
    return try StreamedResponse(
      HTTPRequest(RequestHead(method: method.bytes, target: target.bytes, fields: fields)), from: origin,
      tls: origin.isSecure ? client() : nil,
      admitting: { [networks] address in
        isNumeric || address.isGlobal || networks.contains { $0.contains(address) }
      }, deadline: .after(timeout))
  }

  private func client() throws(HTTPClientError) -> TLSContext {
    do throws(TransportError) {
      return try tls.withLock { tls throws(TransportError) in
        if let tls { return tls }
        let context = try TLSContext.client()
        tls = context
        return context
      }
    } catch {
      throw .transport(error)
    }
  }

  private func relay(
    _ wish: Wish, _ ask: (Text, [HeaderField]) throws(HTTPClientError) -> StreamedResponse
  ) throws(Rejection) -> Opened {
    var asked: [HeaderField] = []
    if let range = wish.range {
      asked.append(HeaderField("Range", range.header))
      if let condition = wish.ifRange { asked.append(HeaderField("If-Range", condition)) }
    }
    let response: StreamedResponse
    do throws(HTTPClientError) { response = try ask(wish.isHead ? "HEAD" : "GET", asked) } catch {
      throw Self.failure("the source did not respond: \(error)")
    }
    let fields = response.head.fields
    func field(_ name: String) -> Text? { fields.first(name).map { Text(bytes: $0) } }
    let status = response.head.status
    if status == 416, wish.range != nil {
      throw Self.notSatisfiable(size: Self.size(in: field("content-range")))
    }
    guard status == 200 || status == 206 && wish.range != nil else {
      throw Self.failure("the source responded with \(status)")
    }
    guard field("content-encoding").map({ $0.lowercased == "identity" }) ?? true else {
      throw Self.failure("the source sent a compressed file")
    }
    var length: Int?
    switch response.framing {
    case .success(.length(let count)): length = count
    case .success(.none): length = wish.isHead ? field("content-length").flatMap { Int($0.string) } : 0
    case .success(.chunked), .success(.untilClose): length = nil
    case .failure(let error): throw Self.failure("the length of the source's response is unclear: \(error)")
    }
    var headers: [HeaderField] = []
    if let etag = field("etag"), Self.isEntityTag(etag) {
      headers.append(HeaderField("ETag", etag))
    }
    if status == 206 {
      guard let range = wish.range, let sent = field("content-range"), let part = Self.part(sent, of: range),
        length ?? part.count == part.count
      else { throw Self.failure("the source sent another range") }
      headers.append(HeaderField("Content-Range", sent))
      // If it sends more or less, the viewer's connection is cut.
      length = part.count
    }
    // A source that ends or hangs right after its head, or announces more than a small file has, is found out before anything is sent.
    var first: [UInt8] = []
    do throws(HTTPClientError) {
      let deadline = Deadline.after(timeout)
      while first.count < Self.firstSize {
        let piece = try response.read(upTo: Self.firstSize - first.count, deadline: deadline)
        if piece.isEmpty { break }
        first += piece
      }
    } catch {
      throw Self.failure("the source's response is incomplete: \(error)")
    }
    let isComplete = first.count < Self.firstSize
    if isComplete, !wish.isHead, let length, first.count != length {
      throw Self.failure("the source sent \(first.count) bytes instead of \(length)")
    }
    let (beginning, timeout, patience) = (first, timeout, patience)
    return Opened(
      status: status, headers: headers, contentType: Self.contentType(field("content-type") ?? ""),
      stream: .init(length: length) { writer in
        try writer.write(beginning)
        var (waited, received) = (Duration.zero, beginning.count)
        while !isComplete {
          let start = ContinuousClock.now
          let piece = try response.read(upTo: Self.pieceSize, deadline: .after(timeout))
          if piece.isEmpty { return }
          waited += ContinuousClock.now - start
          received += piece.count
          // The viewer's own slowness does not count.
          guard waited < patience || received >= Int(waited.components.seconds) * Self.slowest else {
            throw HTTPClientError.transport(.timedOut)
          }
          try writer.write(piece)
        }
      })
  }

  /// The bytes that `Content-Range` names, such as `bytes 0-99/1000`, if they are those of the range; otherwise nil.
  private static func part(_ header: Text, of range: ByteRange) -> Range<Int>? {
    guard let size = size(in: header), let bytes = range.bytes(of: size),
      header == Text("bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(size)")
    else { return nil }
    return bytes
  }

  /// The size of the file in `Content-Range`, after the slash; nil if it is not known.
  private static func size(in header: Text?) -> Int? {
    guard let digits = header?.splitOnce(at: UInt8(ascii: "/"))?.tail, digits.isDecimal else { return nil }
    return Int(digits.string)
  }

  /// The type as viewers get it. A source must not make the service's origin show a page or run a script.
  private static func contentType(_ type: Text) -> Text {
    guard let media = MediaType(parsing: type), media.essence.hasPrefix("video/"), media.essence.bytes.count <= 100
    else {
      return "application/octet-stream"
    }
    return media.essence
  }

  /// Whether a header is one entity-tag (RFC 9110, 8.8.3) of usual length.
  private static func isEntityTag(_ text: Text) -> Bool {
    let quoted = text.hasPrefix("W/") ? text.bytes.dropFirst(2) : text.bytes[...]
    let quote = UInt8(ascii: "\"")
    return (2...200).contains(quoted.count) && quoted.first == quote && quoted.last == quote
      && quoted.dropFirst().dropLast().allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != quote }
  }

  private static func failure(_ reason: String) -> Rejection {
    Rejection(.upstreamFailed, status: 502, reason)
  }

  private static func notSatisfiable(size: Int?) -> Rejection {
    Rejection(
      .rangeNotSatisfiable, status: 416, field: "Range", "the range begins behind the last byte of the video",
      details: size.map { [HeaderField("Content-Range", Text("bytes */\($0)"))] } ?? [])
  }
}
