public import VideoSpec

extension ErrorCode {
  /// No source has credentials.
  public static let noCredentials = ErrorCode("NoCredentials")
  /// A source has one half of a pair, or cannot be read (SIG-191).
  public static let incompleteCredentials = ErrorCode("IncompleteCredentials")
}

/// Where credentials are looked up: arguments, environment, shared credentials file, in that order (SIG-191).
///
/// A source that has anything of a pair is the source: halves of two sources are never put together.
public struct CredentialSources: Sendable {
  public var accessKeyID: Text?
  public var secretAccessKey: Secret?
  public var sessionToken: Secret?
  /// The profile asked for; nil: `AWS_PROFILE`, or `default`. Asking for one by argument skips the environment's keys.
  public var profile: Text?
  public var environment: [String: String]

  public init(
    accessKeyID: Text? = nil, secretAccessKey: Secret? = nil, sessionToken: Secret? = nil, profile: Text? = nil,
    environment: [String: String] = [:]
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.profile = profile
    self.environment = environment
  }

  /// The credentials of the first source that has any.
  ///
  /// - Parameter readFile: Gives a file's bytes, or nil when there is no such file.
  /// - Throws: ``Rejection`` with `NoCredentials` or `IncompleteCredentials`; it names the variable, file and profile, never a value.
  public func find(readFile: (String) -> [UInt8]?) throws(Rejection) -> Credentials {
    if accessKeyID != nil || secretAccessKey != nil {
      return try pair(accessKeyID, secretAccessKey, sessionToken, nil, source: "the arguments")
    }
    let variables = (key: environment["AWS_ACCESS_KEY_ID"], secret: environment["AWS_SECRET_ACCESS_KEY"])
    if profile == nil, variables.key != nil || variables.secret != nil {
      let expiration = environment["AWS_CREDENTIAL_EXPIRATION"].flatMap { Timestamp(iso8601: Text($0)) }
      return try pair(
        variables.key.map { Text($0) }, variables.secret.map { Secret($0) },
        environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) }, expiration,
        source: "the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)")
    }
    return try fromFile(readFile)
  }

  private func fromFile(_ readFile: (String) -> [UInt8]?) throws(Rejection) -> Credentials {
    let path =
      environment["AWS_SHARED_CREDENTIALS_FILE"] ?? environment["HOME"].map { $0 + "/.aws/credentials" }
    let wanted = profile ?? environment["AWS_PROFILE"].map { Text($0) } ?? "default"
    guard let path, let bytes = readFile(path) else {
      throw Rejection(
        .noCredentials, field: "credentials",
        "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write a profile to "
          + (path ?? "~/.aws/credentials"))
    }
    guard let values = Self.profiles(in: bytes)[wanted] else {
      throw Rejection(.noCredentials, field: "profile", "\(path) has no profile \"\(wanted)\"")
    }
    return try pair(
      values["aws_access_key_id"], values["aws_secret_access_key"].map { Secret($0) },
      values["aws_session_token"].map { Secret($0) }, nil, source: "profile \"\(wanted)\" of \(path)")
  }

  private func pair(
    _ key: Text?, _ secret: Secret?, _ token: Secret?, _ expiration: Timestamp?, source: String
  ) throws(Rejection) -> Credentials {
    guard let key, !key.isEmpty else {
      throw Rejection(.incompleteCredentials, field: "credentials.accessKeyId", "\(source) has no access key")
    }
    guard let secret, !secret.isEmpty else {
      throw Rejection(
        .incompleteCredentials, field: "credentials.secretAccessKey", "\(source) has no secret access key")
    }
    return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }

  /// The profiles of a shared credentials file: `[name]`, then `key = value`; lines that begin with '#' or ';' are comments.
  static func profiles(in bytes: [UInt8]) -> [Text: [Text: Text]] {
    var profiles: [Text: [Text: Text]] = [:]
    var current: Text?
    for line in bytes.split(separator: UInt8(ascii: "\n")).map({ Text($0).trimmed }) {
      guard let first = line.bytes.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
      if first == UInt8(ascii: "["), line.bytes.last == UInt8(ascii: "]") {
        let name = Text(line.bytes.dropFirst().dropLast()).trimmed
        current = name
        if profiles[name] == nil { profiles[name] = [:] }
      } else if let current, let (name, value) = line.splitOnce(at: UInt8(ascii: "=")) {
        profiles[current]?[name.trimmed.lowercased] = value.trimmed
      }
    }
    return profiles
  }
}
