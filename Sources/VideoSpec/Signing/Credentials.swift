/// An access key with its secret and, for temporary credentials, a session token.
public struct Credentials: Sendable {
  public var accessKeyID: Text
  public var secretAccessKey: Secret
  public var sessionToken: Secret?
  /// When temporary credentials expire, if known (SIG-084).
  public var expiration: Timestamp?

  public init(accessKeyID: Text, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Timestamp? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}
