import AdapterProtocol
import ReferenceImpl
import VideoSpec

/// `video-spec sign headers|url|post`: signs with the reference and, with `--explain`, shows every intermediate.
enum SignCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    guard let form = arguments.first, !form.hasPrefix("-") else {
      if arguments.contains(where: { $0 == "--help" || $0 == "-h" }) {
        Output.standard.write(overview)
        return .success
      }
      throw UsageError("say what to sign: headers, url or post", command: "sign")
    }
    let rest = Array(arguments.dropFirst())
    do {
      switch form {
      case "headers": return try headers(rest)
      case "url": return try url(rest)
      case "post": return try post(rest)
      default: throw UsageError("\(form.shown) cannot be signed: headers, url or post can", command: "sign")
      }
    } catch let rejection as Rejection {
      throw CommandFailure("\(rejection)", status: .usage)
    }
  }

  private static let overview = """
    Usage: video-spec sign headers|url|post [OPTIONS]

    Signs with the reference implementation. 'video-spec sign url --help' describes the options.

    """

  // MARK: Options

  private static let request = [
    Option("method", argument: "METHOD", "GET, PUT, … (default: GET)"),
    Option("bucket", argument: "BUCKET", "the bucket"),
    Option("key", argument: "KEY", "the object's key, not encoded"),
    Option("path-style", "name the bucket in the path, not in the host"),
    Option("endpoint", argument: "URL", "SCHEME://HOST[:PORT] (default: the region's S3 endpoint)"),
    Option("target", argument: "TARGET", "instead of bucket and key: path and query as on the wire"),
    Option("query", argument: "NAME=VALUE", "a parameter, not encoded; may be repeated"),
    Option("header", argument: "NAME:VALUE", "a header that is signed; may be repeated"),
  ]

  // MARK: Forms

  private static func url(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "sign url", usage: "--bucket BUCKET --key KEY [OPTIONS]", details: SigningContext.note,
      options: request + [Option("expires", argument: "SECONDS", "1 to 604800 (default: 300)")] + SigningContext.options
    )
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    let context = try SigningContext(options)
    let expires = options.value("expires") ?? "300"
    guard let seconds = Int(expires) else {
      throw Rejection(.invalidExpires, field: "expires", "\"\(expires)\" is no number of seconds")
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

  private static func headers(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "sign headers", usage: "--bucket BUCKET --key KEY [OPTIONS]", details: SigningContext.note,
      options: request + [
        Option("body", argument: "FILE", "the body ('-': standard input; default: empty)"),
        Option("unsigned-payload", "do not sign the body"),
      ] + SigningContext.options)
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
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

  private static func post(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "sign post", usage: "--policy FILE [OPTIONS]", details: SigningContext.note,
      options: [Option("policy", argument: "FILE", "the policy document ('-': standard input)")]
        + SigningContext.options)
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    guard let path = options.value("policy") else { throw options.fail("--policy is missing") }
    let bytes = try Files.read(path)
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

// What `sign url` and `sign headers` are asked for.
extension SigningContext {
  fileprivate func request(payload: Payload) throws -> SigningRequest {
    let text = options.value("endpoint") ?? "https://\(signer.service).\(region).amazonaws.com"
    guard let endpoint = Endpoint(Text(text)) else {
      throw options.fail("--endpoint \"\(text)\" is not SCHEME://HOST[:PORT]")
    }
    let headers = try options.all("header").map { header in
      guard let (name, value) = Text(header).splitOnce(at: UInt8(ascii: ":")) else {
        throw options.fail("--header \(header.shown) is not NAME:VALUE")
      }
      return HeaderField(name, value)
    }
    return SigningRequest(
      method: Text(options.value("method") ?? "GET"), endpoint: endpoint, target: try target(endpoint),
      headers: headers,
      payload: payload)
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
