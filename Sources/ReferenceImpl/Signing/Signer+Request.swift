public import VideoSpec

// What signing by URL, by header and by chunk have in common.

extension Signer {
  /// The canonical request alone, its headers signed as they are given.
  ///
  /// - Throws: ``Rejection`` naming what is wrong with the request.
  public static func canonicalRequest(
    of request: SigningRequest, service: Text, normalizesPath: Bool, payloadHash: Text
  ) throws(Rejection) -> Text {
    // Nothing is signed, so nobody's credentials serve.
    let nobody = Credentials(accessKeyID: Text(), secretAccessKey: Secret(Text()))
    let signer = Signer(
      credentials: nobody, region: Text(), service: service,
      options: Options(normalizesPath: normalizesPath))
    var workspace = SigningWorkspace()
    try signer.begin(request, leavingOut: [], in: &workspace)
    workspace.request.headers.sortByName()
    return workspace.canonicalRequest(payloadHash: payloadHash.bytes)
  }

  /// Checks the request and puts its path, its query and its headers into the workspace, not yet sorted.
  ///
  /// The workspace's `url` then holds the URL up to and including the path; the query is not written yet.
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
        // Encoded once, so the path on the wire is the canonical one (SIG-006).
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

  /// Writes `SCHEME://[BUCKET.]HOST[:PORT]` to the URL, and what follows the scheme to the host header.
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
