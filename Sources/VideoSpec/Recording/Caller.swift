/// The sender of a request, as the request names itself.
public struct Caller: Hashable, Sendable {
  /// The session token in the cookie, or nil without a cookie.
  public var session: Text?
  /// The value of the `Origin` header, or nil without one.
  public var origin: Text?

  public init(session: Text?, origin: Text?) {
    self.session = session
    self.origin = origin
  }
}
