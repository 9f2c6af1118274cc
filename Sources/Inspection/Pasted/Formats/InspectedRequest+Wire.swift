import ReferenceImpl
import VideoSpec

// Requests as they are in logs: a request line, headers, and perhaps a signature that the log hides.

extension InspectedRequest {
  /// Creates the request that an HTTP request line and its headers describe.
  init?(method: Text, target: Text, headers: [HeaderField], body: Text? = nil) {
    var url = target
    if !target.hasPrefix("http://") && !target.hasPrefix("https://") {
      guard let host = headers.first(where: { $0.name.equalsIgnoringCase("host") })?.value.trimmed, !host.isEmpty,
        target.hasPrefix("/")
      else { return nil }
      // The scheme is not in the request. Other ports than 443 are usually those of a store without TLS.
      let port = host.hostAndPort.port
      url = (port == nil || port == "443" ? "https://" : "http://") + host + target
    }
    self.init(method: method, url: url, headers: headers, body: body)
  }

  /// The request, or nil if the log hides its signature: without it the request would look badly signed.
  var unlessRedacted: InspectedRequest? {
    let authorization = headers.first { $0.name.equalsIgnoringCase("authorization") }?.value
    guard let signature = authorization?.after("Signature=")?.before(",") ?? authorization?.after("Signature=") else {
      return self
    }
    let isHexadecimal =
      !signature.isEmpty
      && signature.trimmed.bytes.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20)
      }
    return isHexadecimal ? self : nil
  }
}

extension Text {
  /// The methods of S3's requests.
  static let methods: Set<Text> = ["GET", "PUT", "POST", "HEAD", "DELETE", "OPTIONS"]
}
