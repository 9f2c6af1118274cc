import AdapterProtocol
import VideoSpec

/// Where a request has to go.
struct Destination {
  private let endpoint: Endpoint
  /// The right paths, decoded. For a given target, they are as written.
  private let paths: [Text]
  private let isWire: Bool
  /// The bucket in Amazon S3 that the request is for; nil for a given target, or another endpoint.
  private let bucket: AmazonBucket?
  private let key: Text

  init(_ input: SigningInput) {
    let request = input.request
    switch request.target {
    case .wire(let target):
      endpoint = request.endpoint
      paths = WireTarget(target).path.wireForms
      isWire = true
      bucket = nil
      self.key = ""
    case .object(let bucket, let key, let addressing, _):
      let isVirtual = addressing == .virtual && !bucket.isEmpty
      let host = isVirtual ? bucket + "." + request.endpoint.host : request.endpoint.host
      endpoint = Endpoint(scheme: request.endpoint.scheme, host: host, port: request.endpoint.port)
      let root: Text = isVirtual || bucket.isEmpty ? "" : "/" + bucket
      paths = Destination.paths(root: root, key: key)
      isWire = false
      self.bucket = AmazonBucket(bucket, at: request.endpoint, region: input.region)
      self.key = key
    }
  }

  /// The path of an object. The path of a bucket itself may end in a slash or not.
  private static func paths(root: Text, key: Text) -> [Text] {
    key.isEmpty && !root.isEmpty ? [root, root + "/"] : [root + "/" + key]
  }

  /// Checks that a URL leads there.
  func check(_ url: SignedURL) throws(Failure) {
    guard url.endpoint.scheme == endpoint.scheme else {
      throw Failure(
        "the URL's scheme is \(url.endpoint.scheme.rawValue), expected \(endpoint.scheme.rawValue)", breaks: ["SIG-097"]
      )
    }
    let isAsked = url.endpoint.host.lowercased == endpoint.host.lowercased && url.endpoint.port == endpoint.port
    let other = isAsked ? nil : bucket?.root(at: url.endpoint)
    guard isAsked || other != nil else {
      throw failure(
        "the URL has the wrong host or port", step: "host", expected: endpoint.authority,
        observed: url.endpoint.authority, breaks: ["SIG-097", "SIG-099", "SIG-038"])
    }
    if isWire {
      guard paths.contains(url.path) else {
        throw failure(
          "the URL's path differs from the given path, which must be sent unchanged", step: "path", expected: paths[0],
          observed: url.path, breaks: ["SIG-006", "SIG-007", "SIG-009", "SIG-010"])
      }
      return
    }
    let paths = other.map { Destination.paths(root: $0, key: key) } ?? self.paths
    try URLBytes.check(url.path, of: "path", also: "/")
    let path = url.path.percentDecoded ?? url.path
    guard paths.contains(path) else {
      throw failure(
        "the URL leads to another object: its decoded path is wrong", step: "decoded path",
        expected: paths[0], observed: path, breaks: rulesOfPath(path, expected: paths[0]))
    }
    // The decoded path is right, so an encoded slash is a slash of the key, or the one after the bucket.
    guard !url.path.lowercased.contains("%2f") else {
      throw Failure(
        "the URL's path has a slash encoded as \"%2F\", which clients and proxies do not treat as a slash",
        breaks: ["SIG-005"])
    }
  }

  /// The rules that a wrong path breaks.
  private func rulesOfPath(_ path: Text, expected: Text) -> [RequirementID] {
    func withoutSlashes(_ text: Text) -> [ArraySlice<UInt8>] {
      text.bytes.split(separator: UInt8(ascii: "/")).filter { $0 != [0x2E] && $0 != [0x2E, 0x2E] }
    }
    if withoutSlashes(path) == withoutSlashes(expected) { return ["SIG-007", "SIG-010"] }
    if path == expected.percentDecoded { return ["SIG-011", "SIG-006"] }
    return ["SIG-097", "SIG-004", "SIG-002", "SIG-003", "SIG-006", "SIG-007", "SIG-011"]
  }

  private func failure(
    _ reason: String, step: String, expected: Text, observed: Text, breaks rules: [RequirementID]
  ) -> Failure {
    Failure(reason, divergence: Divergence(step: step, expected: expected, observed: observed), breaks: rules)
  }
}
