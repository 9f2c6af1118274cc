import Gate
import Inspection
import ReferenceImpl
import VideoSpec

/// `video-spec inspect url|post|error`: why S3 rejects a request or a form, without any adapter.
enum InspectCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    guard let form = arguments.first, !form.hasPrefix("-") else {
      if arguments.contains(where: { $0 == "--help" || $0 == "-h" }) {
        Output.standard.write(overview)
        return .success
      }
      throw UsageError("say what to inspect: url, post or error", command: "inspect")
    }
    let rest = Array(arguments.dropFirst())
    do {
      switch form {
      case "url": return try url(rest)
      case "post": return try post(rest)
      case "error": return try error(rest)
      default:
        throw UsageError("say first what to inspect, url, post or error: \(form.shown) is none", command: "inspect")
      }
    } catch let rejection as Rejection {
      throw CommandFailure("\(rejection)", status: .usage)
    }
  }

  private static let overview = """
    Usage: video-spec inspect url|post|error [OPTIONS]

    Says why S3 rejects a request or a form, which rule is broken, and how to mend it. 'video-spec inspect url --help'
    describes the options.

    Exit status: 0 nothing wrong was found; 1 a fault was found; 2 wrong usage.

    """

  private static let note = """
    The secret is optional. It comes from --secret-env, --profile, AWS_SECRET_ACCESS_KEY or the shared
    credentials file; with it the signature is checked, and what the signer did wrong is looked for. The
    first of these places that has an access key or a secret counts: where one of the two is missing there, it is
    inspected without a secret. Secrets are never printed; signatures and session tokens are shown shortened.

    """

  // MARK: Options

  private static let common = [
    Option("region", argument: "REGION", "the bucket's region (default: the one that its host names)"),
    Option("now", argument: "TIME", "when it was received, as YYYY-MM-DDTHH:MM:SSZ (default: now)"),
    .secretVariable,
    Option("profile", argument: "NAME", "a profile of the shared credentials file"),
    Option("no-secret", "do not look for credentials"),
    Option("verbose", short: "v", "name the rules that hold, too"),
    Option("json", "print JSON"),
  ]

  private static let request = [
    Option("method", argument: "METHOD", "the method that was sent"),
    Option("header", argument: "NAME:VALUE", "a header that was sent; Host is the one received; may be repeated"),
    Option("body", argument: "FILE", "the body that was sent"),
  ]

  private static let own = [
    Option("own-canonical-request", argument: "FILE", "the signer's own, of its log"),
    Option("own-string-to-sign", argument: "FILE", "the signer's own, of its log"),
  ]

  private static let meant = [
    Option("bucket", argument: "BUCKET", "the bucket that was meant"),
    Option("key", argument: "KEY", "the key that was meant, not encoded"),
    Option("expires", argument: "SECONDS", "the expiry that was asked for"),
    Option("endpoint", argument: "URL", "the endpoint that the signer was given, SCHEME://HOST[:PORT]"),
  ]

  // MARK: Forms

  private static func url(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "inspect url", usage: "URL [OPTIONS]",
      details: "URL ('-': standard input) is presigned.\n\n" + note,
      options: request + meant + own + common)
    guard let options else { return .success }
    try options.expectOperands(atMost: 1)
    guard let url = options.operands.first else { throw options.fail("the URL is missing") }
    let text = url == "-" ? Text(bytes: try Files.read("-")) : Text(url)
    let request = try inspectedRequest(options, url: text)
    var inspector = try inspector(options, url: text)
    let hints = normalizing(&inspector)
    guard var diagnosis = inspector.inspect(request) else {
      throw options.fail("the URL is not absolute: it begins with https:// or http://")
    }
    diagnosis.hints += hints
    return show(diagnosis, options)
  }

  private static func post(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "inspect post", usage: "--form FILE [OPTIONS]",
      details: """
        FILE ('-': standard input) is what a backend hands out: a JSON object with "url" and "fields", the
        fields an object or an array of pairs.

        """ + note,
      options: [
        Option("form", argument: "FILE", "the URL and the fields that were handed out, as JSON"),
        Option("sent", argument: "FILE", "the fields that were sent, as JSON, in order, the file's, named file, too"),
        Option("field", argument: "NAME=VALUE", "a field that the browser added or changed; may be repeated"),
        Option("file", argument: "FILE", "the file that is uploaded: its name and size"),
        Option("file-name", argument: "NAME", "its name"),
        Option("file-size", argument: "BYTES", "its size"),
        Option("bucket", argument: "BUCKET", "the bucket (default: the one that the URL names)"),
        Option("expires", argument: "SECONDS", "the expiry that was asked for"),
      ] + common)
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    let form = try InspectedForm(options)
    return show(try inspector(options, url: nil, accessKey: form.accessKeyID).inspect(form), options)
  }

  private static func error(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "inspect error", usage: "FILE [OPTIONS]",
      details: "FILE ('-': standard input) is S3's answer, its XML; the rest says what was sent.\n\n" + note,
      options: [Option("url", argument: "URL", "the URL as it was handed out")] + request + own + common)
    guard let options else { return .success }
    try options.expectOperands(atMost: 1)
    guard let path = options.operands.first else { throw options.fail("the file with S3's answer is missing") }
    let document = Text(bytes: try Files.read(path))
    if let shown = Inspector.defect(ofErrorResponse: document) {
      throw CommandFailure(
        "\(path): this is not S3's XML of a rejection: \(shown.withoutControls)", status: .usage)
    }
    let url = options.value("url").map { Text($0) }
    let request = try url.map { try inspectedRequest(options, url: $0) }
    // S3 says itself whether a clock is wrong, and what is pasted may be old.
    var inspector = try inspector(options, url: url)
    if !options.has("now") { inspector.now = nil }
    let hints = normalizing(&inspector)
    var diagnosis = inspector.inspect(error: document, of: request)
    diagnosis.hints += hints
    return show(diagnosis, options)
  }

  private static func inspectedRequest(_ options: Options, url: Text) throws -> InspectedRequest {
    let headers = try options.all("header").map { header in
      guard let (name, value) = Text(header).splitOnce(at: UInt8(ascii: ":")) else {
        throw options.fail("--header \(header.shown) is not NAME:VALUE")
      }
      return HeaderField(name, value)
    }
    return InspectedRequest(
      method: options.value("method").map { Text($0) }, url: url, headers: headers,
      body: try options.value("body").map { Text(bytes: try Files.read($0)) })
  }

  private static func inspector(_ options: Options, url: Text?, accessKey: Text? = nil) throws -> Inspector {
    let now = try options.value("now").map { text in
      guard let time = Timestamp(iso8601: Text(text)) ?? Timestamp(basic: Text(text)) else {
        throw options.fail("--now \"\(text)\" is no time as YYYY-MM-DDTHH:MM:SSZ")
      }
      return time
    }
    let endpoint = try options.value("endpoint").map { text in
      guard let endpoint = Endpoint(Text(text)) else {
        throw options.fail("--endpoint \"\(text)\" is not SCHEME://HOST[:PORT]")
      }
      return endpoint
    }
    var inspector = Inspector(
      credentials: try credentials(
        options, accessKey: accessKey ?? url.flatMap { InspectedRequest.accessKeyID(in: $0) }),
      region: options.value("region").map { Text($0) }, now: try now ?? Clock.timeOfDay(),
      intention: Intention(
        bucket: options.value("bucket").map { Text($0) }, key: options.value("key").map { Text($0) },
        expires: try options.number("expires"), endpoint: endpoint))
    inspector.ownCanonicalRequest = try own("own-canonical-request", options) { lines in
      // The least that a signer with mistakes of its own may have made.
      lines.count >= 5 && !lines[0].isEmpty && lines[0].bytes.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
    }
    inspector.ownStringToSign = try own("own-string-to-sign", options) { $0.count >= 4 && $0[0].hasPrefix("AWS4-") }
    return inspector
  }

  /// A text of the signer's log, its lines ended by LF.
  private static func own(_ name: String, _ options: Options, isOne: ([Text]) -> Bool) throws -> Text? {
    guard let path = options.value(name) else { return nil }
    let text = Text(bytes: try Files.read(path)).withoutLastBreak
    let kind = name.dropFirst(4).replacing("-", with: " ")
    guard isOne(text.withoutReturns.split(at: 0x0A)) else {
      let lines = kind == "string to sign" ? "AWS4-HMAC-SHA256, time, scope, hash" : "method, path, query, headers, …"
      throw CommandFailure("\(path): --\(name) is no \(kind), which has a line for each: \(lines)", status: .usage)
    }
    return text
  }

  /// A log's line breaks are mostly the log's own: the texts are compared without CR, and that is said.
  private static func normalizing(_ inspector: inout Inspector) -> [String] {
    var hints: [String] = []
    for (path, name) in [
      (\Inspector.ownCanonicalRequest, "canonical request"), (\Inspector.ownStringToSign, "string to sign"),
    ] {
      guard let text = inspector[keyPath: path], text.withoutReturns != text else { continue }
      inspector[keyPath: path] = text.withoutReturns
      hints.append(
        "The signer's own \(name) has CR LF at its lines' ends here, and was compared without CR. If it is signed with them, that is the fault: SigV4 has LF alone."
      )
    }
    return hints
  }

  /// Nil where there are none, half of them, or none are wanted.
  private static func credentials(_ options: Options, accessKey: Text?) throws -> Credentials? {
    if options.has("no-secret") { return nil }
    if let name = options.value("secret-env") {
      guard let secret = Environment[name], !secret.isEmpty else {
        // Not its name: it may be the secret itself, in the wrong place.
        throw options.fail("--secret-env: there is no environment variable of that name, or it is empty")
      }
      return Credentials(accessKeyID: accessKey ?? "", secretAccessKey: Secret(secret))
    }
    do {
      return try SigningContext.credentials(options)
    } catch let rejection as Rejection where rejection.code == .noCredentials && !options.has("profile") {
      return nil
    } catch let rejection as Rejection where rejection.code == .incompleteCredentials && !options.has("profile") {
      Output.error.write("video-spec: \(rejection.message): inspected without a secret\n")
      return nil
    }
  }

  private static func show(_ diagnosis: Diagnosis, _ options: Options) -> ExitStatus {
    if options.has("json") {
      Output.standard.write(bytes: diagnosis.json.document)
    } else {
      let text = InspectionText(
        diagnosis, hasColor: Output.standard.hasColor, namesAllRules: options.has("verbose"))
      Output.standard.write(text.text)
    }
    return diagnosis.hasFault ? .notConformant : .success
  }
}

extension Text {
  /// Without the line break that ends a file.
  fileprivate var withoutLastBreak: Text {
    guard bytes.last == 0x0A else { return self }
    let line = bytes.dropLast()
    return Text(line.last == 0x0D ? line.dropLast() : line)
  }

  /// With LF in the place of CR LF.
  fileprivate var withoutReturns: Text {
    Text(bytes: bytes.indices.filter { bytes[$0] != 0x0D || bytes[($0 + 1)...].first != 0x0A }.map { bytes[$0] })
  }
}
