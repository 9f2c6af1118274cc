import AdapterProtocol
import Gate
import VideoSpec

// A signature scheme that is none, with SigV4's outer form: enough to judge, and no cryptography in the gate's own tests.

/// Recomputes what ``FakeSigner`` signs.
struct FakeOracle: SignatureOracle {
  var accepts: @Sendable (Bool) -> Bool = { $0 }
  /// The mistake that it finds in every wrong signature.
  var mistake: ExplainedMistake?
  /// The gate looks for the SHA-256 of two known texts; this is no SHA-256, so it knows them.
  func sha256(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.isEmpty { return Hex.bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") }
    if bytes == Array("abc".utf8) {
      return Hex.bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
    return (0..<4).flatMap { seed in
      let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 &+ UInt64(seed)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
    }
  }

  func examine(_ request: ReceivedRequest, for input: SigningInput) throws(Rejection) -> SignatureExamination {
    let stated = try FakeStatement(request)
    let (canonical, toSign, signature) = sign(stated, request, secret: input.credentials.secretAccessKey)
    return SignatureExamination(
      algorithm: stated.algorithm, accessKeyID: stated.accessKeyID, scope: stated.scope, date: stated.date,
      signedHeaders: stated.signedHeaders, payloadHash: stated.payloadHash(request, input, self),
      canonicalRequest: canonical, stringToSign: toSign, signature: stated.signature,
      isGood: accepts(signature == stated.signature.lowercased))
  }

  func mistake(
    in request: ReceivedRequest, for input: SigningInput, suspecting suspect: RequirementID
  ) -> ExplainedMistake? { mistake }

  /// The fake signature of a policy is the hash of its Base64 text and the secret.
  func examine(form fields: [HeaderField], credentials: Credentials, region: Text, service: Text) throws(Rejection) {
    func value(_ name: Text) -> Text { fields.first { $0.name.lowercased == name }?.value ?? "" }
    let right = Hex.text(sha256(value("policy").bytes + credentials.secretAccessKey.withBytes { $0 }))
    guard accepts(value("x-amz-signature") == right) else {
      throw Rejection(ErrorCode("SignatureDoesNotMatch"), status: 403, "wrong")
    }
  }

  func sign(_ stated: FakeStatement, _ request: ReceivedRequest, secret: Secret) -> (Text, Text, Text) {
    let unsigned = FakeStatement.withoutSignature(request.target)
    let headers = stated.signedHeaders.map { name -> Text in
      let values = request.headers.filter { $0.name.lowercased == name }.map(\.value.string)
      return Text("\(name):\(values.joined(separator: ","))\n")
    }
    let names = stated.signedHeaders.map(\.string).joined(separator: ";")
    let canonical = Text("\(request.method)\n\(unsigned)\n\(headers.map(\.string).joined())\n\(names)")
    let toSign = Text("\(stated.algorithm)\n\(stated.date)\n\(stated.scope)\n\(Hex.text(sha256(canonical.bytes)))")
    return (canonical, toSign, Hex.text(sha256(toSign.bytes + secret.withBytes { $0 })))
  }
}

/// What a signed request says of itself.
struct FakeStatement {
  var algorithm: Text
  var accessKeyID: Text
  var scope: Text
  var date: Text
  var signedHeaders: [Text]
  var signature: Text

  init(algorithm: Text, accessKeyID: Text, scope: Text, date: Text, signedHeaders: [Text], signature: Text = "") {
    self.algorithm = algorithm
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.date = date
    self.signedHeaders = signedHeaders
    self.signature = signature
  }

  init(_ request: ReceivedRequest) throws(Rejection) {
    var credential: Text
    if let value = request.headers.first(where: { $0.name.lowercased == "authorization" })?.value {
      guard let parts = value.splitOnce(at: 0x20) else { throw Rejection("Malformed", "no parts") }
      var values: [Text: Text] = [:]
      for part in parts.tail.split(at: UInt8(ascii: ",")) {
        guard let pair = Text(part.bytes.drop { $0 == 0x20 }).splitOnce(at: UInt8(ascii: "=")) else { continue }
        values[pair.head] = pair.tail
      }
      algorithm = parts.head
      credential = values["Credential"] ?? ""
      date = request.headers.first { $0.name.lowercased == "x-amz-date" }?.value ?? ""
      signedHeaders = (values["SignedHeaders"] ?? "").split(at: UInt8(ascii: ";"))
      signature = values["Signature"] ?? ""
    } else {
      guard let query = request.target.splitOnce(at: UInt8(ascii: "?"))?.tail else { throw Rejection("Unsigned", "") }
      var values: [Text: Text] = [:]
      for pair in query.split(at: UInt8(ascii: "&")).compactMap({ $0.splitOnce(at: UInt8(ascii: "=")) }) {
        values[pair.head] = pair.tail
      }
      algorithm = values["X-Amz-Algorithm"] ?? ""
      credential = values["X-Amz-Credential"] ?? ""
      date = values["X-Amz-Date"] ?? ""
      signedHeaders = (values["X-Amz-SignedHeaders"] ?? "").split(at: UInt8(ascii: ";"))
      signature = values["X-Amz-Signature"] ?? ""
    }
    guard let parts = credential.splitOnce(at: UInt8(ascii: "/")) else {
      throw Rejection("Malformed", "the credential")
    }
    (accessKeyID, scope) = (parts.head, parts.tail)
  }

  func payloadHash(_ request: ReceivedRequest, _ input: SigningInput, _ oracle: FakeOracle) -> Text {
    request.headers.first { $0.name.lowercased == "x-amz-content-sha256" }?.value
      ?? (input.isS3 ? "UNSIGNED-PAYLOAD" : Hex.text(oracle.sha256(request.body.bytes)))
  }

  static func withoutSignature(_ target: Text) -> Text {
    guard let parts = target.splitOnce(at: UInt8(ascii: "?")) else { return target }
    let kept = parts.tail.split(at: UInt8(ascii: "&")).filter { !$0.hasPrefix("X-Amz-Signature=") }
    return Text("\(parts.head)?\(kept.map(\.string).joined(separator: "&"))")
  }
}

extension Rejection {
  fileprivate init(_ code: String, _ message: String) { self.init(ErrorCode(code), message) }
}

enum Hex {
  static func text(_ bytes: [UInt8]) -> Text {
    Text(bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
  }

  static func bytes(_ digits: String) -> [UInt8] {
    let digits = Array(digits.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16)
    }
  }
}
