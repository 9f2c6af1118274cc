import HTTPCore
import HTTPServer

/// The options of the commands that listen: the address and the certificate.
enum ListenOptions {
  static func all(default address: String) -> [Option] {
    [
      Option(
        "listen", .text("ADDRESS:PORT"),
        "the address to listen on; port 0 takes a free port (default: \(address))"),
      Option("allow-remote", "allow --listen to take an address that other machines can reach"),
    ]
  }

  static let certificate = [
    Option("tls-cert", .file(), "serve HTTPS with this certificate, in PEM"),
    Option("tls-key", .file(), "the private key of the certificate, in PEM"),
  ]

  /// Reads the address.
  ///
  /// - Parameter reason: Why an address that other machines can reach needs care.
  static func address(_ options: Options, default text: String, reason: String) throws -> SocketAddress {
    let text = options.value("listen") ?? text
    guard let address = parse(text) else {
      throw options.fail("--listen \(text.shown) is not ADDRESS:PORT, such as 127.0.0.1:9000 or [::1]:0")
    }
    guard address.isLoopback || options.has("allow-remote") else {
      throw options.fail("--listen \(text.shown): other machines can reach this address; \(reason)")
    }
    return address
  }

  /// Reads the certificate, or returns nil without one.
  static func certificate(_ options: Options) throws -> TLSContext? {
    switch (options.value("tls-cert"), options.value("tls-key")) {
    case (nil, nil): return nil
    case (let certificate?, let key?):
      do { return try TLSContext.server(certificateFile: certificate, keyFile: key) } catch {
        throw CommandFailure("\(error)", status: .usage)
      }
    default: throw options.fail("--tls-cert and --tls-key belong together")
    }
  }

  /// Reads `ADDRESS:PORT`, where the address is numeric or `localhost`. Returns nil for any other form.
  static func parse(_ text: String) -> SocketAddress? {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
      let port = UInt16(text[text.utf8.index(after: colon)...])
    else { return nil }
    return SocketAddress(numeric: host(text[..<colon]), port: port)
  }

  private static func host(_ text: Substring) -> String {
    if text.utf8.elementsEqual("localhost".utf8) { return "127.0.0.1" }
    let isBracketed = text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]")
    return String(isBracketed ? text.dropFirst().dropLast() : text)
  }
}
