import Foundation
import Glibc
import HTTPClient
import HTTPCore
import Testing

@Suite("TLS")
struct TLSTests {
  private static let deadline = Deadline.after(.seconds(300))

  /// A server on loopback that shakes hands, and answers each connection with the text.
  private static func server(_ certificate: TestCertificate, answer: String, endsCleanly: Bool = true) throws
    -> RawServer
  {
    let context = try TLSContext.server(
      certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
    return try RawServer { connection, _ in
      let stream = try TLSStream(connection, context: context)
      try stream.handshake(deadline: deadline)
      _ = try stream.readRequestHead()
      try stream.write(Array(answer.utf8), deadline: deadline)
      if endsCleanly { stream.close() }
    }
  }

  private static func get(_ host: String, _ server: RawServer, roots: TLSContext.Roots) throws -> HTTPResponse {
    let origin = HTTPOrigin(isSecure: true, host: host, port: server.address.port)
    return try HTTPClient(roots: roots).exchange(
      HTTPRequest(RequestHead("GET", "/")), with: origin, deadline: deadline
    ) { _ in 1 << 24 }
  }

  private static let short = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  @Test("a server is accepted whose certificate is trusted and names it", arguments: ["localhost", "127.0.0.1"])
  func accepted(host: String) throws {
    let certificate = try TestCertificate()
    let server = try Self.server(certificate, answer: Self.short)
    defer { server.stop() }
    let response = try Self.get(host, server, roots: .file(certificate.certificateFile))
    #expect(response.head.status == 200 && response.body == Array("ok".utf8))
  }

  @Test("a server is refused whose certificate is not trusted, names another, or has expired")
  func refused() throws {
    let mine = try TestCertificate()
    let cases: [(TestCertificate, host: String, roots: TestCertificate)] = [
      (try TestCertificate(), "localhost", mine),
      (try TestCertificate(names: "DNS:other.example"), "localhost", mine),
      (try TestCertificate(names: "DNS:localhost"), "127.0.0.1", mine),
      (try TestCertificate(names: "IP:127.0.0.2"), "127.0.0.1", mine),
      (try TestCertificate(names: "DNS:*.localhost"), "localhost", mine),
      (try TestCertificate(days: -1), "localhost", mine),
    ]
    for (index, (certificate, host, other)) in cases.enumerated() {
      let server = try Self.server(certificate, answer: Self.short)
      defer { server.stop() }
      let roots = index == 0 ? other : certificate
      #expect { try Self.get(host, server, roots: .file(roots.certificateFile)) } throws: { error in
        guard case .transport(.tls(let reason))? = error as? HTTPClientError else { return false }
        return reason.contains("certificate") && reason.contains(host)
      }
    }
  }

  @Test("what arrives is what was sent, also if it is much, or a part of a file")
  func transfer() throws {
    let (near, far) = try Socket.pair()
    let certificate = try TestCertificate()
    let (client, server) = (
      try TLSStream(
        near, context: .client(roots: .file(certificate.certificateFile)), host: "localhost"),
      try TLSStream(
        far,
        context: .server(certificateFile: certificate.certificateFile, keyFile: certificate.keyFile))
    )
    let sent = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let file = try ScratchFile()
    try Data(sent).write(to: URL(fileURLWithPath: file.path))
    let descriptor = open(file.path, O_RDONLY)
    defer { close(descriptor) }
    try SystemThread.start {
      do {
        try server.write(sent, deadline: Self.deadline)
        try server.sendFile(descriptor, offset: 1000, count: 1 << 20, deadline: Self.deadline)
      } catch {
        Issue.record(error)
      }
      server.shutdownWrite(deadline: Self.deadline)
      server.close()
    }
    var received: [UInt8] = []
    while true {
      let more = try client.read(upTo: 100_000, deadline: Self.deadline)
      guard !more.isEmpty else { break }
      received += more
    }
    #expect(received == sent + sent[1000..<(1000 + 1 << 20)])
  }

  @Test("the message that ends a connection waits for room")
  func endWaits() throws {
    let (near, far) = try Socket.pair()
    let certificate = try TestCertificate()
    let client = try TLSStream(near, context: .client(roots: .file(certificate.certificateFile)), host: "localhost")
    let server = try TLSStream(
      far, context: .server(certificateFile: certificate.certificateFile, keyFile: certificate.keyFile))
    try SystemThread.start {
      do { try client.handshake(deadline: Self.deadline) } catch { Issue.record(error) }
    }
    try server.handshake(deadline: Self.deadline)
    let block = [UInt8](repeating: 7, count: 1000)
    var sent = 0
    filling: while true {
      switch try block.withUnsafeBytes({ try server.tryWrite($0) }) {
      case .done(let count): sent += count
      case .blocked: break filling
      }
    }
    try SystemThread.start {
      // The block that found no room has to be written first.
      do {
        try server.write(block, deadline: Self.deadline)
      } catch {
        Issue.record(error)
      }
      server.shutdownWrite(deadline: Self.deadline)
      server.close()
    }
    var received = 0
    while true {
      let more = try client.read(upTo: 500, deadline: Self.deadline)
      guard !more.isEmpty else { break }
      received += more.count
    }
    #expect(received == sent + block.count)
  }

  @Test("a connection that is cut is not the end of a body")
  func cut() throws {
    let certificate = try TestCertificate()
    for endsCleanly in [true, false] {
      let server = try Self.server(certificate, answer: "HTTP/1.1 200 OK\r\n\r\nabc", endsCleanly: endsCleanly)
      defer { server.stop() }
      let response = Result { try Self.get("localhost", server, roots: .file(certificate.certificateFile)) }
      if endsCleanly {
        #expect(try response.get().body == Array("abc".utf8))
      } else {
        #expect(throws: HTTPClientError.transport(.closed)) { try response.get() }
      }
    }
  }

  @Test("a server without TLS, and a client without it, get an error")
  func plain() throws {
    let certificate = try TestCertificate()
    let plain = try RawServer.answering(Self.short)
    defer { plain.stop() }
    let secure = try Self.server(certificate, answer: Self.short)
    defer { secure.stop() }
    let (near, far) = try Socket.pair()
    try far.write(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), deadline: Self.deadline)
    let stream = try TLSStream(near, context: .client(roots: .file(certificate.certificateFile)), host: "localhost")
    #expect(throws: TransportError.self) { try stream.handshake(deadline: Self.deadline) }
    #expect(throws: HTTPClientError.self) { try HostileResponseTests.get(from: secure) }
  }

  @Test("files without a certificate or key are named")
  func files() throws {
    let certificate = try TestCertificate()
    let empty = try ScratchFile("", name: "empty.pem")
    func reason(_ body: () throws -> TLSContext) -> String {
      do {
        _ = try body()
        return ""
      } catch { return "\(error)" }
    }
    #expect(reason { try .client(roots: .file(empty.path)) }.contains(empty.path))
    #expect(reason { try .client(roots: .file("/nonexistent")) }.contains("/nonexistent"))
    #expect(reason { try .server(certificateFile: empty.path, keyFile: certificate.keyFile) }.contains(empty.path))
    #expect(
      reason { try .server(certificateFile: certificate.certificateFile, keyFile: empty.path) }.contains(empty.path))
    let other = try TestCertificate()
    #expect(
      reason { try .server(certificateFile: certificate.certificateFile, keyFile: other.keyFile) }
        .contains(other.keyFile))
  }
}
