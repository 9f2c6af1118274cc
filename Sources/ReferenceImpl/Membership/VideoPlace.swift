public import VideoSpec

/// Where the file of a video is: an object of the service's bucket, or a URL of an allowed origin (MEM-044).
public enum VideoPlace: Hashable, Sendable {
  /// The key of an object in the service's bucket.
  case object(key: Text)
  /// - target: The path and the query, as they are sent.
  case url(origin: Endpoint, target: Text)
}

/// The places from which a service takes files.
public struct VideoPlaces: Sendable {
  public var bucket: Text
  /// The origins of URLs, in lower case and without the default port.
  public var origins: Set<Text>

  public init(bucket: Text, origins: Set<Text> = []) {
    self.bucket = bucket
    self.origins = origins
  }

  /// The beginning of the keys of a corporation's objects.
  public static func prefix(of corporation: Int) -> Text { Text("corporations/\(corporation)/") }

  /// Reads a `file_path`.
  ///
  /// - Throws: ``Rejection``: 422 ``ErrorCode/filePathNotAllowed``.
  public func place(_ path: Text, of corporation: Int) throws(Rejection) -> VideoPlace {
    guard path.validString != nil, path.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw Self.rejection("it has control characters, or is not UTF-8")
    }
    if path.hasPrefix("s3://") { return try object(Text(path.bytes.dropFirst(5)), of: corporation) }
    guard path.hasPrefix("https://") || path.hasPrefix("http://") else {
      throw Self.rejection("it begins with neither s3:// nor https:// nor http://")
    }
    return try url(path)
  }

  private func object(_ rest: Text, of corporation: Int) throws(Rejection) -> VideoPlace {
    guard let (bucket, key) = rest.splitOnce(at: UInt8(ascii: "/")), bucket == self.bucket else {
      throw Self.rejection("the bucket is not \(self.bucket)")
    }
    let prefix = Self.prefix(of: corporation)
    guard key.hasPrefix(prefix) else { throw Self.rejection("the key does not begin with \(prefix)") }
    guard key.bytes.count <= 1024, Self.hasNoDots(key), !key.split(at: UInt8(ascii: "/")).contains(where: \.isEmpty)
    else {
      throw Self.rejection("the key has an empty segment, a segment of dots, or more than 1024 bytes")
    }
    return .object(key: key)
  }

  private func url(_ url: Text) throws(Rejection) -> VideoPlace {
    guard url.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\#\"<>^`{|}".utf8.contains($0) }) else {
      throw Self.rejection("the URL has characters that have to be percent-encoded, or a fragment")
    }
    let start = url.hasPrefix("https://") ? 8 : 7
    let end = url.bytes[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? url.bytes.count
    let authority = url.bytes[start..<end]
    guard !authority.contains(UInt8(ascii: "@")), let origin = Endpoint(Text(url.bytes[..<end]))?.normalized,
      origins.contains(origin.origin)
    else { throw Self.rejection("the origin of the URL is none that the service allows") }
    let rest = Text(url.bytes[end...])
    let path = rest.splitOnce(at: UInt8(ascii: "?"))?.head ?? rest
    guard Self.hasNoDots(PercentEncoding.decode(path)) else { throw Self.rejection("the path has a segment of dots") }
    return .url(origin: origin, target: rest.hasPrefix("/") ? rest : "/" + rest)
  }

  private static func hasNoDots(_ path: Text) -> Bool {
    !path.split(at: UInt8(ascii: "/")).contains { $0 == "." || $0 == ".." }
  }

  private static func rejection(_ reason: String) -> Rejection {
    Rejection(.filePathNotAllowed, status: 422, field: "file_path", "the file_path is not allowed: \(reason)")
  }
}

extension Endpoint {
  /// The endpoint with its host in lower case, and without the default port: two endpoints of one origin are equal.
  package var normalized: Endpoint {
    Endpoint(scheme: scheme, host: host.lowercased, port: port == scheme.defaultPort ? nil : port)
  }
}
