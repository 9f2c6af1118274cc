/// A network: an address and the number of its bits that count, such as `10.0.0.0/8`.
public struct AddressRange: Hashable, Sendable {
  private let bytes: [UInt8]
  private let bits: Int

  /// Reads `ADDRESS/BITS`, or an address alone. Returns nil for anything else, and for bits of the address that do not count and are not 0.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let bytes = SocketAddress(numeric: String(parts[0]), port: 0)?.addressBytes else {
      return nil
    }
    var bits = bytes.count * 8
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]), number <= bits else {
        return nil
      }
      bits = number
    }
    self.init(bytes, bits: bits)
    let rest = bytes.enumerated().contains { index, byte in
      let counted = min(8, max(0, bits - index * 8))
      return counted < 8 && byte & (0xFF >> counted) != 0
    }
    if rest { return nil }
  }

  private init(_ bytes: [UInt8], bits: Int) {
    self.bytes = bytes
    self.bits = bits
  }

  /// Whether an address is in the network. IPv4 addresses inside IPv6 (`::ffff:0:0/96`) count as what they are.
  public func contains(_ address: SocketAddress) -> Bool {
    guard let other = address.addressBytes, other.count == bytes.count else { return false }
    return zip(bytes, other).enumerated().allSatisfy { index, pair in
      let counted = min(8, max(0, bits - index * 8))
      let mask = counted == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - counted))
      return pair.0 & mask == pair.1 & mask
    }
  }
}

extension SocketAddress {
  /// Whether the address is one of the public Internet (RFC 6890): neither private, nor of this machine or link, nor shared, reserved, for
  /// documentation or for groups.
  public var isGlobal: Bool {
    guard let bytes = addressBytes else { return false }
    return bytes.count == 4
      ? !Self.special.contains { $0.contains(self) }
      // Everything in use is in 2000::/3, but some of it is special, or leads to IPv4 addresses.
      : bytes[0] & 0xE0 == 0x20 && !Self.specialSix.contains { $0.contains(self) }
  }

  /// IANA's registry of special-purpose IPv4 addresses, and groups (RFC 1112).
  private static let special = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
  ].compactMap { AddressRange($0) }

  /// Teredo and other protocols, documentation, and 6to4.
  private static let specialSix = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap {
    AddressRange($0)
  }
}
