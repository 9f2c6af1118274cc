/// Writes the lines of heads.
public enum HeadWriter {
  /// Appends `HTTP/1.1 200 OK`, with the end of the line.
  ///
  /// - Parameter status: From 100 to 999; another is written as 500.
  public static func appendStatusLine(_ status: Int, reason: [UInt8], to bytes: inout [UInt8]) {
    let status = (100...999).contains(status) ? status : 500
    bytes.append(contentsOf: "HTTP/1.1 ".utf8)
    for divisor in [100, 10, 1] { bytes.append(0x30 + UInt8(status / divisor % 10)) }
    bytes.append(0x20)
    appendSafely(reason, to: &bytes)
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  /// Appends a field, with the end of the line.
  ///
  /// What a field may not have is replaced, so that no value can add a line: control characters of the value by spaces, bytes that no
  /// name may have by `_`. A field without a name is left out.
  public static func append(_ field: HTTPField, to bytes: inout [UInt8]) {
    guard !field.name.isEmpty else { return }
    if field.name.allSatisfy(FieldParser.isTokenByte) {
      bytes.append(contentsOf: field.name)
    } else {
      bytes.append(contentsOf: field.name.lazy.map { FieldParser.isTokenByte($0) ? $0 : 0x5F })
    }
    bytes.append(0x3A)
    bytes.append(0x20)
    appendSafely(field.value, to: &bytes)
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  private static func appendSafely(_ value: [UInt8], to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: value)
    for index in start..<bytes.count where bytes[index] < 0x20 || bytes[index] == 0x7F {
      if bytes[index] != 0x09 { bytes[index] = 0x20 }
    }
  }

  /// Appends a field whose name and value are known to be allowed.
  public static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(0x3A)
    bytes.append(0x20)
    bytes.append(contentsOf: value.utf8)
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  /// Returns a request head as bytes, with the empty line. Nothing is checked or replaced, because tests send malformed requests.
  public static func bytes(of head: RequestHead) -> [UInt8] {
    var bytes = head.method
    bytes.append(0x20)
    bytes.append(contentsOf: head.target)
    bytes.append(contentsOf: " HTTP/1.\(head.versionMinor)\r\n".utf8)
    for field in head.fields.fields {
      bytes.append(contentsOf: field.name)
      bytes.append(contentsOf: ": ".utf8)
      bytes.append(contentsOf: field.value)
      bytes.append(contentsOf: "\r\n".utf8)
    }
    bytes.append(contentsOf: "\r\n".utf8)
    return bytes
  }
}
