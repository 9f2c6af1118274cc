import Foundation
import Testing
import VideoSpec

@Suite("What looks like a credential is not shown")
struct RedactionTests {
  private static let signature = "5a09f3c1b7e24d8896aa0c3d7ef1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4"
  private static let token = "IQoJb3JpZ2luX2VjEHMarker9Zq7Tt5"
  private static let secret = "kQ7zR2vXn9/aLwP4sT+8mYbC3dE6fGhJ1uKxVoZi"

  /// The spellings of a name that the program decodes itself.
  static func spellings(of name: String) -> [String] {
    let escapes = ["%2D", "%2d", "%252D", "%25252d", "\\u002d", "\\u002D", "&#45;", "&#x2d;", "&#x2D;", "\\x2d"]
    return [name, name.lowercased(), name.uppercased(), name.replacing("a", with: "%61")]
      + escapes.map { name.split(separator: "-").joined(separator: $0) }
  }

  static let namedCredentials: [String] =
    spellings(of: "X-Amz-Signature").flatMap { ["https://h/k?a=b&\($0)=\(signature)&c=d", "\($0): \(signature)"] }
    + spellings(of: "X-Amz-Security-Token").flatMap { ["https://h/k?a=b&\($0)=\(token)&c=d", "\($0): \(token)"] }
    + [
      "\"x-amz-signature\": \"\(signature)\"", #"\"x-amz-signature\":\"\#(signature)\""#,
      "[\"eq\", \"$x-amz-signature\", \"\(signature)\"]", "('x-amz-security-token', b'\(token)')",
      "{\"name\": \"X-Amz-Signature\", \"value\": \"\(signature)\"}",
      "name=\"x-amz-signature\"\r\n\r\n\(signature)\r\n--boundary",
      "<SignatureProvided>\(signature)</SignatureProvided>", "&lt;SignatureProvided&gt;\(signature)&lt;/",
      "SignatureDoesNotMatch SignatureProvided \(signature) HostId",
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x, SignedHeaders=host, Signature=\(signature)",
      "Authorization: AWS AKIAIOSFODNN7EXAMPLE:\(signature)",
      "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=\(signature)",
      "Authorization: Bearer \(token)", "authorization:bearer \(token)", "'Authorization': 'Bearer \(token)'",
      "curl -H \"Authorization: Token \(token)\"", "Bearer \(token)", "Authorization: Basic \(token)==",
      "Proxy-Authorization: Negotiate \(token)", "Authorization: \(token)",
      "Cookie: a=\(token); b=\(token)", "Set-Cookie: session=\(token); Path=/",
      "aws_secret_access_key = \(secret)", "AWS_SECRET_ACCESS_KEY=\(secret)", "\"secretAccessKey\":\"\(secret)\"",
      "aws_session_token=\(token)", "sessionToken: '\(token)'", "x-amz-s3session-token:\(token)",
      "X-Amz-Server-Side-Encryption-Customer-Key: \(secret)", "password=\(token)", "client_secret=\(token)&a=b",
      "https://user:\(token)@host/", "postgres://user:\(token)@host:1/", secret, "the key is \(secret).",
      "Credential=\(secret)/20260101", "https://s3.\(secret).amazonaws.com", "/\(secret)/", "uploads/\(secret)",
      "\(secret)==", secret.replacing("/", with: "%2F").replacing("+", with: "%2B"), secret.replacing("/", with: "\\/"),
    ]

  /// Whether 16 consecutive characters of a credential are in a text.
  static func holdsCredential(_ text: String, _ credentials: [String] = [signature, token, secret]) -> Bool {
    credentials.contains { credential in
      let bytes = Array(credential.utf8)
      return (0...(bytes.count - 16)).contains { start in
        text.contains(String(decoding: bytes[start..<(start + 16)], as: UTF8.self))
      }
    }
  }

  @Test("a credential with a name, in every spelling", arguments: namedCredentials)
  func named(text: String) {
    let shown = Redaction.redacted(Text(text)).string
    #expect(!Self.holdsCredential(shown.replacing("%2F", with: "/").replacing("%2B", with: "+")), "\(shown)")
    #expect(Redaction.redacted(Text(shown)).string == shown, "redacted twice, it is the same")
  }

  @Test(
    "what people compare is left as it is",
    arguments: [
      "GET\n/cat.webm\nX-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101%2Feu-west-1%2Fs3%2Faws4_request\nhost:h\n\nhost\n\(signature)",
      "x-amz-content-sha256: \(signature)", "X-Amz-SignedHeaders=host;x-amz-date", "the signature is wrong",
      "The request signature we calculated does not match the signature you provided.",
      "basic authentication is needed",
      "uploads/users/user-1234/videos/1767323045_cat.webm", "/home/Somebody1/projects/VideoSpecification2/abcd",
      "checksum 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "Set the secret, then the token.", "key=value&a=%zz&&",
      "https://host:443/a@b", "550e8400-e29b-41d4-a716-446655440000",
    ])
  func harmless(text: String) { #expect(Redaction.redacted(Text(text)).string == text) }

  @Test("a message hides whatever looks random, and nothing else")
  func messages() {
    for text in [
      Self.signature, Self.token, Self.secret, "/a/\(Self.token)/b", "--\(Self.token)", "ghp_q8W7e6R5t4Y3u2I1o0P9a8S7",
    ] {
      let shown = Redaction.message("\"\(text)\" is wrong")
      #expect(
        !Self.holdsCredential(shown) && !shown.contains("W7e6R5t4Y3u2I1o0") && shown.hasSuffix("is wrong"), "\(shown)")
    }
    for text in [
      "/tmp/video-spec-550E8400-E29B-41D4-A716-446655440000/report.json: No such file or directory",
      "--secret-env: X-Amz-Content-SHA256, AKIAIOSFODNN7EXAMPLE, GetObjectTaggingForVersion2, SIG-006-01, utf-8",
    ] {
      #expect(Redaction.message(text) == text)
    }
    let long = Redaction.message(String(repeating: "a ", count: 5000) + Self.token)
    #expect(long.utf8.count < 2010 && long.hasSuffix("…"))
    #expect(Redaction.message("a\u{1B}]0;x\u{07}\r\nb\u{202E}\u{9B}") == #"a\x1b]0;x\x07\x0d\x0ab\xe2\x80\xae\xc2\x9b"#)
  }

  @Test("a signature keeps its beginning, a secret and a password keep nothing")
  func beginnings() {
    #expect(Redaction.redacted(Text("X-Amz-Signature=\(Self.signature)")) == "X-Amz-Signature=5a09f3c1…")
    #expect(Redaction.redacted(Text("secret=\(Self.secret)&a=b")) == "secret=<redacted>&a=b")
    #expect(Redaction.redacted("https://u:pw@h/?a") == "https://u:<redacted>@h/?a")
    #expect(Redaction.signature("short") == "short" && Redaction.signature("12345%2Fabcdefgh") == "12345%2F…")
  }

  @Test(
    "texts of 64 KiB that a scan could read again and again end in time", .timeLimit(.minutes(60)),
    arguments: [
      "authorization: AWS4-", "authorization: ", "signature ", "signature=", "\"signature\",\"",
      "x-amz-signature\"\r\n",
      "://u:p@", "://", "%2525", "&#x2d;", "\\u002d", "/a", "Aa1/", "eyJ.", "\"'`\\", "value", "bearer a",
    ])
  func linear(part: String) {
    let text = Text(String(repeating: part, count: (1 << 16) / part.utf8.count))
    let shown = Redaction.redacted(text)
    #expect(shown.bytes.count <= 2 * text.bytes.count)
    #expect(Redaction.message(text.string).utf8.count < 4 * 2010)
  }
}

@Suite("Known secrets are not shown")
struct KnownSecretTests {
  private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLE%2FKEY"

  private static var bytes: [UInt8] { Array(secret.utf8) }

  private static func escaped(_ escape: (UInt8) -> String) -> String { bytes.map(escape).joined() }

  private static func digits(_ byte: UInt8, _ upper: Bool = false) -> String {
    let text = String(byte, radix: 16, uppercase: upper)
    return text.count == 1 ? "0" + text : text
  }

  static let allForms: [String] = [
    secret, String(secret.reversed()), escaped { digits($0) }, escaped { digits($0, true) },
    escaped { "%" + digits($0) }, escaped { "%" + digits($0, true) }, escaped { "%25" + digits($0) },
    escaped { "%2525" + digits($0) }, escaped { "\\u00" + digits($0) }, escaped { "\\x" + digits($0) },
    escaped { "&#\($0);" }, escaped { "&#x\(digits($0));" }, escaped { "&#x00\(digits($0, true));" },
    secret.replacing("/", with: "\\/"), secret.replacing("/", with: "%2F"), secret.replacing("+", with: "%2b"),
    secret.replacing("%", with: "%25").replacing("/", with: "%2F"),
  ]

  @Test("in every form that is promised", arguments: allForms)
  func forms(text: String) {
    let redaction = Redaction([Text(Self.secret)])
    #expect(redaction.apply(to: "before \(text) after") == "before <redacted> after")
    #expect(redaction.apply(to: text) == "<redacted>")
  }

  @Test("in Base64 of both alphabets, also within something longer", arguments: 0..<6)
  func base64(offset: Int) {
    // `?` and `~` give `/` and `+` in Base64.
    let secret = "a?b~~~c???d>>>e~?~?secret"
    let text = Data(String(repeating: "x", count: offset).utf8 + Array(secret.utf8) + "yyyy".utf8).base64EncodedString()
    let redaction = Redaction([Text(secret)])
    let urlSafe = String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    let encoded = text.map { $0 == "/" ? "%2F" : String($0) }.joined()
    for form in [text, urlSafe, encoded] {
      let shown = redaction.apply(to: form)
      #expect(shown.contains("<redacted>") && shown.utf8.count < 10 + 4 * (offset + 4), "\(shown)")
    }
  }

  @Test("other texts are not changed, and short secrets do not hide every text")
  func others() {
    let redaction = Redaction([Text(Self.secret), "a", "short", ""])
    for text in ["a short text", String(Self.secret.dropLast()), "%", "\\", "&#", "&#x77", "%7", "\\u007", ""] {
      #expect(redaction.apply(to: text) == text)
    }
    #expect(Redaction().apply(to: Self.secret) == Self.secret)
    #expect(redaction.apply(to: Self.secret + Self.secret) == "<redacted><redacted>")
  }

  @Test("a longer secret is hidden whole, although a shorter one begins it")
  func overlapping() {
    #expect(Redaction(["secret-1", "secret-1-and-2"]).apply(to: "secret-1-and-2 secret-1") == "<redacted> <redacted>")
  }

  @Test(
    "64 KiB that begin like the secret everywhere end in time", .timeLimit(.minutes(60)),
    arguments: [String(secret.dropLast()), "%77", "%25", "%252525", "w", "&#119;", "\\"])
  func linear(part: String) {
    let redaction = Redaction((0..<20).map { Text(Self.secret + "\($0)") })
    let text = String(repeating: part, count: (1 << 16) / part.utf8.count)
    #expect(redaction.apply(to: text) == text)
  }
}
