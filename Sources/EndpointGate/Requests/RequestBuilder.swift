import Gate
import ReferenceImpl
import VideoSpec

/// Builds requests: their address, their signature, the change after signing and the framing.
struct RequestBuilder: Sendable {
  let configuration: EndpointConfiguration
  let signer: any RequestSigner

  func request(_ parts: RequestParts) throws(CaseStop) -> WireRequest {
    var parts = parts
    let (path, addressedHost) = place(of: parts)
    var target = path
    for item in parts.query {
      target = target + (target.bytes.contains(UInt8(ascii: "?")) ? "&" : "?") + PercentEncoding.encode(item.name)
      if let value = item.value { target = target + "=" + PercentEncoding.encode(value) }
    }
    let givenHost = parts.headers.first { $0.name.lowercased == "host" }?.value
    let host = givenHost ?? addressedHost
    parts.headers.removeAll { $0.name.lowercased == "host" }
    var method = parts.method
    var body = parts.body?.bytes ?? []
    let signing = parts.signing
    let job = try SigningJob(
      method: method, isSecure: configuration.endpoint.scheme == .https, host: signing.host ?? host, target: target,
      headers: signedHeaders(of: parts), payload: signing.payload.map { .stated($0) } ?? .body(body),
      credentials: credentials(signing.identity), region: signing.region ?? configuration.region,
      service: signing.service, algorithm: signing.algorithm == .v4a ? .v4a : .v4,
      unsigned: signing.unsigned, time: ScenarioValues.now(signing.offset))

    var added: [HeaderField] = []
    do throws(SigningGap) {
      if let plan = parts.chunks {
        let chunks = try signer.chunks(of: body, plan, job: job)
        (added, body) = (chunks.headers, chunks.body)
      } else if let form = parts.form {
        var builder = FormBuilder(form, job: job, signer: signer, bucket: bucket(of: parts))
        if signing.placement == .form { try builder.sign() }
        builder.apply(parts.change)
        body = builder.body
        if !parts.headers.contains(where: { $0.name.lowercased == "content-type" }) {
          added.append(HeaderField("Content-Type", "multipart/form-data; boundary=" + form.boundary))
        }
      }
      switch signing.placement {
      case .header where parts.chunks == nil:
        added += signing.algorithm == .v2 ? [OldSignature.header(job)] : try signer.headers(for: job).headers
      case .url:
        target =
          signing.algorithm == .v2
          ? OldSignature.target(job, expires: signing.expires) : try signer.target(for: job, expires: signing.expires)
      case .header, .form, .none: break
      }
    } catch {
      throw .notRun("the requests are signed by \(signer.name): \(error.description)")
    }
    // An adapter returns headers that the scenario gives, too.
    let replaced = Set(added.map(\.name.lowercased))
    var fields = [HeaderField("Host", host)] + parts.headers.filter { !replaced.contains($0.name.lowercased) } + added

    let signedLength = body.count
    try apply(parts.change, &method, &target, &fields, &body, signing: signing)
    if body.count != signedLength, Self.signsLength(fields) {
      throw .notRun(
        "the requests are signed by \(signer.name): it signs Content-Length, which the scenario changes after signing")
    }
    body = frame(body, parts, &fields)
    if parts.expectsContinue { fields.append(HeaderField("Expect", "100-continue")) }
    // Last, so that the framing can be changed, too.
    switch parts.change {
    case .header(let field):
      if let index = fields.firstIndex(where: { $0.name.equalsIgnoringCase(field.name) }) {
        fields[index].value = field.value
      } else {
        fields.append(field)
      }
    case .removeHeader(let name): fields.removeAll { $0.name.lowercased == name }
    default: break
    }
    var request = WireRequest(method: method, target: target, fields: fields, body: body)
    if case .head(let find, let replace)? = parts.change {
      request.head = try ByteChange.replace(find, with: replace, in: request.head)
    }
    request.expectsContinue = parts.expectsContinue
    request.cut = parts.cut
    return request
  }

  // MARK: - The address

  /// The path as it is sent, and the value of `Host`.
  private func place(of parts: RequestParts) -> (path: Text, host: Text) {
    switch parts.address {
    case .path(let path): return (path, configuration.endpoint.authority)
    case .object(let bucket?, let key):
      let key = key.map { PercentEncoding.encodePath($0) }
      if parts.style ?? configuration.style == .virtual {
        return ("/" + (key ?? Text()), configuration.virtualHost(bucket))
      }
      return ("/" + PercentEncoding.encode(bucket) + (key.map { "/" + $0 } ?? Text()), configuration.endpoint.authority)
    case .object(nil, _): return ("/", configuration.endpoint.authority)
    }
  }

  private func bucket(of parts: RequestParts) -> Text? {
    guard case .object(let bucket, _) = parts.address else { return nil }
    return bucket
  }

  // MARK: - Signing

  /// The headers that are signed: all but those that the scenario excludes and those that belong to the connection.
  private func signedHeaders(of parts: RequestParts) -> [HeaderField] {
    parts.headers.filter { header in
      let name = header.name.lowercased
      return !parts.signing.unsigned.contains(name) && !SigningHeaders.changedByProxies.contains(name)
        && name != "content-length"
    }
  }

  private func credentials(_ identity: RequestSigning.Identity) throws(CaseStop) -> Credentials {
    let main = configuration.credentials
    // A secret and an access key of the usual form that belong to nobody.
    let secret = Secret("video-spec/wrong+secret/0123456789abcdef")
    switch identity {
    case .main: return main
    case .wrongSecret:
      return Credentials(accessKeyID: main.accessKeyID, secretAccessKey: secret, sessionToken: main.sessionToken)
    case .unknown: return Credentials(accessKeyID: "AKIAVIDEOSPECUNKNOWN", secretAccessKey: secret)
    case .session, .otherToken:
      guard let session = configuration.session else {
        throw .notRun("it needs session credentials that the server knows: use --session-profile")
      }
      guard identity == .otherToken, let token = session.sessionToken else { return session }
      var other = session
      other.sessionToken = Secret(token.withBytes { ByteChange.alteringLast(Text(bytes: $0)) })
      return other
    }
  }

  // MARK: - Changing

  /// Whether the signature of the request covers the length of its body. The gate's own signer never signs it.
  private static func signsLength(_ fields: [HeaderField]) -> Bool {
    let label = Array("SignedHeaders=".utf8)
    guard let authorization = fields.first(where: { $0.name.lowercased == "authorization" })?.value,
      let start = ByteChange.index(of: label, in: authorization.bytes)
    else { return false }
    let names = authorization.bytes[(start + label.count)...].prefix { $0 != UInt8(ascii: ",") }
    return Text(names).split(at: UInt8(ascii: ";")).contains { $0.trimmed.lowercased == "content-length" }
  }

  private func apply(
    _ change: Change?, _ method: inout Text, _ target: inout Text, _ fields: inout [HeaderField],
    _ body: inout [UInt8], signing: RequestParts.Signing
  ) throws(CaseStop) {
    switch change {
    case .method(let other): method = other
    case .body(let other): body = other.bytes
    case .query(let field):
      target = WireQuery.setting(PercentEncoding.encode(field.name), PercentEncoding.encode(field.value), in: target)
    case .removeQuery(let name): target = WireQuery.removing(PercentEncoding.encode(name), from: target)
    case .signature:
      if signing.placement == .url { target = ByteChange.alteringLast(target) }
      if let index = fields.firstIndex(where: { $0.name.lowercased == "authorization" }) {
        fields[index].value = ByteChange.alteringLast(fields[index].value)
      }
    case .chunkSignature(let number):
      body = try ByteChange.alterSignature(after: ";chunk-signature=", number: number, in: body)
    case .trailerSignature:
      body = try ByteChange.alterSignature(after: "x-amz-trailer-signature:", number: 1, in: body)
    case .dropLastChunk: body = try ByteChange.droppingLastChunk(body)
    case .bodyBytes(let find, let replace): body = try ByteChange.replace(find, with: replace, in: body)
    case .header, .removeHeader, .head, .field, .removeField, nil: break
    }
  }

  // MARK: - Framing

  /// Adds the header that says how long the body is, and returns the body as it is sent.
  private func frame(_ body: [UInt8], _ parts: RequestParts, _ fields: inout [HeaderField]) -> [UInt8] {
    let hasBody = parts.body != nil || parts.chunks != nil || parts.form != nil
    let isUpload = parts.method == "PUT" || parts.method == "POST"
    switch parts.framing ?? (hasBody || isUpload ? .length : .none) {
    case .none: return []
    case .length:
      if !fields.contains(where: { $0.name.lowercased == "content-length" }) {
        fields.append(HeaderField("Content-Length", Text("\(body.count)")))
      }
      return body
    case .chunked:
      fields.append(HeaderField("Transfer-Encoding", "chunked"))
      var wire: [UInt8] = []
      var rest = body[...]
      while !rest.isEmpty {
        let part = rest.prefix(16_384)
        wire += String(part.count, radix: 16).utf8
        wire += "\r\n".utf8 + part + "\r\n".utf8
        rest = rest.dropFirst(part.count)
      }
      return wire + "0\r\n\r\n".utf8
    }
  }
}

/// The query of a target as it is sent.
enum WireQuery {
  static func setting(_ name: Text, _ value: Text, in target: Text) -> Text {
    var (path, items) = split(target)
    let item = name + "=" + value
    if let index = items.firstIndex(where: { isNamed($0, name) }) { items[index] = item } else { items.append(item) }
    return joined(&path, items)
  }

  static func removing(_ name: Text, from target: Text) -> Text {
    var (path, items) = split(target)
    items.removeAll { isNamed($0, name) }
    return joined(&path, items)
  }

  private static func isNamed(_ item: Text, _ name: Text) -> Bool { item == name || item.hasPrefix(name + "=") }

  private static func split(_ target: Text) -> (Text, [Text]) {
    guard let (path, query) = target.splitOnce(at: UInt8(ascii: "?")) else { return (target, []) }
    return (path, query.split(at: UInt8(ascii: "&")).filter { !$0.isEmpty })
  }

  private static func joined(_ path: inout Text, _ items: [Text]) -> Text {
    items.isEmpty ? path : path + "?" + Text(items.map(\.bytes).joined(separator: [UInt8(ascii: "&")]))
  }
}

/// A signature of version 2, which S3 no longer accepts for new buckets. It need not be right: S3 refuses the version.
enum OldSignature {
  private static let signature: Text = "dmlkZW8tc3BlYyBzaWduYXR1cmU="

  static func header(_ job: SigningJob) -> HeaderField {
    HeaderField("Authorization", "AWS " + job.credentials.accessKeyID + ":" + signature)
  }

  static func target(_ job: SigningJob, expires: Text) -> Text {
    let query =
      "AWSAccessKeyId=" + PercentEncoding.encode(job.credentials.accessKeyID)
      + Text("&Expires=\(job.time.seconds + (Int(expires.string) ?? 0))&Signature=") + PercentEncoding.encode(signature)
    return job.target + (job.target.bytes.contains(UInt8(ascii: "?")) ? "&" : "?") + query
  }
}
