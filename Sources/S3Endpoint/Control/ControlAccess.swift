import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// Decides who may use the control plane: a program on this machine that knows the token, and no page of another site.
struct ControlAccess {
  let exchange: HTTPExchange
  let token: Secret

  /// Checks who sent the request.
  ///
  /// - Parameter parameter: The token in the query, which only the page takes.
  /// - Throws: ``ControlError``, 403.
  func check(parameter: Text?) throws(ControlError) {
    guard exchange.peer.isLoopback else {
      throw ControlError(403, "NotLocal", "only programs on the endpoint's machine may use /_video-spec/")
    }
    let host = Text(bytes: exchange.head.fields.first("host") ?? []).lowercased
    // A page of another site can make its own name point here. The browser still sends that name.
    guard Self.isLocal(host) else {
      throw ControlError(403, "ForeignHost", "Host must be localhost or a loopback address", field: "Host")
    }
    let own = (exchange.isSecure ? "https://" : "http://") + host
    for origin in exchange.head.fields.all("origin") where Text(bytes: origin).lowercased != own {
      throw ControlError(403, "ForeignOrigin", "Origin must be \(own) or absent", field: "Origin")
    }
    let given = exchange.head.fields.first("x-video-spec-token").map { Text(bytes: $0) } ?? parameter
    guard let given else {
      throw ControlError(
        403, "TokenMissing",
        "send the header x-video-spec-token with the token that the program printed; for the page, add ?token=TOKEN",
        field: "x-video-spec-token")
    }
    guard token.withBytes({ ConstantTime.equal($0, given.bytes) }) else {
      throw ControlError(403, "TokenWrong", "this is not the token of this endpoint", field: "x-video-spec-token")
    }
  }

  /// Whether an authority is `localhost` or an address of the loopback network, with or without a port.
  private static func isLocal(_ authority: Text) -> Bool {
    var name = authority.bytes[...]
    if name.first == UInt8(ascii: "[") {
      guard let end = name.firstIndex(of: UInt8(ascii: "]")) else { return false }
      name = name[1..<end]
    } else if let colon = name.lastIndex(of: UInt8(ascii: ":")) {
      name = name[..<colon]
    }
    if name.elementsEqual("localhost".utf8) { return true }
    return SocketAddress(numeric: Text(name).string, port: 0)?.isLoopback ?? false
  }
}
