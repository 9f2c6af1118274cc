package import VideoSpec

/// Issues and verifies access tokens: JWTs (RFC 7519) with HMAC-SHA256 and nothing else (MEM-005).
package struct AccessTokens: Sendable {
  private let key: HMACKey

  /// How long a token is valid, in seconds.
  package static let seconds = 900
  private static let issuer: Text = "video-spec"
  /// Longer tokens are not looked at.
  private static let longest = 4096

  /// What a token says.
  package struct Claims: Hashable, Sendable {
    package var user: Int
    package var login: Int
  }

  /// - Parameter secret: At least 32 bytes, as long as the hash (RFC 7518, 3.2).
  package init(secret: [UInt8]) {
    precondition(secret.count >= 32, "the secret is too short")
    key = HMACKey(secret)
  }

  /// Returns a token that is valid from `time` on.
  package func issue(_ claims: Claims, at time: Timestamp) -> Text {
    let header: JSONValue = ["alg": "HS256", "typ": "at+jwt"]
    let payload: JSONValue = [
      "iss": .string(Self.issuer), "sub": .string(Text("\(claims.user)")), "sid": JSONValue(claims.login),
      "iat": JSONValue(time.seconds), "exp": JSONValue(time.seconds + Self.seconds),
    ]
    let message = Base64URL.encode(header.line) + "." + Base64URL.encode(payload.line)
    return message + "." + Base64URL.encode(key.authenticate(message.bytes).bytes)
  }

  /// Returns what a token says, or nil if it is malformed, changed, expired or of another kind.
  package func claims(of token: Text, at time: Timestamp) -> Claims? {
    guard token.bytes.count <= Self.longest else { return nil }
    let parts = token.split(at: UInt8(ascii: "."))
    guard parts.count == 3, let signature = Base64URL.decode(parts[2]),
      // Base64 has several spellings of the same bytes, of which only one is a token's.
      Base64URL.encode(signature) == parts[2],
      ConstantTime.equal(signature, key.authenticate((parts[0] + "." + parts[1]).bytes).bytes),
      let header = Self.json(parts[0]), header["alg"]?.text == "HS256", header["typ"]?.text == "at+jwt",
      header["crit"] == nil, let payload = Self.json(parts[1]), payload["iss"]?.text == Self.issuer,
      let expires = payload["exp"]?.integer, expires > time.seconds,
      let user = payload["sub"]?.text.flatMap({ Int($0.string) }), let login = payload["sid"]?.integer
    else { return nil }
    return Claims(user: user, login: login)
  }

  private static func json(_ part: Text) -> JSONValue? {
    Base64URL.decode(part).flatMap { try? JSONValue(parsing: $0) }
  }
}
