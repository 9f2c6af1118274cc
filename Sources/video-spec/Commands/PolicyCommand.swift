import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

extension Command {
  static let policy = Command(
    group: "policy", summary: "build an upload form, or predict S3's response to one", details: [],
    commands: [
      Command(
        "policy build", summary: "build and sign the policy and the fields of an upload form",
        details: [Options.credentialsNote],
        options: [
          Option("bucket", .text("BUCKET"), isRequired: true, "the bucket"),
          Option("key", .text("KEY"), isRequired: true, "the object's key; it may contain ${filename}"),
          Option("content-type", .text("TYPE"), "add a Content-Type field, and allow types that start with it"),
          Option("max-size", .text("BYTES"), "the largest file"),
          Option("min-size", .text("BYTES"), "the smallest file, with --max-size (default: 1)"),
          Option("field", .text("NAME=VALUE"), isRepeatable: true, "add a field and its condition"),
          Option("condition", .text("JSON"), isRepeatable: true, "add a condition"),
          Option(
            "style", .choice("STYLE", of: "style") { UploadLocation.Style.allCases.map(\.rawValue) },
            "the style of the URL: \(UploadLocation.Style.allCases.map(\.rawValue).joined(separator: ", ")) (default: global)"
          ),
          .endpoint,
          Option("expires", .text("SECONDS"), "how long the form is valid, at least 1 (default: 300)"),
        ] + Option.signing,
        examples: [
          CommandExample(
            "video-spec policy build --bucket videos --key cat.webm --content-type video/webm --max-size 90000000 --region eu-west-1",
            "build a form for a video")
        ], run: PolicyCommand.build),
      Command(
        "policy evaluate", summary: "predict S3's response to a form, and which condition fails",
        details: [
          "The form is what a backend hands out: a JSON object with a member \"fields\", an object or an array of pairs, or the fields alone. The signature is checked if there are credentials."
        ],
        options: [
          .form,
          Option("bucket", .text("BUCKET"), isRequired: true, "the bucket that the form is posted to"),
          .field,
        ] + Option.uploadedFile + [
          Option("unsigned", "do not check the signature"),
          Option("region", .text("REGION"), "the bucket's region (default: that of the credential)"), .at, .awsProfile,
          .json,
        ],
        examples: [
          CommandExample(
            "video-spec policy evaluate --form form.json --bucket videos --file cat.webm", "try a form with a file")
        ],
        exitStatuses: [
          ExitMeaning(.success, "S3 would accept the form"), ExitMeaning(.notConformant, "S3 would reject it"), .usage,
          .fault,
        ], run: PolicyCommand.evaluate),
    ])
}

/// `video-spec policy build|evaluate`.
enum PolicyCommand {
  // MARK: - build

  @Sendable static func build(_ options: Options) throws -> ExitStatus {
    let request = try request(options)
    let context = try SigningContext(options)
    let recorder = TraceRecorder()
    let post = try context.signer.presignedPost(for: request, at: context.time, trace: recorder)
    let fields = post.fields.map { JSONValue.array([$0.name.protocolForm, $0.value.protocolForm]) }
    context.show([("url", post.url.protocolForm), ("fields", .array(fields))], trace: recorder.trace) {
      "\(post.url)\n" + post.fields.map(Self.line).joined()
    }
    return .success
  }

  private static func request(_ options: Options) throws -> PostPolicyRequest {
    var fields: [Field] = []
    var conditions: [PolicyCondition] = []
    if let type = options.value("content-type") {
      fields.append(Field("Content-Type", Text(type)))
      conditions.append(.startsWith(reference: "$Content-Type", prefix: Text(type)))
    }
    if options.has("max-size") || options.has("min-size") {
      let lower = try options.number("min-size") ?? 1
      guard let upper = try options.number("max-size") else { throw options.fail("--min-size needs --max-size") }
      conditions.append(.contentLengthRange(lower: .number(lower), upper: .number(upper)))
    }
    for field in try options.fields() {
      fields.append(field)
      conditions.append(.exact(name: field.name, value: field.value))
    }
    for text in options.all("condition") {
      do {
        conditions.append(try PolicyCondition(json: JSONValue(parsing: text.utf8)))
      } catch {
        throw options.fail("--condition \(text.shown): \(error)")
      }
    }
    return PostPolicyRequest(
      bucket: Text(options.value("bucket") ?? ""), key: Text(options.value("key") ?? ""),
      location: try location(options), fields: fields, conditions: conditions,
      expires: try options.number("expires") ?? 300)
  }

  private static func location(_ options: Options) throws -> UploadLocation {
    let style = options.value("style").flatMap { UploadLocation.Style(rawValue: $0) }
    guard let endpoint = try options.endpoint() else { return .style(style ?? .global) }
    if style != nil { throw options.fail("--endpoint and --style exclude each other") }
    return .endpoint(endpoint)
  }

  // MARK: - evaluate

  @Sendable static func evaluate(_ options: Options) throws -> ExitStatus {
    let form = try UploadForm(options)
    let bucket = Text(options.value("bucket") ?? "")
    let time = try options.time("at")
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

  /// The verifier of the signature; nil if it is not to be checked.
  private static func verifier(_ options: Options, for form: UploadForm) throws -> Verifier? {
    if options.has("unsigned") { return nil }
    let scope = form.value(of: "x-amz-credential")?.split(at: UInt8(ascii: "/")) ?? []
    let region = options.value("region").map { Text($0) } ?? (scope.count >= 5 ? scope[scope.count - 3] : "")
    do {
      return Verifier(credentials: [try options.credentials()], region: region, service: "s3")
    } catch let rejection as Rejection where rejection.code == .noCredentials && !options.has("aws-profile") {
      Output.error.write("video-spec: there are no credentials, so the signature is not checked\n")
      return nil
    }
    // Any other fault of the credentials is the user's. It is not a verdict on the form.
  }

  private static func show(_ accepted: AcceptedUpload, isSignatureChecked: Bool, _ options: Options) {
    if options.has("json") {
      var object: JSONObject = [
        "verdict": "accepted", "key": accepted.key.protocolForm, "status": JSONValue(accepted.success.status),
        "signature": isSignatureChecked ? "valid" : "not checked",
      ]
      object["contentType"] = accepted.contentType?.protocolForm
      object["redirect"] = accepted.success.redirect?.protocolForm
      return Output.standard.write(JSONValue.object(object))
    }
    var text = "accepted: \(accepted.success.status)\n  key: \(accepted.key.string.withoutControls)\n"
    if let type = accepted.contentType { text += "  Content-Type: \(type.string.withoutControls)\n" }
    for field in accepted.metadata { text += "  " + line(field) }
    if let redirect = accepted.success.redirect { text += "  redirect: \(redirect.string.withoutControls)\n" }
    Output.standard.write(text)
  }

  /// A field on one line: a line break in its value must not look like another field.
  private static func line(_ field: Field) -> String {
    "\(field.name.string.withoutControls): \(field.value.string.withoutControls)\n"
  }

  private static func show(_ rejection: Rejection, _ form: UploadForm, _ options: Options) {
    if options.has("json") {
      var object: JSONObject = [
        "verdict": "rejected", "code": JSONValue(rejection.code.rawValue),
        "message": JSONValue(Redaction.message(rejection.message)),
      ]
      object["status"] = rejection.status.map { JSONValue($0) }
      object["field"] = rejection.field.map { JSONValue($0) }
      for detail in rejection.details { object[detail.name] = Redaction.redacted(detail.value).protocolForm }
      return Output.standard.write(JSONValue.object(object))
    }
    var text =
      "rejected: \(rejection.status.map { "\($0) " } ?? "")\(rejection.code)\n  \(Redaction.message(rejection.message))\n"
    if let field = rejection.field { text += "  field: \(Redaction.message(field))\n" }
    let condition = rejection.details.first { $0.name == "Condition" }?.value
    if let condition = condition.flatMap({ try? PolicyCondition(json: JSONValue(parsing: $0.bytes)) }),
      let item = form.value(of: "content-type").flatMap({ condition.strayItem(of: $0) })
    {
      text +=
        "  the comma makes the type a list, and its item \"\(item.string.withoutControls)\" does not begin with the required prefix. AWS documents this rule; servers differ\n"
    }
    for detail in rejection.details where detail.name != "Condition" {
      text += "  \(detail.name): \(Redaction.message(detail.value.string))\n"
    }
    Output.standard.write(text)
  }
}
