import ReferenceImpl
package import VideoSpec

/// The bucket and the key that a request is for, from its `Host` header and its path.
///
/// Names are bytes: the path is decoded once, and nothing is normalised. `//`, `.` and `..` are parts of a key.
package struct S3Address: Hashable, Sendable {
  /// The part of the request that names the bucket.
  package enum Style: Hashable, Sendable {
    case path
    case virtualHost
  }

  /// The bucket, or nil for a request to the service itself.
  package var bucket: Text?
  /// The key, decoded, or nil for a request to a bucket. It is never empty.
  package var key: Text?
  package var style: Style
  /// The authority that the request was sent to, as in its `Host` header.
  package var host: Text
  /// The path of the request line as received, without the query.
  package var path: Text
  /// The parameters of the query, decoded, in the order received.
  package var query: [QueryItem]

  /// Reads the address of a request.
  ///
  /// - Parameters:
  ///   - target: The path and the query of the request line.
  ///   - host: The value of the `Host` header.
  ///   - domains: The domains below which a label names a bucket, in lower case, without a port.
  /// - Throws: ``S3Refusal``, InvalidURI, for a target that is not a path, or one with a broken percent encoding or bytes that are not UTF-8.
  package init(target: Text, host: Text, domains: [Text]) throws(S3Refusal) {
    guard target.bytes.first == UInt8(ascii: "/") else { throw .invalidURI(target) }
    let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) ?? target.bytes.endIndex
    let path = target.bytes[..<mark]
    self.host = host
    self.path = Text(path)
    query = try Self.query(target.bytes[mark...].dropFirst(), of: target)
    guard PercentEncoding.isWellFormed(path) else { throw .invalidURI(target) }
    let decoded = PercentEncoding.decode(path.dropFirst())
    guard Text(bytes: decoded).isUTF8 else { throw .invalidURI(target) }
    if let bucket = Self.bucket(of: host, domains: domains) {
      style = .virtualHost
      self.bucket = bucket
      key = decoded.isEmpty ? nil : Text(bytes: decoded)
      return
    }
    style = .path
    // The first slash of the path as sent separates the bucket: an encoded slash belongs to its name, which is wrong then.
    let rest = path.dropFirst()
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    let bucket = Text(bytes: PercentEncoding.decode(rest[..<slash]))
    let key = Text(bytes: PercentEncoding.decode(rest[slash...].dropFirst()))
    self.bucket = bucket.isEmpty ? nil : bucket
    self.key = bucket.isEmpty || key.isEmpty ? nil : key
  }

  /// The value of the first parameter with this name: empty for a name without a value, nil without the parameter.
  package func parameter(_ name: Text) -> Text? {
    query.first { $0.name == name }.map { $0.value ?? "" }
  }

  /// What error documents call the resource: the bucket and the key as a path.
  package var resource: Text {
    guard let bucket else { return "/" }
    return key.map { "/" + bucket + "/" + $0 } ?? "/" + bucket
  }

  private static func query(_ bytes: ArraySlice<UInt8>, of target: Text) throws(S3Refusal) -> [QueryItem] {
    var items: [QueryItem] = []
    for item in bytes.parts(at: UInt8(ascii: "&")) {
      guard PercentEncoding.isWellFormed(item) else { throw .invalidURI(target) }
      let equals = item.firstIndex(of: UInt8(ascii: "="))
      let name = PercentEncoding.decode(item[..<(equals ?? item.endIndex)])
      items.append(
        QueryItem(Text(bytes: name), equals.map { Text(bytes: PercentEncoding.decode(item[($0 + 1)...])) }))
    }
    return items
  }

  /// The labels of a host before one of the domains, or nil if the host is a domain itself, or another one.
  static func bucket(of host: Text, domains: [Text]) -> Text? {
    var name = host.lowercased.bytes[...]
    if name.first != UInt8(ascii: "["), let colon = name.lastIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
    for domain in domains where name.count > domain.bytes.count + 1 {
      let end = name.endIndex - domain.bytes.count
      if name[end...].elementsEqual(domain.bytes), name[end - 1] == UInt8(ascii: ".") {
        return Text(name[..<(end - 1)])
      }
    }
    return nil
  }
}
