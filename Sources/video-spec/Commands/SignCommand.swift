import AdapterProtocol
import ReferenceImpl
import VideoSpec

extension Command {
  static let sign = Command(
    group: "sign", summary: "sign a URL, headers or a policy, and explain every step",
    details: ["Signs with the reference implementation."],
    commands: [
      Command(
        "sign url", summary: "sign a URL", details: [Options.credentialsNote], forms: SignCommand.forms,
        options: SignCommand.request + [
          Option("expires", .text("SECONDS"), "how long the URL is valid, 1 to 604800 (default: 300)")
        ] + Option.signing,
        examples: [
          CommandExample(
            "video-spec sign url --method PUT --bucket videos --key cat.webm --region eu-west-1",
            "sign a URL to upload to")
        ], run: SignCommand.url),
      Command(
        "sign headers", summary: "sign a request by its Authorization header", details: [Options.credentialsNote],
        forms: SignCommand.forms,
        options: SignCommand.request + [
          Option("body", .file(), "the body ('-': standard input; default: empty)"),
          Option("unsigned-payload", "do not sign the body"),
        ] + Option.signing,
        examples: [
          CommandExample(
            "video-spec sign headers --method PUT --bucket videos --key cat.webm --body cat.webm --region eu-west-1",
            "sign an upload")
        ], run: SignCommand.headers),
      Command(
        "sign post", summary: "sign a policy document, and print the fields for the form",
        details: [Options.credentialsNote],
        options: [Option("policy", .file(), isRequired: true, "the policy document ('-': standard input)")]
          + Option.signing,
        examples: [
          CommandExample("video-spec sign post --policy policy.json --region eu-west-1 --explain", "sign, step by step")
        ], run: SignCommand.post),
    ])
}

/// `video-spec sign url|headers|post`.
enum SignCommand {
  fileprivate static let forms = ["--bucket BUCKET --key KEY [OPTIONS]", "--target TARGET [OPTIONS]"]

  fileprivate static let request = [
    Option("method", .text("METHOD"), "the method (default: GET)"),
    Option("bucket", .text("BUCKET"), "the bucket"),
    Option("key", .text("KEY"), "the object's key, not encoded"),
    .pathStyle,
    Option("endpoint", .text("URL"), "the server, as SCHEME://HOST[:PORT] (default: the region's S3 endpoint)"),
    Option("target", .text("TARGET"), "the path and query as sent, instead of bucket and key"),
    Option("query", .text("NAME=VALUE"), isRepeatable: true, "a query parameter, not encoded"),
    Option("header", .text("NAME:VALUE"), isRepeatable: true, "a header to sign"),
  ]

  @Sendable static func url(_ options: Options) throws -> ExitStatus {
    let context = try SigningContext(options)
    let expires = options.value("expires") ?? "300"
    guard let seconds = Int(expires) else {
      throw Rejection(.invalidExpires, field: "expires", "\(expires.shown) is not a number of seconds")
    }
    let recorder = TraceRecorder()
    let signed = try context.signer.presignedURL(
      for: context.request(payload: .unsigned), expires: seconds, at: context.time, trace: recorder)
    for case .outlivesCredentials(let end) in signed.warnings {
      Output.error.write("video-spec: warning: the credentials end at \(end), before the URL does\n")
    }
    context.show([("url", signed.url.protocolForm)], trace: recorder.trace) { "\(signed.url)\n" }
    return .success
  }

  @Sendable static func headers(_ options: Options) throws -> ExitStatus {
    let context = try SigningContext(options)
    var payload = Payload.body(Text())
    if let path = options.value("body") {
      payload = .body(Text(bytes: try Files.read(path)))
    }
    if options.has("unsigned-payload") { payload = .unsigned }
    let recorder = TraceRecorder()
    let signed = try context.signer.signedHeaders(
      for: context.request(payload: payload), at: context.time, trace: recorder)
    let fields = signed.headers.map { JSONValue.array([$0.name.protocolForm, $0.value.protocolForm]) }
    context.show([("url", signed.url.protocolForm), ("headers", .array(fields))], trace: recorder.trace) {
      "\(signed.url)\n" + signed.headers.map { "\($0.name): \($0.value)\n" }.joined()
    }
    return .success
  }

  @Sendable static func post(_ options: Options) throws -> ExitStatus {
    let bytes = try Files.read(options.value("policy") ?? "")
    let context = try SigningContext(options)
    let recorder = TraceRecorder()
    let fields = try context.signer.policyFields(for: Text(bytes: bytes), at: context.time, trace: recorder)
    let pairs = fields.map { JSONValue.array([$0.name.protocolForm, $0.value.protocolForm]) }
    context.show([("fields", .array(pairs))], trace: recorder.trace) {
      fields.map { "\($0.name): \($0.value)\n" }.joined()
    }
    return .success
  }
}

extension SigningContext {
  /// The request that `sign url` and `sign headers` sign.
  fileprivate func request(payload: Payload) throws -> SigningRequest {
    let domain = Partition(region: region)?.domain ?? Partition.standard.domain
    let standard = "https://\(signer.service).\(region).\(domain)"
    guard let endpoint = try options.endpoint() ?? Endpoint(Text(standard)) else {
      throw options.fail(
        "--service \(signer.service.string.shown) and --region \(region.string.shown) make no endpoint")
    }
    return SigningRequest(
      method: Text(options.value("method") ?? "GET"), endpoint: endpoint, target: try target(endpoint),
      headers: try options.headers(), payload: payload)
  }

  private func target(_ endpoint: Endpoint) throws -> Target {
    if let wire = options.value("target") {
      for name in ["bucket", "key", "query", "path-style"] where options.has(name) {
        throw options.fail("--target and --\(name) exclude each other")
      }
      return .wire(Text(wire))
    }
    guard let bucket = options.value("bucket") else { throw options.fail("--bucket (or --target) is missing") }
    guard let key = options.value("key") else { throw options.fail("--key (or --target) is missing") }
    let isAddress = endpoint.host.bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    if isAddress, !options.has("path-style") {
      throw options.fail("a bucket cannot be part of the host \(endpoint.host): use --path-style")
    }
    let query = options.all("query").map { item in
      guard let (name, value) = Text(item).splitOnce(at: UInt8(ascii: "=")) else { return QueryItem(Text(item), nil) }
      return QueryItem(name, value)
    }
    return .object(
      bucket: Text(bucket), key: Text(key), addressing: options.has("path-style") ? .path : .virtual, query: query)
  }
}
