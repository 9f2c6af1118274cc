public import VideoSpec

// What signing by URL, by header and by chunk have in common.

extension Signer {
  /// The canonical request alone, its headers signed as they are given.
  ///
  /// - Throws: ``Refusal`` naming what is wrong with the request.
  public static func canonicalRequest(of input: CanonicalInput) throws(Refusal) -> Text {
    // Nothing is signed, so nobody's credentials serve.
    let nobody = Credentials(accessKeyID: Text(), secretAccessKey: Secret(Text()))
    let signer = Signer(
      credentials: nobody, region: Text(), service: input.service,
      options: Options(normalizesPath: input.normalizesPath))
    var workspace = SigningWorkspace()
    try signer.begin(input.request, leavingOut: [], in: &workspace)
    workspace.request.headers.sortByName()
    workspace.request.query.sortByNameThenValue()
    workspace.request.append(payloadHash: input.payloadHash.bytes, to: &workspace.canonical)
    return Text(bytes: workspace.canonical)
  }

  /// Checks the request and puts its path, its query and its headers into the workspace, not yet sorted.
  ///
  /// The workspace's `url` then holds the URL up to and including the path; the query is not written yet.
  func begin(
    _ signed: SigningRequest, leavingOut unsigned: Set<Text> = SigningRules.unsignedHeaders,
    in workspace: inout SigningWorkspace
  ) throws(Refusal) {
    workspace.begin(signed.method)
    switch signed.target {
    case .object(let bucket, let key, let addressing, let query):
      try SigningRules.check(bucket: bucket)
      let isVirtual = addressing == .virtual
      let authority = isVirtual ? bucket + "." + signed.endpoint.authority : signed.endpoint.authority
      appendOrigin(signed.endpoint.scheme, authority, to: &workspace.url)
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
      workspace.request.appendHeader("host", authority)
    case .wire(let target):
      try SigningRules.check(wire: target)
      appendOrigin(signed.endpoint.scheme, signed.endpoint.authority, to: &workspace.url)
      workspace.url.append(contentsOf: target.bytes)
      let mark = target.bytes.firstIndex(of: UInt8(ascii: "?")) ?? target.bytes.count
      CanonicalPath.append(wire: target.bytes[..<mark], rule: pathRule, to: &workspace.request.path)
      workspace.request.appendQuery(wire: target.bytes[mark...].dropFirst())
      workspace.request.appendHeader("host", signed.endpoint.authority)
    }
    for header in signed.headers {
      try SigningRules.check(header)
      if !unsigned.contains(header.name.lowercased) {
        workspace.request.appendHeader(header.name, header.value)
      }
    }
  }

  private func appendOrigin(_ scheme: Endpoint.Scheme, _ authority: Text, to url: inout [UInt8]) {
    url.append(contentsOf: scheme.rawValue.utf8)
    url.append(contentsOf: "://".utf8)
    url.append(contentsOf: authority.bytes)
  }

  /// `ACCESSKEY/SCOPE`
  func credential(_ workspace: borrowing SigningWorkspace) -> [UInt8] {
    credentials.accessKeyID.bytes + [UInt8(ascii: "/")] + workspace.current!.scope.bytes
  }
}
