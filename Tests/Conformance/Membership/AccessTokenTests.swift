import Testing
import VideoSpec

@testable import ReferenceImpl

@Suite("Access tokens")
struct AccessTokenTests {
  private let tokens = AccessTokens(secret: [UInt8](repeating: 0x6B, count: 32))
  private let time: Timestamp = "2026-12-01T00:00:00Z"
  private let claims = AccessTokens.Claims(user: 7, login: 3)

  @Test("a token says who logged in, until it expires")
  func lifetime() throws {
    let token = tokens.issue(claims, at: time)
    #expect(tokens.claims(of: token, at: time) == claims)
    #expect(tokens.claims(of: token, at: Timestamp(seconds: time.seconds + 899)) == claims)
    #expect(tokens.claims(of: token, at: Timestamp(seconds: time.seconds + 900)) == nil)
  }

  @Test("a token with any other byte is none")
  func changes() throws {
    let token = tokens.issue(claims, at: time)
    for index in token.bytes.indices {
      for byte in [UInt8(ascii: "A"), UInt8(ascii: "."), UInt8(ascii: "="), token.bytes[index] ^ 1]
      where byte != token.bytes[index] {
        var changed = token.bytes
        changed[index] = byte
        #expect(tokens.claims(of: Text(bytes: changed), at: time) == nil, "byte \(index)")
      }
    }
    #expect(tokens.claims(of: token + "A", at: time) == nil)
    #expect(tokens.claims(of: Text(token.bytes.dropLast()), at: time) == nil)
    #expect(AccessTokens(secret: [UInt8](repeating: 0x6C, count: 32)).claims(of: token, at: time) == nil)
  }

  /// Signs with the right key what only another issuer would write.
  private func signed(_ header: String, _ payload: String) -> Text {
    let message = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
    let key = HMACKey([UInt8](repeating: 0x6B, count: 32))
    return message + "." + Base64URL.encode(key.authenticate(message.bytes).bytes)
  }

  @Test(
    "headers and claims of other tokens",
    arguments: [
      (#"{"alg":"none","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS512","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"hs256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"JWT"}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt","crit":["b64"]}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"other","sub":"7","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","sid":3}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":7,"sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"x","sid":3,"exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","exp":4102444800}"#),
      (#"{"alg":"HS256","typ":"at+jwt"}"#, "[]"), ("", ""),
    ])
  func others(header: String, payload: String) {
    #expect(tokens.claims(of: signed(header, payload), at: time) == nil)
    let right = signed(
      #"{"alg":"HS256","typ":"at+jwt"}"#, #"{"iss":"video-spec","sub":"7","sid":3,"exp":4102444800}"#)
    #expect(tokens.claims(of: right, at: time) == claims)
  }

  @Test("texts that are no tokens", arguments: ["", ".", "..", "a.b.c", "a.b", "a.b.c.d"] as [Text])
  func malformed(text: Text) { #expect(tokens.claims(of: text, at: time) == nil) }
}
