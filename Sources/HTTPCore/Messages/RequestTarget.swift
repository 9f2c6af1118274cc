/// The target of a request.
///
/// Decided here: a path with an optional query is taken; so is an http or https URL whose authority equals Host; so is `*` with OPTIONS.
/// CONNECT, and every other target, is refused.
/// - Note: RFC 9112 §3.2.
enum RequestTarget {
  /// Checks a target against the method and the Host field.
  static func check(_ head: RequestHead) throws(HTTPMessageError) {
    guard !head.isMethod("CONNECT") else { throw .unsupportedMethod }
    let host = try host(of: head)
    if head.target.first == 0x2F { return }
    if head.target.elementsEqual("*".utf8) {
      guard head.isMethod("OPTIONS") else { throw .unsupportedTargetForm }
      return
    }
    guard let authority = authority(of: head.target), !authority.isEmpty else { throw .unsupportedTargetForm }
    guard isHost(authority) else { throw .malformedTarget }
    guard host.map({ $0.equalsIgnoringASCIICase(head.target[authority]) }) ?? true else { throw .differentHosts }

    func isHost(_ range: Range<Int>) -> Bool { HostField.isValid(head.target[range]) }
  }

  /// Whether all bytes may be in a target: visible ASCII, but no fragment.
  static func hasAllowedBytes(_ target: UnsafeRawBufferPointer) -> Bool {
    target.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }
  }

  static func pathAndQuery(of target: [UInt8]) -> ArraySlice<UInt8> {
    guard target.first != 0x2F, let authority = authority(of: target) else { return target[...] }
    let rest = target[authority.upperBound...]
    // A query may follow the authority at once.
    return rest.first == 0x2F ? rest : [0x2F] + rest
  }

  /// Where the authority of an absolute target is, or nil.
  private static func authority(of target: [UInt8]) -> Range<Int>? {
    for scheme in ["http://", "https://"] where target.count >= scheme.utf8.count {
      let count = scheme.utf8.count
      guard target[..<count].equalsIgnoringASCIICase(scheme.utf8) else { continue }
      let end = target[count...].firstIndex { $0 == 0x2F || $0 == 0x3F } ?? target.count
      return count..<end
    }
    return nil
  }

  private static func host(of head: RequestHead) throws(HTTPMessageError) -> [UInt8]? {
    var host: [UInt8]?
    for field in head.fields.fields where field.name.count == 4 && field.isNamed("host") {
      guard host == nil else { throw .repeatedHost }
      host = field.value
    }
    guard let host else {
      guard head.versionMinor == 0 else { throw .missingHost }
      return nil
    }
    guard HostField.isValid(host[...]) else { throw .malformedHost }
    return host
  }
}

/// The value of the Host field.
enum HostField {
  /// Whether the value is a host name, an IPv4 address, or an IPv6 address in brackets, with an optional port. It may be empty.
  /// - Note: RFC 9110 §7.2.
  static func isValid(_ value: ArraySlice<UInt8>) -> Bool {
    var host = value
    if let colon = value.lastIndex(of: 0x3A), value.last != 0x5D {
      let port = value[(colon + 1)...]
      guard port.count <= 5, port.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), colon > value.startIndex else {
        return false
      }
      host = value[..<colon]
    }
    if host.first == 0x5B {
      return host.count > 2 && host.last == 0x5D && host.dropFirst().dropLast().allSatisfy(isAddressByte)
    }
    return host.allSatisfy(isNameByte)
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    byte == 0x3A || byte == 0x2E || byte == 0x25 || isLetterOrDigit(byte)
  }

  /// `reg-name` of RFC 3986 §3.2.2.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "-._~%!$&'()*+,;=".utf8.contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }
}
