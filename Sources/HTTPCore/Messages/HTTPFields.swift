/// A header field of an HTTP message: its name and its value as bytes.
public struct HTTPField: Hashable, Sendable {
  /// The name as it was sent, with its case.
  public var name: [UInt8]
  /// The value without the white space around it.
  public var value: [UInt8]

  public init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }

  /// Creates a field from two strings.
  public init(_ name: String, _ value: String) {
    self.init(name: Array(name.utf8), value: Array(value.utf8))
  }

  /// Whether the field has this name. The case of ASCII letters does not matter.
  public func isNamed(_ name: String) -> Bool {
    let bytes = name.utf8
    return self.name.count == bytes.count && self.name.equalsIgnoringASCIICase(bytes)
  }

  /// Whether the field has the name that these bytes spell. The case of ASCII letters does not matter.
  public func isNamed(_ name: [UInt8]) -> Bool {
    self.name.count == name.count && self.name.equalsIgnoringASCIICase(name)
  }
}

/// The header fields of an HTTP message, in the order in which they were sent. Repeated names are kept.
public struct HTTPFields: Hashable, Sendable {
  public var fields: [HTTPField]

  public init(_ fields: [HTTPField] = []) { self.fields = fields }

  /// Returns the value of the first field with this name, or nil. The case of ASCII letters does not matter.
  public func first(_ name: String) -> [UInt8]? { fields.first { $0.isNamed(name) }?.value }

  /// Returns the values of all fields with this name, in their order.
  public func all(_ name: String) -> [[UInt8]] { fields.filter { $0.isNamed(name) }.map(\.value) }

  /// Whether there is a field with this name.
  public func contains(_ name: String) -> Bool { fields.contains { $0.isNamed(name) } }

  public mutating func append(_ name: String, _ value: String) { fields.append(HTTPField(name, value)) }

  public mutating func append(_ name: String, _ value: [UInt8]) {
    fields.append(HTTPField(name: Array(name.utf8), value: value))
  }

  /// Removes all fields with this name.
  public mutating func removeAll(_ name: String) { fields.removeAll { $0.isNamed(name) } }
}

extension UInt8 {
  /// The lower-case letter of an ASCII capital, or the byte itself.
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension Sequence<UInt8> {
  /// Whether both hold the same bytes, if the case of ASCII letters does not matter.
  func equalsIgnoringASCIICase(_ other: some Sequence<UInt8>) -> Bool {
    elementsEqual(other) { $0 == $1 || $0.lowercasedASCII == $1.lowercasedASCII }
  }
}
