import Foundation
import Glibc
import Synchronization
import VideoSpec

/// An HTTP server on loopback that says what a test wants it to, on a port that was free.
final class LoopbackServer: Sendable {
  enum Reply: Sendable {
    case answer(Int, [HeaderField] = [], Text = Text())
    /// Bytes that need not be HTTP; then the connection is broken.
    case broken(Text = Text())
    /// Nothing, until the client has gone.
    case silence
  }

  let port: Int
  private let listener: Int32
  private let state = Mutex(State())
  private let reply: @Sendable (_ request: ReceivedRequest, _ number: Int) -> Reply

  private struct State {
    var requests: [ReceivedRequest] = []
    var connections: Set<Int32> = []
    var isStopped = false
  }

  /// - Parameter reply: What is said to a request; `number` counts them from 1.
  init(reply: @escaping @Sendable (_ request: ReceivedRequest, _ number: Int) -> Reply) throws {
    self.reply = reply
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    Thread.detachNewThread { [self] in accept() }
  }

  var endpoint: Endpoint { Endpoint(scheme: .http, host: "127.0.0.1", port: port) }

  var requests: [ReceivedRequest] { state.withLock(\.requests) }

  /// Breaks all connections, and takes no more.
  func stop() {
    state.withLock { state in
      // Once: afterwards the numbers may be somebody else's.
      guard !state.isStopped else { return }
      state.isStopped = true
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
      shutdown(listener, Int32(SHUT_RDWR))
    }
  }

  // MARK: - Threads of its own

  private func accept() {
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      guard connection >= 0 else { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      let isWanted = state.withLock { state in
        if !state.isStopped { state.connections.insert(connection) }
        return !state.isStopped
      }
      guard isWanted else {
        close(connection)
        continue
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        state.withLock { state in
          state.connections.remove(connection)
          close(connection)
        }
      }
    }
    close(listener)
  }

  private func serve(_ connection: Int32) {
    var reader = RequestReader(connection: connection)
    while let request = reader.next() {
      let number = state.withLock { state in
        state.requests.append(request)
        return state.requests.count
      }
      switch reply(request, number) {
      case .answer(let status, let headers, let body):
        var head = "HTTP/1.1 \(status) Said So\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        if !headers.contains(where: { $0.name.equalsIgnoringCase("content-length") }), status != 304 {
          head += "Content-Length: \(body.bytes.count)\r\n"
        }
        write(Array(head.utf8) + [0x0D, 0x0A] + (request.method == "HEAD" ? [] : body.bytes), to: connection)
      case .broken(let bytes):
        write(bytes.bytes, to: connection)
        return
      case .silence:
        _ = reader.next()
        return
      }
    }
  }

  private func write(_ bytes: [UInt8], to connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Requests as they come over a connection, with a body where Content-Length says so.
private struct RequestReader {
  let connection: Int32
  private var buffer: [UInt8] = []

  init(connection: Int32) { self.connection = connection }

  /// Nil when the client has gone.
  mutating func next() -> ReceivedRequest? {
    let separator: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    var end: Int?
    while end == nil {
      end = buffer.indices.dropLast(3).first { buffer[$0..<($0 + 4)].elementsEqual(separator) }
      if end == nil, !receive() { return nil }
    }
    let lines = Text(buffer[..<(end ?? 0)]).split(at: 0x0A).map { Text($0.bytes.filter { $0 != 0x0D }) }
    buffer.removeFirst((end ?? 0) + 4)
    let line = lines[0].split(at: 0x20)
    let headers = lines.dropFirst().compactMap { line in
      line.splitOnce(at: UInt8(ascii: ":")).map { HeaderField($0.head, Text($0.tail.bytes.drop { $0 == 0x20 })) }
    }
    let length = headers.first { $0.name.equalsIgnoringCase("content-length") }.flatMap { Int($0.value.string) } ?? 0
    while buffer.count < length { if !receive() { return nil } }
    defer { buffer.removeFirst(length) }
    return ReceivedRequest(method: line[0], target: line[1], headers: headers, body: Text(buffer[..<length]))
  }

  private mutating func receive() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(connection, &bytes, bytes.count, 0)
    if count > 0 { buffer += bytes[..<count] }
    return count > 0
  }
}
