package import VideoSpec

/// The name in a Host field, without the port and in lower case.
package struct HostName {
  package let text: Text

  package init(_ field: [UInt8]) {
    let end = field.first == UInt8(ascii: "[") ? field.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } : nil
    text = Text(field[..<(end ?? field.firstIndex(of: UInt8(ascii: ":")) ?? field.endIndex)]).lowercased
  }

  /// Whether it is an IP address. A name of digits and dots counts, as browsers read it as an address.
  package var isAddress: Bool {
    if text.bytes.first == UInt8(ascii: "[") { return true }
    return !text.isEmpty && text.bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
  }
}
