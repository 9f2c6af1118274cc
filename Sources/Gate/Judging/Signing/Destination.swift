import AdapterProtocol
import VideoSpec

/// Where a request has to go.
struct Destination {
  private let endpoint: Endpoint
  /// The right paths, decoded. For a given target, they are as written.
  private let paths: [Text]
  private let isWire: Bool

  init(_ request: SigningRequest) {
    switch request.target {
    case .wire(let target):
      endpoint = request.endpoint
      paths = WireTarget(target).path.wireForms
      isWire = true
    case .object(let bucket, let key, let addressing, _):
      let isVirtual = addressing == .virtual && !bucket.isEmpty
      let host = isVirtual ? bucket + "." + request.endpoint.host : request.endpoint.host
      endpoint = Endpoint(scheme: request.endpoint.scheme, host: host, port: request.endpoint.port)
      let root: Text = isVirtual || bucket.isEmpty ? "" : "/" + bucket
      // The path of a bucket itself may end in a slash or not.
      paths = key.isEmpty && !root.isEmpty ? [root, root + "/"] : [root + "/" + key]
      isWire = false
    }
  }

  /// Checks that a URL leads there.
  func check(_ url: SignedURL) throws(Failure) {
    guard url.endpoint.scheme == endpoint.scheme else {
      throw Failure(
        "the URL's scheme is \(url.endpoint.scheme.rawValue), expected \(endpoint.scheme.rawValue)")
    }
    guard url.endpoint.host.lowercased == endpoint.host.lowercased, url.endpoint.port == endpoint.port else {
      throw failure(
        "the URL has the wrong host or port", step: "host", expected: endpoint.authority,
        observed: url.endpoint.authority)
    }
    if isWire {
      guard paths.contains(url.path) else {
        throw failure(
          "the URL's path differs from the given path, which must be sent unchanged", step: "path", expected: paths[0],
          observed: url.path)
      }
      return
    }
    try URLBytes.check(url.path, of: "path", also: "/")
    let path = url.path.percentDecoded ?? url.path
    guard paths.contains(path) else {
      throw failure(
        "the URL leads to another object: its decoded path is wrong", step: "decoded path",
        expected: paths[0], observed: path)
    }
    // The decoded path is right, so an encoded slash is a slash of the key, or the one after the bucket.
    guard !url.path.lowercased.contains("%2f") else {
      throw Failure("the URL's path has a slash encoded as \"%2F\", which clients and proxies do not treat as a slash")
    }
  }

  private func failure(_ reason: String, step: String, expected: Text, observed: Text) -> Failure {
    Failure(reason, divergence: Divergence(step: step, expected: expected, observed: observed))
  }
}
