import AdapterProtocol
import ReferenceImpl
import VideoSpec

/// What the commands that sign have in common: credentials, region, time, and how a result is printed.
struct SigningContext {
  static let options = [
    Option("region", argument: "REGION", "the region (default: AWS_REGION, AWS_DEFAULT_REGION)"),
    Option("service", argument: "NAME", "the service's signing name (default: s3)"),
    Option("at", argument: "TIME", "sign at YYYY-MM-DDTHH:MM:SSZ or YYYYMMDDTHHMMSSZ (default: now)"),
    Option("profile", argument: "NAME", "a profile of the shared credentials file"),
    Option("explain", "show the canonical request, the string to sign and the signature"),
    Option("json", "print JSON"),
  ]

  static let note = """
    Credentials come from --profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (AWS_SESSION_TOKEN), or
    the shared credentials file. The secret is never printed; a session token is part of what is signed.

    """

  let options: Options
  let signer: Signer
  let time: Timestamp
  let region: Text

  init(_ options: Options) throws {
    self.options = options
    region = try Self.region(options)
    if options.value("service") == "" { throw options.fail("--service is empty") }
    time = try Self.time(options)
    signer = Signer(
      credentials: try Self.credentials(options), region: region, service: Text(options.value("service") ?? "s3"))
  }

  /// `--region`, or that of the environment.
  static func region(_ options: Options) throws -> Text {
    guard let region = options.value("region") ?? Environment["AWS_REGION"] ?? Environment["AWS_DEFAULT_REGION"],
      !region.isEmpty
    else { throw options.fail("--region is missing, and AWS_REGION is not set") }
    return Text(region)
  }

  /// `--at`, or the time of day.
  static func time(_ options: Options) throws -> Timestamp {
    guard let text = options.value("at") else { return try Clock.timeOfDay() }
    guard let time = Timestamp(iso8601: Text(text)) ?? Timestamp(basic: Text(text)) else {
      throw Rejection(.invalidClock, field: "at", "\"\(text)\" is no time from 1970 to 9999 as YYYY-MM-DDTHH:MM:SSZ")
    }
    return time
  }

  static func credentials(_ options: Options) throws -> Credentials {
    let sources = CredentialSources(
      profile: options.value("profile").map { Text($0) },
      environment: Environment.variables([
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE",
        "AWS_SHARED_CREDENTIALS_FILE", "HOME",
      ]))
    let found = try sources.find { try? Files.read($0) }
    // Copied with a line break, a secret signs, and S3 answers SignatureDoesNotMatch.
    if found.secretAccessKey.withBytes({ $0.contains { $0 <= 0x20 } }) {
      Output.error.write("video-spec: warning: the secret access key holds white space or a control character\n")
    }
    return found
  }

  /// Prints the result; with `--explain` the intermediates before it.
  func show(_ members: [(String, JSONValue)], trace: Trace, text: () -> String) {
    let steps = options.has("explain") ? trace.steps : []
    if options.has("json") {
      var object = JSONObject(members: members.map { .init(name: Text($0.0), value: $0.1) })
      if !steps.isEmpty {
        object["trace"] = .object(
          JSONObject(members: steps.map { .init(name: Text($0.name), value: $0.value.protocolForm) }))
      }
      return Output.standard.write(bytes: JSONValue.object(object).document)
    }
    for step in steps {
      let lines = step.value.split(at: 0x0A)
      Output.standard.write("\(step.name)\n" + lines.map { "  \($0)\n" }.joined() + "\n")
    }
    Output.standard.write(text())
  }
}
