import CLinux
import Glibc
import Synchronization

/// Finds the addresses of hosts.
///
/// A numeric address and `localhost` need no lookup. Other names are looked up by glibc: /etc/hosts and DNS. In a program that is
/// linked statically, glibc is told to use only these two. Its other services (mDNS, systemd-resolved, LDAP) are libraries of
/// the machine's glibc, and a static program cannot load those of another version.
public enum Resolver {
  /// Returns the addresses of a host, at least one.
  ///
  /// - Parameter host: A name, or a numeric address; IPv6 with or without brackets.
  /// - Throws: `unresolved` if there is none, `timedOut` at the deadline.
  public static func addresses(
    of host: String, port: UInt16, deadline: Deadline
  ) throws(TransportError) -> [SocketAddress] {
    if let address = SocketAddress(numeric: host, port: port) { return [address] }
    if isLocalhost(host) {
      return ["127.0.0.1", "::1"].compactMap { SocketAddress(numeric: $0, port: port) }
    }
    guard !host.isEmpty, host.utf8.count <= 255, !host.utf8.contains(0) else {
      throw .unresolved(host: host, reason: "it is not a host name")
    }
    return try Lookup(host: host, port: port).result(deadline: deadline)
  }

  /// Whether a name always means this machine (RFC 6761, section 6.3).
  static func isLocalhost(_ host: String) -> Bool {
    var name = host.lowercased()
    if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
    return name == "localhost" || name.hasSuffix(".localhost")
  }

  /// Whether this program is linked statically: the system loaded no dynamic linker for it.
  static let isStaticProgram: Bool = getauxval(UInt(AT_BASE)) == 0

  private static let preparation: Void = {
    if isStaticProgram { _ = clinux_configure_lookup("hosts", "files dns") }
  }()

  /// A lookup on a thread of its own, because `getaddrinfo` has no deadline.
  private final class Lookup: Sendable {
    private let host: String
    private let port: UInt16
    private let found = Mutex<Result<[SocketAddress], TransportError>?>(nil)
    private let end = Interruption()

    init(host: String, port: UInt16) {
      (self.host, self.port) = (host, port)
    }

    func result(deadline: Deadline) throws(TransportError) -> [SocketAddress] {
      try SystemThread.start {
        let result = self.lookUp()
        self.found.withLock { $0 = result }
        self.end.trigger()
      }
      try deadline.wait(for: .reading, on: end.descriptor)
      guard let result = found.withLock({ $0 }) else { throw .timedOut }
      return try result.get()
    }

    private func lookUp() -> Result<[SocketAddress], TransportError> {
      Resolver.preparation
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
      var list: UnsafeMutablePointer<addrinfo>?
      let code = getaddrinfo(host, String(port), &hints, &list)
      guard code == 0 else {
        return .failure(.unresolved(host: host, reason: String(cString: gai_strerror(code))))
      }
      defer { freeaddrinfo(list) }
      var addresses: [SocketAddress] = []
      var entry = list
      while let current = entry?.pointee {
        if let address = current.ai_addr {
          var storage = sockaddr_storage()
          let size = min(Int(current.ai_addrlen), MemoryLayout.size(ofValue: storage))
          withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
          }
          addresses.append(SocketAddress(storage, size: size))
        }
        entry = current.ai_next
      }
      return addresses.isEmpty ? .failure(.unresolved(host: host, reason: "no addresses")) : .success(addresses)
    }
  }
}
