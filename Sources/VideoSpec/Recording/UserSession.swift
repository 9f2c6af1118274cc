/// A login session of a user.
public struct UserSession: Hashable, Sendable {
  /// The value of the cookie.
  public var token: Text
  public var user: Text
  /// The time from which on the session is invalid (REC-002).
  public var expires: Timestamp

  public init(token: Text, user: Text, expires: Timestamp) {
    self.token = token
    self.user = user
    self.expires = expires
  }
}
