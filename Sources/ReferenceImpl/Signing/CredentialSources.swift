public import VideoSpec

/// Looks credentials up in the arguments, the environment and the shared credentials file, in that order (SIG-191).
///
/// The first source that has an access key or a secret decides. Halves from two sources are never combined.
public struct CredentialSources: Sendable {
  public var accessKeyID: Text?
  public var secretAccessKey: Secret?
  public var sessionToken: Secret?
  /// The profile of the shared credentials file, or nil for `AWS_PROFILE` or else `default`. A profile given here takes precedence over keys
  /// in the environment.
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

  /// Returns the credentials of the first source that has any.
  ///
  /// - Parameter readFile: Returns a file's bytes, or nil if there is no such file. It throws for a file that cannot be read, which must
  ///   not pass for one without credentials.
  /// - Throws: ``Rejection`` with ``ErrorCode/noCredentials``, ``ErrorCode/incompleteCredentials`` or ``ErrorCode/invalidCredentials``. The
  ///   message names the variable, the file and the profile, but never a value.
  public func find(readFile: (String) throws(Rejection) -> [UInt8]?) throws(Rejection) -> Credentials {
    if accessKeyID != nil || secretAccessKey != nil {
      return try pair(accessKeyID, secretAccessKey, sessionToken, nil, source: "the arguments")
    }
    let key = environment["AWS_ACCESS_KEY_ID"]
    let secret = environment["AWS_SECRET_ACCESS_KEY"]
    if profile == nil, key != nil || secret != nil {
      let expiration = environment["AWS_CREDENTIAL_EXPIRATION"].flatMap { Timestamp(iso8601: Text($0)) }
      return try pair(
        key.map { Text($0) }, secret.map { Secret($0) },
        environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) }, expiration,
        source: "the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)")
    }
    return try fromFile(readFile)
  }

  private func fromFile(_ readFile: (String) throws(Rejection) -> [UInt8]?) throws(Rejection) -> Credentials {
    let path =
      environment["AWS_SHARED_CREDENTIALS_FILE"] ?? environment["HOME"].map { $0 + "/.aws/credentials" }
    let wanted = profile ?? environment["AWS_PROFILE"].map { Text($0) } ?? "default"
    guard let path, let bytes = try readFile(path) else {
      if let profile {
        throw Rejection(
          .noCredentials, field: "profile",
          "the profile \"\(profile)\" does not exist, because \(path ?? "~/.aws/credentials") cannot be read")
      }
      throw Rejection(
        .noCredentials, field: "credentials",
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or add a profile to "
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
    for (name, isUTF8) in [
      ("access key", key.isUTF8), ("secret access key", secret.isUTF8), ("session token", token?.isUTF8 ?? true),
    ] where !isUTF8 {
      throw Rejection(.invalidCredentials, field: "credentials", "the \(name) of \(source) is not UTF-8")
    }
    if secret.looksLikeAccessKeyID, !Secret(key).looksLikeAccessKeyID {
      throw Rejection(
        .invalidCredentials, field: "credentials",
        "the access key and the secret access key of \(source) are exchanged: the secret is an access key ID")
    }
    // It would be part of every URL that is signed.
    if Redaction.redacted(key) != key {
      throw Rejection(
        .invalidCredentials, field: "credentials", "the access key of \(source) looks like a secret access key")
    }
    return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }

  /// Returns the credentials of all profiles of a shared credentials file, in the order of the profiles' names.
  ///
  /// - Parameter path: The path of the file, for messages.
  /// - Throws: ``Rejection`` with ``ErrorCode/noCredentials``, ``ErrorCode/incompleteCredentials`` or ``ErrorCode/invalidCredentials``.
  package static func all(in bytes: [UInt8], path: String) throws(Rejection) -> [Credentials] {
    let profiles = profiles(in: bytes).sorted { $0.key < $1.key }
    if profiles.isEmpty {
      throw Rejection(.noCredentials, field: "credentials", "\(path) has no profile: write [default] before the keys")
    }
    var all: [Credentials] = []
    for (name, values) in profiles {
      all.append(
        try CredentialSources().pair(
          values["aws_access_key_id"], values["aws_secret_access_key"].map { Secret($0) },
          values["aws_session_token"].map { Secret($0) }, values["expiration"].flatMap { Timestamp(iso8601: $0) },
          source: "profile \"\(name)\" of \(path)"))
    }
    return all
  }

  /// Reads the profiles of a shared credentials file: `[name]`, then lines `key = value`. Lines that begin with `#` or `;` are comments.
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

extension Secret {
  fileprivate var isUTF8: Bool { withBytes { Text(bytes: $0).isUTF8 } }

  /// Whether the secret has the form of an access key ID of AWS: `AKIA` or `ASIA`, and 16 capital letters or digits.
  fileprivate var looksLikeAccessKeyID: Bool {
    withBytes { bytes in
      bytes.count == 20 && ["AKIA", "ASIA"].contains { bytes.starts(with: $0.utf8) }
        && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
  }
}
