import HTTPClient
import HTTPCore
import ReferenceImpl
import VideoSpec

/// A signed request as it is sent, and the server that it is sent to.
struct StoreRequest: Sendable {
  let origin: HTTPOrigin
  let message: HTTPRequest

  /// Creates the message of a request, exactly as it was signed.
  ///
  /// - Parameter file: The body of a request that has one.
  /// Returns nil if the signer's URL is not one of the request's endpoint.
  init?(_ request: SigningRequest, signed: SignedHeaders, file: HTTPRequest.File? = nil) {
    // The bucket may be a part of the host, so the authority is that of the URL.
    let scheme = Text("\(request.endpoint.scheme.rawValue)://")
    guard signed.url.hasPrefix(scheme) else { return nil }
    let rest = signed.url.bytes.dropFirst(scheme.bytes.count)
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    guard let server = Endpoint(scheme + Text(rest[..<slash])) else { return nil }
    let port = UInt16(exactly: server.port ?? server.scheme.defaultPort)
    guard let port, slash < rest.endIndex else { return nil }
    origin = HTTPOrigin(isSecure: server.scheme == .https, host: server.host.string, port: port)

    // What the signer adds replaces fields of the same name. No encoding: the bytes of the object are wanted, not others.
    let added = signed.headers + [HeaderField("Accept-Encoding", "identity"), HeaderField("User-Agent", "VideoSpec")]
    let kept = request.headers.filter { header in !added.contains { $0.name.equalsIgnoringCase(header.name) } }
    var fields = [HTTPField("Host", server.authority.string)]
    fields += (kept + added).map { HTTPField(name: $0.name.bytes, value: $0.value.bytes) }
    message = HTTPRequest(
      RequestHead(
        method: request.method.bytes, target: Array(rest[slash...]), fields: HTTPFields(fields)), file: file)
  }
}
