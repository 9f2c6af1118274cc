import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

/// `video-spec policy build|evaluate`: makes an upload form, and says what S3 would say to one.
enum PolicyCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    do {
      switch arguments.first {
      case "build": return try build(Array(arguments.dropFirst()))
      case "evaluate": return try evaluate(Array(arguments.dropFirst()))
      case "--help", "-h":
        Output.standard.write(overview)
        return .success
      case let other?: throw UsageError("\(other.shown) is neither build nor evaluate", command: "policy")
      case nil: throw UsageError("say what to do: build or evaluate", command: "policy")
      }
    } catch let rejection as Rejection {
      throw CommandFailure("\(rejection)", status: .usage)
    }
  }

  private static let overview = """
    Usage: video-spec policy build|evaluate [OPTIONS]

    build     make and sign the policy and fields of an upload form
    evaluate  say what S3 would say to a form, and which condition fails

    """

  // MARK: - build

  private static func build(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "policy build", usage: "--bucket BUCKET --key KEY [OPTIONS]", details: SigningContext.note,
      options: [
        Option("bucket", argument: "BUCKET", "the bucket"),
        Option("key", argument: "KEY", "the object's key; may hold ${filename}"),
        Option("content-type", argument: "TYPE", "a Content-Type field, and types that begin so"),
        Option("max-size", argument: "BYTES", "the largest file (with --min-size, default 1)"),
        Option("min-size", argument: "BYTES", "the smallest file"),
        Option("field", argument: "NAME=VALUE", "a field and its condition; may be repeated"),
        Option("condition", argument: "JSON", "a condition; may be repeated"),
        Option("style", argument: "STYLE", "global, regional, path, dualstack, accelerate, accelerate-dualstack"),
        Option("endpoint", argument: "URL", "another server: SCHEME://HOST[:PORT]"),
        Option("expires", argument: "SECONDS", "at least 1 (default: 300)"),
      ] + SigningContext.options)
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    let request = try request(options)
    let context = try SigningContext(options)
    let recorder = TraceRecorder()
    let form = try context.signer.presignedPost(for: request, at: context.time, trace: recorder)
    let fields = form.fields.map { JSONValue.array([$0.name.protocolForm, $0.value.protocolForm]) }
    context.show([("url", form.url.protocolForm), ("fields", .array(fields))], trace: recorder.trace) {
      "\(form.url)\n" + form.fields.map(Self.line).joined()
    }
    return .success
  }

  private static func request(_ options: Options) throws -> PostPolicyRequest {
    guard let bucket = options.value("bucket") else { throw options.fail("--bucket is missing") }
    guard let key = options.value("key") else { throw options.fail("--key is missing") }
    var fields: [Field] = []
    var conditions: [PolicyCondition] = []
    if let type = options.value("content-type") {
      fields.append(Field("Content-Type", Text(type)))
      conditions.append(.startsWith(reference: "$Content-Type", prefix: Text(type)))
    }
    if options.has("max-size") || options.has("min-size") {
      let lower = try options.number("min-size") ?? 1
      guard let upper = try options.number("max-size") else { throw options.fail("--min-size goes with --max-size") }
      conditions.append(.contentLengthRange(lower: .number(lower), upper: .number(upper)))
    }
    for field in options.all("field") {
      guard let (name, value) = Text(field).splitOnce(at: UInt8(ascii: "=")) else {
        throw options.fail("--field \(field.shown) is not NAME=VALUE")
      }
      fields.append(Field(name, value))
      conditions.append(.exact(name: name, value: value))
    }
    for text in options.all("condition") {
      do {
        conditions.append(try PolicyCondition(json: JSONValue(parsing: text.utf8)))
      } catch {
        throw options.fail("--condition \(text): \(error)")
      }
    }
    return PostPolicyRequest(
      bucket: Text(bucket), key: Text(key), location: try location(options), fields: fields, conditions: conditions,
      expires: try options.number("expires") ?? 300)
  }

  private static func location(_ options: Options) throws -> UploadLocation {
    if let text = options.value("endpoint") {
      if options.has("style") { throw options.fail("--endpoint and --style exclude each other") }
      guard let endpoint = Endpoint(Text(text)) else {
        throw options.fail("--endpoint \"\(text)\" is not SCHEME://HOST[:PORT]")
      }
      return .endpoint(endpoint)
    }
    guard let name = options.value("style") else { return .style(.global) }
    guard let style = UploadLocation.Style(rawValue: name) else {
      throw options.fail("--style \"\(name)\" is not known")
    }
    return .style(style)
  }

  // MARK: - evaluate

  private static func evaluate(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "policy evaluate", usage: "--form FILE --bucket BUCKET [OPTIONS]",
      details: """
        FILE ('-': standard input) is what a backend hands out: a JSON object with "fields", an object or
        an array of pairs, or the fields alone. The signature is checked when credentials are at hand.

        """,
      options: [
        Option("form", argument: "FILE", "the form's fields, as JSON"),
        Option("bucket", argument: "BUCKET", "the bucket that the form is posted to"),
        Option("field", argument: "NAME=VALUE", "a field that the browser adds or changes; may be repeated"),
        Option("file", argument: "FILE", "the file that is uploaded: its name and size"),
        Option("file-name", argument: "NAME", "its name"),
        Option("file-size", argument: "BYTES", "its size"),
        Option("unsigned", "do not check the signature"),
        Option("region", argument: "REGION", "the bucket's region (default: the credential's)"),
        Option("at", argument: "TIME", "when, as YYYY-MM-DDTHH:MM:SSZ (default: now)"),
        Option("profile", argument: "NAME", "a profile of the shared credentials file"),
        Option("json", "print JSON"),
      ])
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    let form = try UploadForm(options)
    guard let bucket = options.value("bucket").map({ Text($0) }) else { throw options.fail("--bucket is missing") }
    let time = try SigningContext.time(options)
    let verifier = try verifier(options, for: form)
    do throws(Rejection) {
      let accepted =
        if let verifier {
          try verifier.evaluate(form, postedTo: bucket, at: time)
        } else {
          try Verifier.evaluatePolicy(of: form, postedTo: bucket, at: time)
        }
      show(accepted, isSignatureChecked: verifier != nil, options)
      return .success
    } catch {
      show(error, form, options)
      return .notConformant
    }
  }

  /// Nil where the signature is not to be checked.
  private static func verifier(_ options: Options, for form: UploadForm) throws -> Verifier? {
    if options.has("unsigned") { return nil }
    let scope = form.value(of: "x-amz-credential")?.split(at: UInt8(ascii: "/")) ?? []
    let region = options.value("region").map { Text($0) } ?? (scope.count >= 5 ? scope[scope.count - 3] : "")
    do {
      return Verifier(credentials: [try SigningContext.credentials(options)], region: region, service: "s3")
    } catch let rejection as Rejection where rejection.code == .noCredentials && !options.has("profile") {
      Output.error.write("video-spec: no credentials, so the signature is not checked\n")
      return nil
    }
    // Any other fault of the credentials is the caller's, and no verdict on the form.
  }

  private static func show(_ accepted: AcceptedUpload, isSignatureChecked: Bool, _ options: Options) {
    if options.has("json") {
      var object: JSONObject = [
        "verdict": "accepted", "key": accepted.key.protocolForm, "status": JSONValue(accepted.success.status),
        "signature": isSignatureChecked ? "valid" : "not checked",
      ]
      object["contentType"] = accepted.contentType?.protocolForm
      object["redirect"] = accepted.success.redirect?.protocolForm
      return Output.standard.write(bytes: JSONValue.object(object).document)
    }
    var text = "accepted: \(accepted.success.status)\n  key: \(accepted.key)\n"
    if let type = accepted.contentType { text += "  Content-Type: \(type)\n" }
    for field in accepted.metadata { text += "  " + line(field) }
    if let redirect = accepted.success.redirect { text += "  redirect: \(redirect)\n" }
    Output.standard.write(text)
  }

  /// A line break in a field must not look like another field.
  private static func line(_ field: Field) -> String {
    "\(field.name.string.withoutControls): \(field.value.string.withoutControls)\n"
  }

  private static func show(_ rejection: Rejection, _ form: UploadForm, _ options: Options) {
    if options.has("json") {
      var object: JSONObject = [
        "verdict": "rejected", "code": JSONValue(rejection.code.rawValue), "message": JSONValue(rejection.message),
      ]
      object["status"] = rejection.status.map { JSONValue($0) }
      object["field"] = rejection.field.map { JSONValue($0) }
      for detail in rejection.details { object[detail.name] = detail.value.protocolForm }
      return Output.standard.write(bytes: JSONValue.object(object).document)
    }
    var text = "rejected: \(rejection.status.map { "\($0) " } ?? "")\(rejection.code)\n  \(rejection.message)\n"
    if let field = rejection.field { text += "  field: \(field)\n" }
    let condition = rejection.details.first { $0.name == "Condition" }?.value
    if let condition = condition.flatMap({ try? PolicyCondition(json: JSONValue(parsing: $0.bytes)) }),
      let item = form.value(of: "content-type").flatMap({ condition.strayItem(of: $0) })
    {
      text +=
        "  the comma makes a list of the type, and \"\(item.string.withoutControls)\" does not begin so: as AWS documents it; servers differ\n"
    }
    for detail in rejection.details where detail.name != "Condition" { text += "  \(detail.name): \(detail.value)\n" }
    Output.standard.write(text)
  }
}

extension Options {
  /// A whole number of 0 or more; nil where the option was not given.
  func number(_ name: String) throws -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw fail("--\(name) \"\(text)\" is no whole number from 0 to \(Int.max)")
    }
    return number
  }
}
