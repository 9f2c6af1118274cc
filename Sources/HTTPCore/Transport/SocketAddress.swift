import Glibc

/// An Internet address with a port, or the address of a local socket.
public struct SocketAddress: Hashable, Sendable {
  /// The bytes of a `sockaddr`.
  private let bytes: [UInt8]

  init(_ storage: sockaddr_storage, size: Int) {
    bytes = withUnsafeBytes(of: storage) { Array($0.prefix(size)) }
  }

  /// Creates an IPv4 address.
  ///
  /// - Parameter octets: The four bytes in network order.
  public init(_ octets: (UInt8, UInt8, UInt8, UInt8), port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    withUnsafeMutableBytes(of: &address.sin_addr) {
      $0.copyBytes(from: [octets.0, octets.1, octets.2, octets.3])
    }
    bytes = withUnsafeBytes(of: address) { Array($0) }
  }

  /// Reads a numeric address: IPv4 with four numbers, or IPv6 with or without brackets. Returns nil for a name.
  public init?(numeric host: String, port: UInt16) {
    var four = sockaddr_in()
    if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      bytes = withUnsafeBytes(of: four) { Array($0) }
      return
    }
    var six = sockaddr_in6()
    let isBracketed = host.utf8.first == UInt8(ascii: "[") && host.utf8.last == UInt8(ascii: "]")
    let inner = isBracketed ? String(host.dropFirst().dropLast()) : host
    guard inet_pton(AF_INET6, inner, &six.sin6_addr) == 1 else { return nil }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    bytes = withUnsafeBytes(of: six) { Array($0) }
  }

  /// 127.0.0.1.
  public static func loopback(port: UInt16) -> SocketAddress { SocketAddress((127, 0, 0, 1), port: port) }

  /// The address family: `AF_INET`, `AF_INET6` or another.
  public var family: Int32 { bytes.count < 2 ? AF_UNSPEC : Int32(UInt16(bytes[0]) | UInt16(bytes[1]) << 8) }

  /// The port, 0 if the address has none.
  public var port: UInt16 {
    guard family == AF_INET || family == AF_INET6, bytes.count >= 4 else { return 0 }
    return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
  }

  /// Whether the address belongs to this machine's loopback network: 127.0.0.0/8, ::1, or ::ffff:127.0.0.0/104.
  public var isLoopback: Bool {
    switch family {
    case AF_INET: return bytes.count >= 8 && bytes[4] == 127
    case AF_INET6:
      guard bytes.count >= 24 else { return false }
      let address = bytes[8..<24]
      if address.dropLast().allSatisfy({ $0 == 0 }), address.last == 1 { return true }
      return address.prefix(10).allSatisfy { $0 == 0 } && Array(address.dropFirst(10).prefix(3)) == [0xFF, 0xFF, 127]
    default: return false
    }
  }

  /// The 4 or 16 bytes of the address, without the port; 4 also for IPv4 inside IPv6. Nil for a local socket.
  var addressBytes: [UInt8]? {
    switch family {
    case AF_INET: return bytes.count >= 8 ? Array(bytes[4..<8]) : nil
    case AF_INET6:
      guard bytes.count >= 24 else { return nil }
      let address = Array(bytes[8..<24])
      let isMapped = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
      return isMapped ? Array(address[12...]) : address
    default: return nil
    }
  }

  /// The numeric host without a port, IPv6 without brackets; empty if the address has none.
  public var host: String {
    let start = family == AF_INET ? 4 : 8
    guard family == AF_INET || family == AF_INET6, bytes.count > start else { return "" }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let found = bytes[start...].withUnsafeBytes {
      inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) != nil
    }
    guard found else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    // An array's memory is aligned for any sockaddr.
    bytes.withUnsafeBytes { buffer in
      guard let address = buffer.baseAddress else {
        var none = sockaddr()
        return body(&none, 0)
      }
      return body(address.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
    }
  }

  /// Returns the address that a socket is bound to, or nil.
  static func bound(to descriptor: Int32) -> SocketAddress? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout.size(ofValue: storage))
    let code = withUnsafeMutableBytes(of: &storage) {
      getsockname(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
    }
    return code == 0 ? SocketAddress(storage, size: Int(size)) : nil
  }
}

extension SocketAddress: CustomStringConvertible {
  /// The host and the port, such as `127.0.0.1:9000` and `[::1]:9000`.
  public var description: String { family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
