import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

// The options of the commands that sign: credentials, region, time, endpoint.

extension Option {
  static let region = Option("region", .text("REGION"), "the region (default: AWS_REGION, else AWS_DEFAULT_REGION)")
  static let at = Option("at", .text("TIME"), "the time, as YYYY-MM-DDTHH:MM:SSZ (default: now)")
  static let awsProfile = Option(
    "aws-profile", .text("NAME"), formerName: "profile", "a profile of the shared credentials file")
  static let endpoint = Option("endpoint", .text("URL"), "another server, as SCHEME://HOST[:PORT]")
  static let pathStyle = Option("path-style", "name the bucket in the path, not in the host")
  /// The name of a variable: `--secret X` would put a secret on a command line, where other users can read it.
  static let secretVariable = Option(
    "secret-env", .text("NAME"), isAbbreviable: false, "the environment variable that holds the secret")

  static let signing = [
    region, Option("service", .text("NAME"), "the service's signing name (default: s3)"), at, awsProfile,
    Option("explain", "show the canonical request, the string to sign and the signature"), json,
  ]
}

extension Options {
  static let credentialsNote = """
    Credentials come from --aws-profile, else from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else from \
    the shared credentials file. The secret is never printed; a session token is part of what is signed.
    """

  /// `--region`, or that of the environment.
  func region() throws -> Text {
    guard
      let region = try value("region") ?? Environment.value("AWS_REGION") ?? Environment.value("AWS_DEFAULT_REGION"),
      !region.isEmpty
    else { throw fail("--region is missing, and neither AWS_REGION nor AWS_DEFAULT_REGION is set") }
    return Text(region)
  }

  /// The time of an option, or the time of day.
  func time(_ name: String) throws -> Timestamp {
    guard let text = value(name) else { return try Clock.timeOfDay() }
    guard let time = Timestamp(iso8601: Text(text)) ?? Timestamp(basic: Text(text)) else {
      throw Rejection(
        .invalidClock, field: "--\(name)", "\(text.shown) is not a time from 1970 to 9999 as YYYY-MM-DDTHH:MM:SSZ")
    }
    return time
  }

  /// The credentials of `--aws-profile`, the environment or the shared credentials file.
  ///
  /// - Throws: ``Rejection`` with `NoCredentials` or `IncompleteCredentials`.
  func credentials() throws -> Credentials { try credentials(ofProfile: value("aws-profile")) }

  /// The credentials of a profile of the shared credentials file; without a name, those of the environment or that file.
  func credentials(ofProfile profile: String?) throws -> Credentials {
    let sources = CredentialSources(
      profile: profile.map { Text($0) },
      environment: try Environment.variables([
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE",
        "AWS_SHARED_CREDENTIALS_FILE", "HOME",
      ]))
    let found = try sources.find { (path) throws(Rejection) in try Self.credentialsFile(path) }
    Output.hide(found.secretAccessKey)
    // A secret that was copied with its line break signs, and S3 responds with SignatureDoesNotMatch.
    if found.secretAccessKey.withBytes({ $0.contains { $0 <= 0x20 } }) {
      Output.error.write("video-spec: warning: the secret access key contains white space or a control character\n")
    }
    return found
  }

  /// The bytes of the shared credentials file; nil if there is none.
  ///
  /// - Throws: ``Rejection`` if there is one and it cannot be read. It must not pass for "no credentials".
  private static func credentialsFile(_ path: String) throws(Rejection) -> [UInt8]? {
    do throws(FileError) { return try FileSystem.read(path, limit: 1 << 20) } catch {
      if error.isMissing { return nil }
      throw Rejection(.unreadableCredentials, field: "credentials", "the credentials file \(error)")
    }
  }

  /// `--endpoint`; nil if it was not given.
  func endpoint() throws -> Endpoint? {
    guard let text = value("endpoint") else { return nil }
    guard let endpoint = Endpoint(Text(text)) else {
      throw fail("--endpoint: \(text.shown) is not SCHEME://HOST[:PORT]")
    }
    return endpoint
  }

  /// The headers of `--header NAME:VALUE`.
  func headers() throws -> [HeaderField] {
    try all("header").map { header in
      guard let (name, value) = Text(header).splitOnce(at: UInt8(ascii: ":")) else {
        throw fail("--header \(header.shown) is not NAME:VALUE")
      }
      return HeaderField(name, value)
    }
  }

  /// The form fields of `--field NAME=VALUE`.
  func fields() throws -> [HeaderField] {
    try all("field").map { field in
      guard let (name, value) = Text(field).splitOnce(at: UInt8(ascii: "=")) else {
        throw fail("--field \(field.shown) is not NAME=VALUE")
      }
      return HeaderField(name, value)
    }
  }
}

/// A signer with the credentials, region and service of the options, and how its result is printed.
struct SigningContext {
  let options: Options
  let signer: Signer
  let time: Timestamp
  let region: Text

  init(_ options: Options) throws {
    self.options = options
    region = try options.region()
    if options.value("service") == "" { throw options.fail("--service is empty") }
    time = try options.time("at")
    signer = Signer(
      credentials: try options.credentials(), region: region, service: Text(options.value("service") ?? "s3"))
  }

  /// Prints the result. With `--explain`, the intermediates come before it.
  func show(_ members: [(String, JSONValue)], trace: Trace, text: () -> String) {
    let steps = options.has("explain") ? trace.steps : []
    if options.has("json") {
      var object = JSONObject(members: members.map { .init(name: Text($0.0), value: $0.1) })
      if !steps.isEmpty {
        object["trace"] = .object(
          JSONObject(members: steps.map { .init(name: Text($0.name), value: $0.value.protocolForm) }))
      }
      return Output.standard.write(JSONValue.object(object))
    }
    for step in steps {
      let lines = step.value.split(at: 0x0A)
      Output.standard.write("\(step.name)\n" + lines.map { "  \($0)\n" }.joined() + "\n")
    }
    Output.standard.write(text())
  }
}
