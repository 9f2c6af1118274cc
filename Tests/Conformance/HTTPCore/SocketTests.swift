import Foundation
import Glibc
import HTTPCore
import Testing

@Suite("Sockets and addresses")
struct SocketTests {
  private static let deadline = Deadline.after(.seconds(300))

  @Test("numeric addresses are read without a look-up, and written as in URLs")
  func numeric() {
    for (host, text, isLoopback) in [
      ("127.0.0.1", "127.0.0.1:80", true), ("127.9.8.7", "127.9.8.7:80", true), ("::1", "[::1]:80", true),
      ("[::1]", "[::1]:80", true), ("0:0:0:0:0:0:0:1", "[::1]:80", true),
      ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]:80", true), ("192.0.2.1", "192.0.2.1:80", false),
      ("::", "[::]:80", false), ("2001:db8::1", "[2001:db8::1]:80", false),
    ] {
      let address = SocketAddress(numeric: host, port: 80)
      #expect(address?.description == text && address?.isLoopback == isLoopback && address?.port == 80, "\(host)")
    }
    for host in ["", "localhost", "127.1", "0x7f000001", "[127.0.0.1]x", "[", "]"] {
      #expect(SocketAddress(numeric: host, port: 80) == nil, "\(host)")
    }
  }

  @Test("localhost and names below it are this machine", arguments: ["localhost", "LocalHost.", "videos.localhost"])
  func localhost(host: String) throws {
    let addresses = try Resolver.addresses(of: host, port: 9, deadline: Self.deadline)
    #expect(addresses.map(\.description) == ["127.0.0.1:9", "[::1]:9"])
  }

  @Test("what is no host name is refused", arguments: ["", "a\u{0}b", String(repeating: "a", count: 300)])
  func noName(host: String) {
    #expect(throws: TransportError.self) {
      try Resolver.addresses(of: host, port: 9, deadline: Self.deadline)
    }
  }

  @Test("an address where nobody listens is named, and the next one is tried")
  func connecting() throws {
    let listener = try ListeningSocket(at: .loopback(port: 0))
    let refusing = try RefusingPort()
    let nobody = SocketAddress.loopback(port: refusing.port)
    #expect(throws: TransportError.unreachable(address: nobody.description, errno: ECONNREFUSED)) {
      try Socket.connect(to: nobody, deadline: Self.deadline)
    }
    _ = try Socket.connect(to: [nobody, listener.address], deadline: Self.deadline)
    #expect(throws: TransportError.timedOut) { try Socket.connect(to: [], deadline: Self.deadline) }
  }

  @Test("writing to a peer that has gone is an error and not a signal, for bytes and for files")
  func peerGone() throws {
    let file = try ScratchFile(String(repeating: "x", count: 100_000))
    let descriptor = open(file.path, O_RDONLY)
    defer { close(descriptor) }
    for sendsFile in [false, true] {
      let (near, far) = try Socket.pair()
      far.close()
      #expect(throws: TransportError.closed) {
        if sendsFile {
          try near.sendFile(descriptor, offset: 0, count: 100_000, deadline: Self.deadline)
        } else {
          try near.write([1], deadline: Self.deadline)
        }
      }
    }
    let (near, far) = try Socket.pair()
    try near.sendFile(descriptor, offset: 99_000, count: 1000, deadline: Self.deadline)
    #expect(throws: TransportError.closed) {
      try near.sendFile(descriptor, offset: 99_000, count: 1001, deadline: Self.deadline)
    }
    #expect(try far.read(upTo: 1, deadline: Self.deadline) == [0x78])
  }

  @Test("another thread ends a wait by an interrupt, and a closed socket is not used again")
  func interrupt() throws {
    let (near, far) = try Socket.pair()
    try SystemThread.start { near.interrupt() }
    #expect(try near.read(upTo: 1, deadline: Self.deadline).isEmpty)
    near.close()
    near.close()
    #expect(throws: TransportError.closed) { try near.read(upTo: 1, deadline: Self.deadline) }
    #expect(throws: TransportError.closed) { try near.write([1], deadline: Self.deadline) }
    #expect(try far.read(upTo: 1, deadline: Self.deadline).isEmpty)
  }

  @Test("a deadline limits, and one without a limit does not end")
  func deadlines() throws {
    #expect(Deadline.never.remaining == nil && Deadline.after(.seconds(Int64.max)).instant == nil)
    #expect(throws: TransportError.timedOut) { try Deadline.after(.zero).check() }
    let limited = try #require(Deadline.after(.seconds(1000)).limited(to: .seconds(10)).remaining)
    #expect(limited <= .seconds(10))
    #expect(try #require(Deadline.never.limited(to: .seconds(10)).remaining) <= .seconds(10))
    let interruption = Interruption()
    interruption.trigger()
    interruption.trigger()
    interruption.wait()
    #expect(throws: TransportError.interrupted) { try Deadline(nil, interruption: interruption).check() }
  }
}
