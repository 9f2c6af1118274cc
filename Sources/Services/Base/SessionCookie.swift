import ReferenceImpl
import VideoSpec

/// The cookie of a session, and the bearer token, which has the same value.
enum SessionCookie {
  /// Returns the header that sets the cookie. It is never sent without TLS, except to this machine, and no script can read it.
  ///
  /// - Parameter seconds: How long the browser keeps it; 0 removes it.
  static func header(_ token: Text, seconds: Int) -> HeaderField {
    HeaderField(
      "Set-Cookie", "session=" + token + Text("; Path=/; Max-Age=\(seconds); Secure; HttpOnly; SameSite=Lax"))
  }
}

extension ServiceRequest {
  /// Returns the token that names the user: that of `Authorization: Bearer`, or else that of the cookie `session`.
  ///
  /// Browsers send the cookie with the requests of every site, so a request with a cookie that changes something has to come from an allowed origin.
  ///
  /// - Returns: Nil without a token, or with a malformed one.
  /// - Throws: ``Rejection`` with ``ErrorCode/originNotAllowed``.
  func token(changes: Bool, from origins: Set<Text>) throws(Rejection) -> Text? {
    guard header("authorization") == nil else { return bearerToken }
    guard let token = caller.session else { return nil }
    if changes { try checkOrigin(origins) }
    return token
  }

  /// The token of `Authorization: Bearer`; nil without one, or with a malformed one.
  var bearerToken: Text? {
    guard let value = HeaderReader.single("authorization", in: headers),
      let (scheme, token) = value.splitOnce(at: 0x20), scheme.lowercased == "bearer", !token.isEmpty,
      token.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return token
  }

  /// Rejects a request from a page of another origin.
  func checkOrigin(_ origins: Set<Text>) throws(Rejection) {
    guard let origin = caller.origin, origins.contains(origin) else {
      throw Rejection(
        .originNotAllowed, field: "Origin",
        "the header Origin is missing, or differs from every origin that the service allows")
    }
  }
}
