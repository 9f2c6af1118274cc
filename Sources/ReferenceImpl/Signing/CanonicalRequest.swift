package import VideoSpec

/// The parts of a canonical request, and the text that they form.
///
/// One value can be used for many requests: ``removeAll()`` keeps the buffers.
package struct CanonicalRequest {
  package var method: Text = ""
  /// The path in its canonical form.
  package var path: [UInt8] = []
  package var query = PairTable()
  package var headers = PairTable()

  package init() {}

  package mutating func removeAll() {
    path.removeAll(keepingCapacity: true)
    query.removeAll()
    headers.removeAll()
  }

  // MARK: Query

  /// Adds parameters that are not encoded.
  package mutating func appendQuery(_ items: [QueryItem]) {
    for item in items {
      query.append(
        name: { PercentEncoding.append(item.name.bytes[...], keeping: .unreserved, to: &$0) },
        value: { PercentEncoding.append(item.value?.bytes[...] ?? [], keeping: .unreserved, to: &$0) },
        hasValue: item.value != nil)
    }
  }

  /// Adds the parameters of a query on the wire, except for the signature (SIG-028).
  ///
  /// Each parameter is split at its first `=` (SIG-026), decoded, and encoded again (SIG-027).
  package mutating func appendQuery(wire: ArraySlice<UInt8>) {
    for item in wire.parts(at: UInt8(ascii: "&")) {
      let equals = item.firstIndex(of: UInt8(ascii: "="))
      let name = item[..<(equals ?? item.endIndex)]
      if name.elementsEqual("X-Amz-Signature".utf8) { continue }
      let value = equals.map { item[($0 + 1)...] } ?? []
      query.append(
        name: { PercentEncoding.append(PercentEncoding.decode(name)[...], keeping: .unreserved, to: &$0) },
        value: { PercentEncoding.append(PercentEncoding.decode(value)[...], keeping: .unreserved, to: &$0) },
        hasValue: equals != nil)
    }
  }

  // MARK: Headers

  /// Adds a header, with its name in lower case (SIG-030) and its value trimmed and folded (SIG-032, SIG-033, SIG-035).
  package mutating func appendHeader(_ name: Text, _ value: Text) {
    headers.append(
      name: { buffer in
        let isLowercase = !name.bytes.contains { $0 >= 0x41 && $0 <= 0x5A }
        buffer.append(contentsOf: isLowercase ? name.bytes : name.lowercased.bytes)
      },
      value: { HeaderValue.append(value, to: &$0) })
  }

  /// Adds the `host` header, whose value contains no white space.
  package mutating func appendHost(_ authority: ArraySlice<UInt8>) {
    headers.append(name: { $0.append(contentsOf: Self.host) }, value: { $0.append(contentsOf: authority) })
  }

  private static let host = Array("host".utf8)

  /// The names of the signed headers, each once, separated by `;`. The headers have to be sorted.
  package var signedHeaders: Text {
    var output: [UInt8] = []
    appendSignedHeaders(to: &output)
    return Text(bytes: output)
  }

  /// Appends the names of the signed headers, each once, separated by `;` (SIG-036). The headers have to be sorted.
  package func appendSignedHeaders(to output: inout [UInt8]) {
    var previous: Range<Int>?
    for pair in headers.pairs {
      if let previous {
        if headers.bytes[previous] == headers.name(pair) { continue }
        output.append(UInt8(ascii: ";"))
      }
      headers.append(pair.name, to: &output)
      previous = pair.name
    }
  }

  // MARK: Text

  /// Appends the canonical request. The query and the headers have to be sorted.
  package func append(payloadHash: [UInt8], to output: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    output.append(contentsOf: method.bytes)
    output.append(newline)
    output.append(contentsOf: path)
    output.append(newline)
    appendQuery(to: &output)
    output.append(newline)
    appendHeaders(to: &output)
    output.append(newline)
    appendSignedHeaders(to: &output)
    output.append(newline)
    output.append(contentsOf: payloadHash)
  }

  private func appendQuery(to output: inout [UInt8]) {
    for (index, pair) in query.pairs.enumerated() {
      if index > 0 { output.append(UInt8(ascii: "&")) }
      query.append(pair.name, to: &output)
      output.append(UInt8(ascii: "="))
      query.append(pair.value, to: &output)
    }
  }

  private func appendHeaders(to output: inout [UInt8]) {
    var previous: Range<Int>?
    for pair in headers.pairs {
      if let previous, headers.bytes[previous] == headers.name(pair) {
        output[output.count - 1] = UInt8(ascii: ",")
      } else {
        headers.append(pair.name, to: &output)
        output.append(UInt8(ascii: ":"))
      }
      headers.append(pair.value, to: &output)
      output.append(UInt8(ascii: "\n"))
      previous = pair.name
    }
  }
}
