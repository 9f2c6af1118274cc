import Gate
import Inspection
import ReferenceImpl
import VideoSpec

extension Command {
  static let inspect = Command(
    "inspect", summary: "find out why S3 rejects a request or a form, and how to fix it",
    details: [
      "FILE may contain anything that shows the request, the form or the response: a URL, a raw HTTP request or response (also from curl -v), a curl command (also \"copy as cURL\"), a HAR file, a fetch call, an SDK's log or error, S3's XML, a multipart form, the JSON that a backend hands out, or the signer's own canonical request or string to sign. It may contain several of these, such as an issue thread. The output lists what was read and what was not.",
      "The output names the cause, the broken rule and the fix. The command needs no adapter and no network. Use options for facts that are not in FILE.",
    ] + InspectCommand.notes,
    commands: [.inspectURL, .inspectPost, .inspectError], forms: ["FILE [OPTIONS]", "url|post|error [OPTIONS]"],
    operands: [Operand(.file(), "the file to inspect ('-': standard input), or a URL")],
    options: [Option("url", .text("URL"), "the URL of the request, if FILE does not contain it")]
      + InspectCommand.request + InspectCommand.intention + InspectCommand.logs + InspectCommand.common,
    examples: [
      CommandExample("video-spec inspect upload.har", "inspect the requests to S3 that a browser has recorded"),
      CommandExample("xclip -o | video-spec inspect - --key videos/cat.webm", "inspect what is in the clipboard"),
      CommandExample("video-spec inspect thread.md --json", "inspect an issue thread, and print JSON"),
    ], exitStatuses: InspectCommand.exitStatuses, run: InspectCommand.text)

  fileprivate static let inspectURL = Command(
    "inspect url", summary: "find out why S3 rejects a presigned URL", details: InspectCommand.notes,
    operands: [Operand(.text("URL"), "the presigned URL ('-': read it from standard input)")],
    options: InspectCommand.request + InspectCommand.intention + InspectCommand.logs + InspectCommand.common,
    examples: [
      CommandExample("video-spec inspect url 'https://videos.s3.amazonaws.com/...' --method PUT", "inspect a URL")
    ], exitStatuses: InspectCommand.exitStatuses, run: InspectCommand.url)

  fileprivate static let inspectPost = Command(
    "inspect post", summary: "find out why S3 rejects an upload form",
    details: [
      "The form is what a backend hands out: a JSON object with \"url\" and \"fields\", where the fields are an object or an array of pairs."
    ] + InspectCommand.notes,
    operands: [Operand(.file(), isOptional: true, "the form as JSON ('-': standard input)")],
    options: [
      Option("form", .file(), "the form, instead of FILE"),
      Option(
        "sent", .file(), "the fields as sent, as JSON and in order, with an entry \"file\" where the file was"),
      .field,
    ] + Option.uploadedFile + [
      Option("bucket", .text("BUCKET"), "the bucket (default: the one that the URL names)"),
      InspectCommand.expires,
    ] + InspectCommand.common,
    examples: [
      CommandExample("video-spec inspect post form.json --file cat.webm", "inspect a form and a file for it")
    ], exitStatuses: InspectCommand.exitStatuses, run: InspectCommand.post)

  fileprivate static let inspectError = Command(
    "inspect error", summary: "explain the XML that S3 sent back", details: InspectCommand.notes,
    operands: [Operand(.file(), "the response of S3 ('-': standard input)")],
    options: [Option("url", .text("URL"), "the URL as the backend handed it out")] + InspectCommand.request
      + InspectCommand.logs + InspectCommand.common,
    examples: [
      CommandExample("video-spec inspect error response.xml --url 'https://...' --method PUT", "compare both sides")
    ], exitStatuses: InspectCommand.exitStatuses, run: InspectCommand.error)
}

/// `video-spec inspect` and `inspect url|post|error`: diagnoses why S3 rejects a request or a form.
enum InspectCommand {
  fileprivate static let exitStatuses = [
    ExitMeaning(.success, "no fault was found"), ExitMeaning(.notConformant, "a fault was found"), .usage, .fault,
  ]

  fileprivate static let notes = [
    "The secret is optional. With it, the signature is checked, and video-spec looks for the signer's mistake. It comes from --secret-env, else --aws-profile, else AWS_SECRET_ACCESS_KEY, else the shared credentials file.",
    "The first of these sources that has an access key or a secret is used. If it has only one of them, the signature is not checked. Secrets are never printed. Signatures and session tokens are shortened.",
  ]

  // MARK: - Options

  fileprivate static let common = [
    Option("region", .text("REGION"), "the bucket's region (default: the one that its host names)"),
    Option("now", .text("TIME"), "when S3 received the request, as YYYY-MM-DDTHH:MM:SSZ (default: now)"),
    .secretVariable, .awsProfile,
    Option("no-secret", "do not look for credentials"),
    Option("verbose", short: "v", "also list the rules that the input follows"), .json,
  ]

  fileprivate static let request = [
    Option("method", .text("METHOD"), "the method that was sent"),
    Option(
      "header", .text("NAME:VALUE"), isRepeatable: true, "a header that was sent; for Host, the value that S3 received"),
    Option("body", .file(), "the body that was sent"),
  ]

  fileprivate static let logs = [
    Option("own-canonical-request", .file(), "the signer's own canonical request, from its log"),
    Option("own-string-to-sign", .file(), "the signer's own string to sign, from its log"),
  ]

  fileprivate static let expires = Option("expires", .text("SECONDS"), "the requested lifetime")

  fileprivate static let intention = [
    Option("bucket", .text("BUCKET"), "the intended bucket"),
    Option("key", .text("KEY"), "the intended key, not encoded"), expires,
    Option("endpoint", .text("URL"), "the endpoint that the signer was given, as SCHEME://HOST[:PORT]"),
  ]

  // MARK: - Texts of any kind

  @Sendable static func text(_ options: Options) throws -> ExitStatus {
    let path = options.operands[0]
    let isURL = ["http://", "https://"].contains { path.utf8.starts(with: $0.utf8) }
    let bytes = isURL ? Array(path.utf8) : try Files.read(path, prefix: PastedText.limit + 1)
    let size = bytes.count
    let text = PastedText(bytes)
    let url = options.value("url").map { Text($0) }
    guard !text.items.isEmpty || url != nil else { throw notUnderstood(text, size: size, isURL ? "the URL" : path) }
    var inspector = try inspector(options, url: nil)
    if !options.has("now") { inspector.now = nil }
    let given = InspectedRequest(
      method: options.value("method").map { Text($0) }, url: url ?? "", headers: try options.headers(),
      body: try options.value("body").map { Text(bytes: try Files.read($0)) })
    let incidents = inspector.inspect(text.incidents.adding(given), clock: try Clock.timeOfDay())
    let report = PastedReport(text: text, incidents: incidents)
    if options.has("json") {
      Output.standard.write(bytes: report.json.document)
    } else {
      Output.standard.write(
        report.text(hasColor: Output.standard.hasColor, namesAllRules: options.has("verbose")))
    }
    return incidents.contains { $0.diagnosis.hasFault } ? .notConformant : .success
  }

  /// Describes a text in which nothing was understood, without showing any of it.
  private static func notUnderstood(_ text: PastedText, size: Int, _ path: String) -> CommandFailure {
    let kinds = text.unread.filter { !$0.isProse && $0.lines != nil }.map(\.kind)
    let kind = size == 0 ? "nothing" : kinds.first ?? (text.unread.isEmpty ? "white space" : "text")
    let length = size > PastedText.limit ? "more than \(PastedText.limit >> 20) MiB" : "\(size) bytes"
    return CommandFailure(
      "\(path): inspect found no request, form or response of S3 in it. It contains \(kind), \(length). inspect reads \(accepted).",
      status: .usage)
  }

  private static let accepted =
    "URLs, HTTP requests and responses, curl commands, HAR files, fetch calls, logs and errors of SDKs, S3's XML, multipart forms, JSON of backends, and canonical requests and strings to sign"

  // MARK: - Formats for scripts

  @Sendable static func url(_ options: Options) throws -> ExitStatus {
    let url = options.operands[0]
    let text = url == "-" ? Text(bytes: try Files.read("-")) : Text(url)
    let request = try inspectedRequest(options, url: text)
    let inspector = try inspector(options, url: text)
    guard let diagnosis = inspector.inspect(request) else {
      throw options.fail("the URL is not absolute: it must start with https:// or http://")
    }
    return show(diagnosis, options)
  }

  @Sendable static func post(_ options: Options) throws -> ExitStatus {
    let form = try InspectedForm(options)
    return show(try inspector(options, url: nil, accessKey: form.accessKeyID).inspect(form), options)
  }

  @Sendable static func error(_ options: Options) throws -> ExitStatus {
    let path = options.operands[0]
    let document = Text(bytes: try Files.read(path))
    if let shown = Inspector.defect(ofErrorResponse: document) {
      throw CommandFailure(
        "\(path): this is not an XML error response of S3: \(shown.withoutControls)", status: .usage)
    }
    let url = options.value("url").map { Text($0) }
    let request = try url.map { try inspectedRequest(options, url: $0) }
    // S3 itself says whether a clock is wrong, and the response may be old.
    var inspector = try inspector(options, url: url)
    if !options.has("now") { inspector.now = nil }
    return show(inspector.inspect(error: document, of: request), options)
  }

  /// Rejects empty values, which would be taken for a bucket or a key that was intended.
  private static func rejectEmptyValues(_ options: Options) throws {
    for name in ["bucket", "key"] where options.value(name)?.isEmpty == true {
      throw options.fail("--\(name) is empty")
    }
  }

  private static func inspectedRequest(_ options: Options, url: Text) throws -> InspectedRequest {
    InspectedRequest(
      method: options.value("method").map { Text($0) }, url: url, headers: try options.headers(),
      body: try options.value("body").map { Text(bytes: try Files.read($0)) })
  }

  private static func inspector(_ options: Options, url: Text?, accessKey: Text? = nil) throws -> Inspector {
    try rejectEmptyValues(options)
    let now = try options.time("now")
    var inspector = Inspector(
      credentials: try credentials(
        options, accessKey: accessKey ?? url.flatMap { InspectedRequest.accessKeyID(in: $0) }),
      region: options.value("region").map { Text($0) }, now: now,
      intention: Intention(
        bucket: options.value("bucket").map { Text($0) }, key: options.value("key").map { Text($0) },
        expires: try options.number("expires"), endpoint: try options.endpoint()))
    inspector.ownCanonicalRequest = try own("own-canonical-request", options, Inspector.canonicalRequest)
    inspector.ownStringToSign = try own("own-string-to-sign", options, Inspector.stringToSign)
    return inspector
  }

  /// Reads a text from the signer's log.
  private static func own(_ name: String, _ options: Options, _ find: (Text) -> Text?) throws -> Text? {
    guard let path = options.value(name) else { return nil }
    if let text = find(Text(bytes: try Files.read(path))) { return text }
    let kind = name.dropFirst(4).replacing("-", with: " ")
    let lines = kind == "string to sign" ? "AWS4-HMAC-SHA256, time, scope, hash" : "method, path, query, headers, …"
    throw CommandFailure(
      "\(path): the file for --\(name) contains no \(kind). It needs a line for each of these: \(lines)", status: .usage
    )
  }

  /// The credentials; nil if there are none, if they are incomplete, or with `--no-secret`.
  private static func credentials(_ options: Options, accessKey: Text?) throws -> Credentials? {
    if options.has("no-secret") { return nil }
    if let name = options.value("secret-env") {
      guard let secret = try Environment.value(name), !secret.isEmpty else {
        // The message leaves the name out: it may be the secret itself, in the wrong place.
        throw options.fail("--secret-env: the environment variable that it names is not set, or is empty")
      }
      return Credentials(accessKeyID: accessKey ?? "", secretAccessKey: Secret(secret))
    }
    do {
      return try options.credentials()
    } catch let rejection as Rejection where rejection.code == .noCredentials && !options.has("aws-profile") {
      return nil
    } catch let rejection as Rejection where rejection.code == .incompleteCredentials && !options.has("aws-profile") {
      Output.error.write("video-spec: \(rejection.message): inspected without a secret\n")
      return nil
    }
  }

  private static func show(_ diagnosis: Diagnosis, _ options: Options) -> ExitStatus {
    if options.has("json") {
      Output.standard.write(diagnosis.json)
    } else {
      let text = InspectionText(
        diagnosis, hasColor: Output.standard.hasColor, namesAllRules: options.has("verbose"))
      Output.standard.write(text.text)
    }
    return diagnosis.hasFault ? .notConformant : .success
  }
}
