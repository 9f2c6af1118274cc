#if PostgreSQL
  import CPostgres
  import Glibc
  import VideoSpec

  /// A fault of a database's URL. The description shows nothing of the URL but the name of a parameter.
  public struct DatabaseURLError: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String

    public var description: String {
      "the database's URL \(reason); it should be like postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE"
    }
  }

  /// Where a database is, and how to connect to it: a URL as libpq reads it, with one server or several.
  ///
  /// Libpq's messages about a wrong URL may show a part of the password, so a URL that could be misread is rejected before.
  struct PostgresURL: Sendable {
    /// A parameter of a connection. The value may be a password.
    struct Parameter: Sendable {
      var keyword: String
      var value: Secret

      init(_ keyword: String, _ value: Text) {
        self.keyword = keyword
        self.value = Secret(value)
      }
    }

    /// The parameters for each server, in the order in which the servers are tried.
    let servers: [[Parameter]]
    /// How long to wait for a server, if the URL says it.
    let connectSeconds: Int?
    /// Hides the passwords in messages.
    let redaction: Redaction

    init(_ url: Text) throws(DatabaseURLError) {
      try PostgresURL.check(url)
      var values: [(keyword: String, value: Text)] = []
      var message: UnsafeMutablePointer<CChar>?
      let options = (url.bytes + [0]).withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { PQconninfoParse($0.baseAddress, &message) }
      }
      // Not shown: it may contain anything of the URL.
      PQfreemem(message)
      guard let options else { throw DatabaseURLError(reason: "cannot be read") }
      defer { PQconninfoFree(options) }
      var option = options
      while let keyword = option.pointee.keyword {
        if let value = option.pointee.val {
          values.append((String(cString: keyword), Text(UnsafeRawBufferPointer(start: value, count: strlen(value)))))
        }
        option += 1
      }
      func value(_ keyword: String) -> Text? { values.first { $0.keyword == keyword }?.value }
      redaction = Redaction(["password", "sslpassword"].compactMap { value($0) })
      connectSeconds = value("connect_timeout").flatMap { Int($0.string) }.flatMap { $0 > 0 ? $0 : nil }
      // A recorder writes. The user's choice has precedence.
      if value("target_session_attrs") == nil, getenv("PGTARGETSESSIONATTRS") == nil {
        values.append(("target_session_attrs", "read-write"))
      }
      servers = try PostgresURL.split(values)
    }

    /// Returns the parameters for each server. Libpq would wait for a server that does not respond for as long as for all of them.
    private static func split(_ values: [(keyword: String, value: Text)]) throws(DatabaseURLError) -> [[Parameter]] {
      let lists = ["host", "hostaddr", "port"]
      let common = values.filter { !lists.contains($0.keyword) }.map { Parameter($0.keyword, $0.value) }
      func list(_ keyword: String) -> [Text] {
        values.first { $0.keyword == keyword }?.value.split(at: UInt8(ascii: ",")) ?? []
      }
      let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
      let count = max(hosts.count, addresses.count, 1)
      for (name, list) in [("host", hosts), ("hostaddr", addresses)] where !list.isEmpty && list.count != count {
        throw DatabaseURLError(reason: "has \(list.count) times \(name) for \(count) servers")
      }
      guard ports.count <= 1 || ports.count == count else {
        throw DatabaseURLError(reason: "has \(ports.count) ports for \(count) servers")
      }
      return (0..<count).map { index in
        var server = common
        if !hosts.isEmpty { server.append(Parameter("host", hosts[index])) }
        if !addresses.isEmpty { server.append(Parameter("hostaddr", addresses[index])) }
        if let port = ports.count == 1 ? ports[0] : ports.isEmpty ? nil : ports[index] {
          server.append(Parameter("port", port))
        }
        return server
      }
    }
  }

  extension PostgresURL {
    /// Rejects a URL that libpq would misread or whose fault it would show: mostly passwords that are not percent-encoded.
    private static func check(_ url: Text) throws(DatabaseURLError) {
      func fault(_ reason: String) -> DatabaseURLError { DatabaseURLError(reason: reason) }
      let schemes: [Text] = ["postgresql://", "postgres://"]
      guard let scheme = schemes.first(where: { url.hasPrefix($0) }) else {
        throw fault("does not begin with postgresql:// or postgres://")
      }
      guard url.isUTF8, !url.bytes.contains(0) else { throw fault("is not UTF-8") }
      let rest = url.bytes[scheme.bytes.count...]
      for index in rest.indices where rest[index] == UInt8(ascii: "%") {
        guard index + 2 < rest.endIndex, let byte = Hexadecimal.byte(rest[index + 1], rest[index + 2]), byte != 0 else {
          throw fault("has a % that is not followed by two hexadecimal digits; write % itself as %25")
        }
      }
      let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      let start = rest[..<slash].firstIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? rest.startIndex
      let end = rest[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
      try check(hosts: rest[start..<end])
      let question = rest[end...].firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
      guard !rest[end..<question].dropFirst().contains(where: { "@/".utf8.contains($0) }) else {
        throw fault("has a / or @ in the database's name or the password; write / as %2F and @ as %40")
      }
      try check(parameters: rest[question...].dropFirst())
    }

    private static func check(hosts: ArraySlice<UInt8>) throws(DatabaseURLError) {
      guard hosts.allSatisfy({ $0.isASCIIAlphanumeric || $0 >= 0x80 || "-._~%:[],".utf8.contains($0) }) else {
        throw DatabaseURLError(
          reason:
            "has a character in its host that does not belong there; in a password write @ as %40, / as %2F and ? as %3F"
        )
      }
      for server in Text(hosts).split(at: UInt8(ascii: ",")) {
        let bracket = server.bytes.lastIndex(of: UInt8(ascii: "]")) ?? -1
        let colon = server.bytes[(bracket + 1)...].firstIndex(of: UInt8(ascii: ":")) ?? server.bytes.endIndex
        let port = Text(server.bytes[colon...].dropFirst())
        guard port.isEmpty || port.bytes.count <= 5 && (1...65535).contains(Int(port.string) ?? 0) else {
          throw DatabaseURLError(
            reason: "has a port that is not a number from 1 to 65535, or a / in the password, which is %2F")
        }
      }
    }

    private static func check(parameters: ArraySlice<UInt8>) throws(DatabaseURLError) {
      guard !parameters.isEmpty else { return }
      for parameter in Text(parameters).split(at: UInt8(ascii: "&")) {
        guard let (name, value) = parameter.splitOnce(at: UInt8(ascii: "=")), !value.bytes.contains(UInt8(ascii: "="))
        else { throw DatabaseURLError(reason: "has a parameter that is not NAME=VALUE") }
        if keywords.contains(name) { continue }
        // A text with other characters may be a part of a password.
        let isName =
          name.bytes.count <= 32 && name.bytes.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        let shown = isName && !parameters.contains(UInt8(ascii: "@"))
        throw DatabaseURLError(reason: "has a parameter that libpq does not know\(shown ? ": \(name)" : "")")
      }
    }

    /// The names of libpq's parameters.
    private static let keywords: Set<Text> = {
      // A URL may say ssl=true for sslmode=require.
      var names: Set<Text> = ["ssl"]
      guard let options = PQconndefaults() else { return names }
      defer { PQconninfoFree(options) }
      var option = options
      while let keyword = option.pointee.keyword {
        names.insert(Text(String(cString: keyword)))
        option += 1
      }
      return names
    }()
  }
#endif
