/// An access key, its secret and, for temporary credentials, a session token.
public struct Credentials: Sendable {
  public var accessKeyID: Text
  public var secretAccessKey: Secret
  /// The token of temporary credentials, or nil.
  public var sessionToken: Secret?
  /// The time at which temporary credentials expire, if it is known. Signers warn about URLs that are valid for longer (SIG-084).
  public var expiration: Timestamp?

  public init(accessKeyID: Text, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Timestamp? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}
