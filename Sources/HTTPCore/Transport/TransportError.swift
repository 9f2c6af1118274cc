import Glibc

/// Why bytes could not be sent or received.
public enum TransportError: Error, Hashable, Sendable {
  /// The deadline passed.
  case timedOut
  /// An ``Interruption`` was triggered.
  case interrupted
  /// The other side closed the connection, or reset it, in the middle of something.
  case closed
  /// Nobody listens at an address, or there is no way to it.
  case unreachable(address: String, errno: Int32)
  /// A host name has no address.
  case unresolved(host: String, reason: String)
  /// TLS failed: a certificate that is not trusted, no protocol in common, or a broken record.
  case tls(String)
  /// A function of the system failed.
  case system(String, Int32)
}

extension TransportError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .timedOut: "the time is over"
    case .interrupted: "it was interrupted"
    case .closed: "the other side closed the connection"
    case .unreachable(let address, let number): "\(address): \(Self.text(number))"
    case .unresolved(let host, let reason): "\"\(host)\" has no address: \(reason)"
    case .tls(let reason): "TLS: \(reason)"
    case .system(let function, let number): "\(function): \(Self.text(number))"
    }
  }

  private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
