package import VideoSpec

/// A request as it is sent.
package struct WireRequest: Hashable, Sendable {
  package var method: Text
  package var target: Text
  package var fields: [HeaderField]
  /// The request line and the headers, with the empty line.
  package var head: [UInt8]
  package var body: [UInt8]
  package var expectsContinue = false
  /// After how many bytes of the body the connection is closed.
  package var cut: Int?

  package init(method: Text, target: Text, fields: [HeaderField], body: [UInt8]) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
    head = Self.head(method: method, target: target, fields: fields)
  }

  private static func head(method: Text, target: Text, fields: [HeaderField]) -> [UInt8] {
    var bytes = method.bytes + [0x20] + target.bytes + " HTTP/1.1\r\n".utf8
    for field in fields { bytes += field.name.bytes + [0x3A, 0x20] + field.value.bytes + [0x0D, 0x0A] }
    return bytes + [0x0D, 0x0A]
  }
}
