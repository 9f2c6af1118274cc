/// Who asks, as their request says.
public struct Caller: Hashable, Sendable {
  /// The cookie; nil without one.
  public var session: Text?
  /// The header; nil without one.
  public var origin: Text?

  public init(session: Text?, origin: Text?) {
    self.session = session
    self.origin = origin
  }
}

/// A login session of a user.
public struct UserSession: Hashable, Sendable {
  /// What the cookie holds.
  public var token: Text
  public var user: Text
  /// From then on it is no more (REC-002).
  public var expires: Timestamp

  public init(token: Text, user: Text, expires: Timestamp) {
    self.token = token
    self.user = user
    self.expires = expires
  }
}
