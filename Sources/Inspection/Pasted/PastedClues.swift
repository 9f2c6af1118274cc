import ReferenceImpl
import VideoSpec

/// What a text says of a request in its prose, its code and its shell commands. All of it is a guess; the signature may prove it.
struct PastedClues: Sendable {
  /// Two values that a text gives for one signed header.
  struct HeaderPair: Hashable, Sendable {
    var name: Text
    var first: Text
    var second: Text
  }

  /// The number of bytes that are read. What people write themselves is short.
  private static let limit = 1 << 18
  private static let lineLimit = 1 << 13
  private static let hostLimit = 24

  /// The text itself, in which values of headers are looked up.
  private var text: Text = ""
  /// The hosts that the text names, each with its port, in the order of the text.
  private(set) var hosts: [Text] = []
  /// Names of buckets with a slash, as code gives them.
  private(set) var bucketsWithSlash: [Text] = []
  /// The access keys in credentials, `Credential=KEY/20260102/…`.
  private(set) var accessKeys: [Text] = []
  /// How the text writes a secret that ends with a line feed; nil if it does not.
  private(set) var paddedSecret: String?
  /// The paths of beginnings of canonical requests: `POST\n/path`.
  private(set) var canonicalPaths: [(method: Text, path: Text)] = []
  /// Lines of canonical requests, `name:value`, that have two values for one name.
  private(set) var headerPairs: [HeaderPair] = []

  /// Whether the text has a response of success.
  private(set) var hasSuccess = false
  /// Whether the text says that something signs.
  private(set) var namesSigning = false
  /// How a proxy of the text changes the host of requests; nil if none does.
  private(set) var hostRewrite: HostRewrite?

  /// The setting of a proxy by which it sends another host.
  struct HostRewrite: Sendable {
    var setting: String
    /// Whether only the port is lost.
    var dropsPort: Bool
  }

  init() {}

  /// - Parameter lines: The lines of the text. What a format has understood is overwritten in them.
  init(_ text: Text, unclaimed lines: PastedLines) {
    let bytes = text.bytes.prefix(Self.limit)
    self.text = Text(bytes)
    readHosts(bytes)
    readBuckets(bytes)
    readCanonicalPaths(bytes)
    readSecrets(bytes)
    readCredentials(bytes)
    readHeaderLines(lines)
    readProxies(bytes)
    namesSigning = bytes.contains("sign", ignoringCase: true)
    hasSuccess = bytes.offsets(of: "HTTP/", limit: 500).contains { offset in
      let words = bytes[offset...].prefix(16).split(separator: 0x20)
      return words.count > 1 && words[1].count >= 3 && words[1].starts(with: "2".utf8)
    }
  }

  // MARK: Proxies

  /// Reads the settings of nginx, Apache, Traefik and HAProxy that decide which Host the store receives.
  private mutating func readProxies(_ bytes: ArraySlice<UInt8>) {
    let lines = { (mark: Text) -> [Text] in
      bytes.offsets(of: mark, ignoringCase: true, limit: 40).map { offset in
        let start = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
        let line = Text(bytes[max(start, offset - 200)..<offset] + bytes[offset...].prefix(200).prefix { $0 != 0x0A })
        return line.trimmed
      }.filter { !$0.hasPrefix("#") }
    }
    let hosts = lines("proxy_set_header").filter {
      $0.bytes.split(whereSeparator: { $0 <= 0x20 }).dropFirst().first.map { Text($0).lowercased } == "host"
    }
    if let line = hosts.first {
      let value = line.bytes.split(whereSeparator: { $0 <= 0x20 || $0 == UInt8(ascii: ";") }).dropFirst(2).first
      switch value.map({ Text($0).string }) {
      case "$host", "$server_name": hostRewrite = HostRewrite(setting: line.string, dropsPort: true)
      case "$http_host", "$host:$server_port", nil: break
      default: hostRewrite = HostRewrite(setting: line.string, dropsPort: false)
      }
    } else if let line = lines("proxy_pass").first(where: { $0.contains("http") }) {
      hostRewrite = HostRewrite(
        setting: line.string + " without proxy_set_header Host $http_host", dropsPort: false)
    } else if let line = lines("ProxyPass ").first(where: { $0.contains("http") }),
      !lines("ProxyPreserveHost").contains(where: { $0.lowercased.hasSuffix(" on") })
    {
      hostRewrite = HostRewrite(setting: line.string + " without ProxyPreserveHost On", dropsPort: false)
    } else if let line = lines("passHostHeader").first(where: { $0.lowercased.hasSuffix("false") })
      ?? lines("set-header Host ").first
    {
      hostRewrite = HostRewrite(setting: line.string, dropsPort: false)
    }
  }

  var isEmpty: Bool { text.isEmpty }

  // MARK: Hosts

  private mutating func readHosts(_ bytes: ArraySlice<UInt8>) {
    for offset in bytes.offsets(of: "://", limit: 500) {
      let scheme = Text(bytes[..<offset].suffix(5)).lowercased
      guard scheme.hasSuffix("http") || scheme == "https" else { continue }
      addHost(bytes[(offset + 3)...].prefix(270))
    }
    // `minio:9000` without a scheme.
    for offset in bytes.offsets(of: ":", limit: 5000) {
      let port = bytes[(offset + 1)...].prefix(6).prefix { (0x30...0x39).contains($0) }
      guard (2...5).contains(port.count), hosts.count < Self.hostLimit else { continue }
      let next = port.endIndex < bytes.endIndex ? bytes[port.endIndex] : 0x20
      guard next <= 0x20 || "\"'`/),;<]}.".utf8.contains(next) else { continue }
      var start = offset
      while start > bytes.startIndex, offset - start < 100, Self.isHostByte(bytes[start - 1]) { start -= 1 }
      let name = bytes[start..<offset]
      let isAddress = name.count { $0 == 0x2E } == 3
      guard isAddress || name.contains(where: { (0x61...0x7A).contains($0 | 0x20) }) else { continue }
      addHost(bytes[start..<port.endIndex])
    }
  }

  private mutating func addHost(_ bytes: ArraySlice<UInt8>) {
    let authority = bytes.prefix { Self.isHostByte($0) || $0 == UInt8(ascii: ":") }
    var host = Text(authority)
    while let last = host.bytes.last, ".:-".utf8.contains(last) { host.bytes.removeLast() }
    guard host.bytes.count > 2, hosts.count < Self.hostLimit, !hosts.contains(host) else { return }
    hosts.append(host)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || ".-_".utf8.contains(byte)
  }

  /// The hosts that only a machine of the signer's own network reaches: `minio:9000`, `localhost`, `10.0.0.5`.
  var internalHosts: [Text] {
    hosts.filter { host in
      let (name, port) = host.hostAndPort
      let isPrivate = ["10.", "192.168.", "172.", "127."].contains { name.hasPrefix(Text($0)) }
      let isSingle = !name.bytes.contains(0x2E) && (port != nil || name == "localhost")
      return isSingle || (isPrivate && name.bytes.count { $0 == 0x2E } == 3) || name.hasSuffix(".internal")
        || name.hasSuffix(".local")
    }
  }

  // MARK: Buckets

  private mutating func readBuckets(_ bytes: ArraySlice<UInt8>) {
    for offset in bytes.offsets(of: "bucket", ignoringCase: true, limit: 2000) where bucketsWithSlash.count < 8 {
      guard let value = Self.assigned(bytes[(offset + 6)...].prefix(300), suffixes: ["name", "_name", "-name"]) else {
        continue
      }
      let isName = value.bytes.allSatisfy { Self.isHostByte($0) || $0 == 0x2F }
      guard isName, value.bytes.contains(0x2F), value.bytes.contains(where: { $0 != 0x2F }),
        !value.hasPrefix("//"), !bucketsWithSlash.contains(value)
      else { continue }
      bucketsWithSlash.append(value)
    }
  }

  /// The quoted value that is assigned to a name which ends before `rest`: `name: "x"`, `name => 'x'`, `name = aws.String("x")`.
  private static func assigned(_ rest: ArraySlice<UInt8>, suffixes: [Text]) -> Text? {
    var rest = rest
    for suffix in suffixes where Text(rest.prefix(suffix.bytes.count)).lowercased == suffix {
      rest = rest.dropFirst(suffix.bytes.count)
      break
    }
    rest = rest.drop { "\"'`".utf8.contains($0) }
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    let mark = rest.prefix { ":=>(,".utf8.contains($0) }
    guard !mark.isEmpty, mark.count <= 2 else { return nil }
    rest = rest[mark.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    // A function around the value, such as `aws.String(`.
    let word = rest.prefix { isHostByte($0) }
    if word.endIndex < rest.endIndex, rest[word.endIndex] == UInt8(ascii: "("), !word.isEmpty {
      rest = rest[(word.endIndex + 1)...]
    }
    guard let quote = rest.first, "\"'`".utf8.contains(quote) else { return nil }
    let value = rest.dropFirst().prefix { $0 != quote && $0 != 0x0A }
    guard value.endIndex < rest.endIndex, rest[value.endIndex] == quote else { return nil }
    return Text(value)
  }

  // MARK: Access keys

  private mutating func readCredentials(_ bytes: ArraySlice<UInt8>) {
    // In a log without its name: `credentials null/20260102/…`.
    for offset in bytes.offsets(of: "/aws4_request", limit: 100) where accessKeys.count < 8 {
      let before = bytes[..<offset].suffix(120)
      let word = before.lastIndex { $0 <= 0x20 || "\"'`=:,".utf8.contains($0) }.map { before[($0 + 1)...] } ?? before
      let segments = Text(word).split(at: 0x2F)
      guard segments.count == 4, segments[1].bytes.count == 8, AccessKeyName(segments[0]) == .missing,
        !accessKeys.contains(segments[0])
      else { continue }
      accessKeys.append(segments[0])
    }
    for offset in bytes.offsets(of: "Credential=", limit: 100) where accessKeys.count < 8 {
      let value = bytes[(offset + 11)...].prefix(300).prefix { $0 > 0x20 && !",&\"'`".utf8.contains($0) }
      let segments = Text(bytes: PercentEncoding.decode(value)).split(at: 0x2F)
      let day = segments.firstIndex { $0.bytes.count == 8 && $0.bytes.allSatisfy { (0x30...0x39).contains($0) } }
      guard let day, day > 0 else { continue }
      let key = Text(segments[..<day].map(\.bytes).joined(separator: [0x2F]))
      if !accessKeys.contains(key) { accessKeys.append(key) }
    }
  }

  // MARK: Pieces of canonical requests

  private mutating func readCanonicalPaths(_ bytes: ArraySlice<UInt8>) {
    for method in ["GET", "PUT", "POST", "HEAD", "DELETE"] as [Text] {
      for (mark, length) in [(Text("\\n/"), 2), (Text("\n/"), 1)] {
        for offset in bytes.offsets(of: method + mark, limit: 40) where canonicalPaths.count < 6 {
          if offset > bytes.startIndex, (0x41...0x5A).contains(bytes[offset - 1] & 0xDF) { continue }
          let rest = bytes[(offset + method.bytes.count + length)...].prefix(2048)
          var path = rest.prefix { $0 > 0x20 && !"\"'`\\".utf8.contains($0) }
          // The end of an excerpt.
          while path.last == UInt8(ascii: ".") { path = path.dropLast() }
          if path.suffix(3).elementsEqual("…".utf8) { path = path.dropLast(3) }
          let text = Text(path)
          if path.count > 1, !canonicalPaths.contains(where: { $0.method == method && $0.path == text }) {
            canonicalPaths.append((method, text))
          }
        }
      }
    }
  }

  /// Headers that clients, proxies and servers write, and SDKs sign. Those that differ from request to request tell nothing.
  private static let headerNames: Set<Text> = [
    "accept", "accept-encoding", "cache-control", "connection", "content-disposition", "content-encoding",
    "content-type", "expect", "host", "te", "transfer-encoding", "user-agent", "via", "x-forwarded-host",
    "x-amzn-trace-id", "x-amz-acl", "x-amz-storage-class", "x-amz-server-side-encryption",
  ]

  private mutating func readHeaderLines(_ lines: PastedLines) {
    var first: [Text: Text] = [:]
    var size = 0
    for number in 0..<lines.count where !lines.isClaimed(number) {
      let line = lines[number]
      size += line.count + 1
      guard size < Self.limit else { return }
      guard line.count < Self.lineLimit, line.contains(UInt8(ascii: ":")) else { continue }
      // In prose the line is quoted: `name:value`.
      let pieces = line.split(separator: UInt8(ascii: "`"))
      for piece in pieces.prefix(32) {
        let text = Text(piece).trimmed
        guard let (name, value) = text.splitOnce(at: UInt8(ascii: ":")), !value.isEmpty,
          value.bytes.first != 0x20, name == name.lowercased,
          Self.headerNames.contains(name)
        else { continue }
        if let known = first[name], known != value {
          let pair = HeaderPair(name: name, first: known, second: value)
          if headerPairs.count < 16, !headerPairs.contains(where: { $0.name == name }) { headerPairs.append(pair) }
        } else {
          first[name] = value
        }
      }
    }
  }

  // MARK: Secrets

  private mutating func readSecrets(_ bytes: ArraySlice<UInt8>) {
    var start = bytes.startIndex
    while start < bytes.endIndex, paddedSecret == nil {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
      let line = bytes[start..<end]
      if line.count < Self.lineLimit, line.contains("secret", ignoringCase: true) {
        let below: ArraySlice<UInt8> = end < bytes.endIndex ? bytes[(end + 1)...].prefix { $0 != 0x0A } : []
        paddedSecret = Self.padding(line, below)
      }
      start = end + 1
    }
  }

  /// How a line writes a secret with a line feed at its end; nil if it does not.
  private static func padding(_ line: ArraySlice<UInt8>, _ below: ArraySlice<UInt8>) -> String? {
    if let offset = line.offsets(of: "echo ", limit: 1).first {
      let isWord = offset == line.startIndex || !(0x61...0x7A).contains(line[offset - 1] | 0x20)
      let rest = Text(line[(offset + 5)...].drop { $0 == 0x20 }).bytes
      let isWritten = rest.contains(UInt8(ascii: "|")) || rest.contains(UInt8(ascii: ">"))
      let options: ArraySlice<UInt8> = rest.first == UInt8(ascii: "-") ? rest.prefix { $0 > 0x20 } : []
      if isWord, isWritten, !options.contains(UInt8(ascii: "n")), !line.contains("tr -d"), !rest.starts(with: "::".utf8)
      {
        return "the text writes a secret with echo, which adds a line feed"
      }
    }
    // A block of YAML, `secretKey: |`, ends with a line feed.
    let trimmed = Text(line).trimmed
    if trimmed.hasSuffix(": |"), !below.isEmpty, let word = Text(below).trimmed.bytes.split(separator: 0x20).first,
      word.count == Text(below).trimmed.bytes.count, (16...80).contains(word.count)
    {
      return "the text writes a secret as a block of YAML (|), which ends with a line feed"
    }
    for word in line.split(whereSeparator: { $0 <= 0x20 || "\"'`,".utf8.contains($0) }) {
      if word.hasSuffix("\\n"), (18...130).contains(word.count), word.contains(where: { (0x30...0x39).contains($0) }) {
        return "the text shows a secret with \\n at its end"
      }
      let value = word.split(separator: UInt8(ascii: ":")).last ?? word
      guard (24...180).contains(value.count), value.count % 4 == 0, let decoded = Base64.decode(Array(value)),
        decoded.last == 0x0A, decoded.dropLast().allSatisfy({ (0x21...0x7E).contains($0) })
      else { continue }
      return "the text shows a secret in Base64 that ends with a line feed"
    }
    return nil
  }

  // MARK: Values of headers

  /// The values that the text gives to a header, as a header or as an SDK's parameter. The likelier ones come first.
  func values(of header: Text) -> [Text] {
    guard !text.isEmpty else { return [] }
    var found: [Text] = []
    func add(_ value: ArraySlice<UInt8>) {
      let text = Text(value).trimmed
      if !text.isEmpty, text.bytes.count <= 1024, found.count < 12, !found.contains(text) { found.append(text) }
    }
    let short = header.hasPrefix("x-amz-") ? Text(header.bytes.dropFirst(6)) : header
    var names = [header, short.replacing("-", with: ""), short.replacing("-", with: "_")]
    if short != header { names.append(short) }
    for name in Set(names).sorted() where name.bytes.count > 2 {
      for offset in text.bytes[...].offsets(of: name, ignoringCase: true, limit: 40) {
        let before = offset > 0 ? text.bytes[offset - 1] : 0x20
        guard !Self.isHostByte(before) else { continue }
        var rest = text.bytes[(offset + name.bytes.count)...].prefix(1100)
        let mark = rest.prefix { "\"'`:=>,]) \t".utf8.contains($0) }
        guard mark.contains(where: { ":=,".utf8.contains($0) }) else { continue }
        rest = rest[mark.endIndex...]
        let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
        let quote = mark.last { "\"'`".utf8.contains($0) }
        let word = line.prefix { Self.isHostByte($0) }
        if word.endIndex < line.endIndex, line[word.endIndex] == UInt8(ascii: "("), !word.isEmpty {
          // A function around the value, such as `aws.String("AES256")`.
          let inner = line[(word.endIndex + 1)...].drop { "\"'`".utf8.contains($0) }
          add(inner.prefix { !"\"'`)".utf8.contains($0) })
        }
        if let quote { add(line.prefix { $0 != quote }) }
        if "\"'`".utf8.contains(before) { add(line.prefix { $0 != before }) }
        add(line)
        add(line.prefix { !"\"'`".utf8.contains($0) })
        add(line.prefix { !"\"'`,;})".utf8.contains($0) })
      }
    }
    return found
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ text: Text) -> Bool { suffix(text.bytes.count).elementsEqual(text.bytes) }
}
