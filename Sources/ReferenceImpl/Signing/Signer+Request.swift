public import VideoSpec

// The steps that signing by URL, by header and by chunk have in common.

extension Signer {
  /// Returns the canonical request of a request, with all of its headers and nothing added.
  ///
  /// - Parameters:
  ///   - service: The signing name of the service.
  ///   - normalizesPath: Whether the path is normalised. A path of S3 never is (SIG-007, SIG-009).
  ///   - payloadHash: The last line: the body's SHA-256 in lower-case hexadecimal, or a word such as `UNSIGNED-PAYLOAD`.
  /// - Throws: ``Rejection`` if the request cannot be signed. Its `field` names what is wrong.
  public static func canonicalRequest(
    of request: SigningRequest, service: Text = "s3", normalizesPath: Bool = true, payloadHash: Text
  ) throws(Rejection) -> Text {
    // Nothing is signed, so no credentials are needed.
    let nobody = Credentials(accessKeyID: Text(), secretAccessKey: Secret(Text()))
    let signer = Signer(
      credentials: nobody, region: Text(), service: service,
      options: Options(normalizesPath: normalizesPath))
    var workspace = SigningWorkspace()
    try signer.begin(request, leavingOut: [], in: &workspace)
    workspace.request.headers.sortByName()
    return workspace.canonicalRequest(payloadHash: payloadHash.bytes)
  }

  /// Checks a request, and puts its path, its query and its headers into the workspace, not yet sorted.
  ///
  /// Afterwards the workspace's `url` is the URL up to and including the path. The query of an object is not written yet.
  func begin(
    _ signed: SigningRequest, leavingOut unsigned: Set<Text> = SigningHeaders.changedByProxies,
    in workspace: inout SigningWorkspace
  ) throws(Rejection) {
    try SigningRules.check(method: signed.method)
    workspace.begin(signed.method)
    switch signed.target {
    case .object(let bucket, let key, let addressing, let query):
      try SigningRules.check(bucket: bucket)
      let isVirtual = addressing == .virtual
      appendOrigin(signed.endpoint, bucket: isVirtual ? bucket : nil, to: &workspace)
      let start = workspace.url.count
      workspace.url.append(UInt8(ascii: "/"))
      if !isVirtual {
        workspace.url.append(contentsOf: bucket.bytes)
        workspace.url.append(UInt8(ascii: "/"))
      }
      PercentEncoding.append(key.bytes[...], keeping: .unreservedAndSlash, to: &workspace.url)
      if isS3 {
        // The path on the wire is encoded once, so it is the canonical path (SIG-006).
        workspace.request.path.append(contentsOf: workspace.url[start...])
      } else {
        CanonicalPath.append(wire: workspace.url[start...], rule: pathRule, to: &workspace.request.path)
      }
      workspace.request.appendQuery(query)
    case .wire(let target):
      try SigningRules.check(wire: target)
      appendOrigin(signed.endpoint, bucket: nil, to: &workspace)
      workspace.url.append(contentsOf: target.bytes)
      let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) ?? target.bytes.count
      CanonicalPath.append(wire: target.bytes[..<mark], rule: pathRule, to: &workspace.request.path)
      workspace.request.appendQuery(wire: target.bytes[mark...].dropFirst())
    }
    for header in signed.headers {
      try SigningRules.check(header)
      if !unsigned.contains(header.name.lowercased) {
        workspace.request.appendHeader(header.name, header.value)
      }
    }
  }

  /// Appends `SCHEME://[BUCKET.]HOST[:PORT]` to the URL, and adds the part after the scheme as the `host` header.
  private func appendOrigin(_ endpoint: Endpoint, bucket: Text?, to workspace: inout SigningWorkspace) {
    workspace.url.append(contentsOf: endpoint.scheme == .https ? Self.https : Self.http)
    let start = workspace.url.count
    if let bucket {
      workspace.url.append(contentsOf: bucket.bytes)
      workspace.url.append(UInt8(ascii: "."))
    }
    workspace.url.append(contentsOf: endpoint.authority.bytes)
    workspace.request.appendHost(workspace.url[start...])
  }

  private static let http = Array("http://".utf8)
  private static let https = Array("https://".utf8)
}
