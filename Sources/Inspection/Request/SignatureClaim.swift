import ReferenceImpl
import VideoSpec

/// What a request states about its signature: credential, date, signed headers and so on.
///
/// Unlike the verifier's `ClaimedSignature`, which rejects malformed values, it keeps whatever is there.
struct SignatureClaim {
  var place: ClaimedSignature.Place
  var algorithm: Text
  var accessKeyID: Text
  /// The part of the credential after the access key, unchanged.
  var scope: Text
  var day: Text
  var region: Text
  var service: Text
  var date: Text
  var expires: Text?
  /// The signed headers as they are listed.
  let signedHeaders: [Text]
  /// The names of the signed headers in lower case.
  let signedNames: Set<Text>
  var signature: Text
  var token: Text?

  /// Nil if the request has no signature of Signature Version 4.
  init?(_ parts: RequestParts) {
    if let signature = parts.value("X-Amz-Signature") {
      self.init(
        .query, credential: parts.value("X-Amz-Credential") ?? "",
        signedHeaders: parts.value("X-Amz-SignedHeaders") ?? "",
        signature: signature)
      algorithm = parts.value("X-Amz-Algorithm") ?? ""
      date = parts.value("X-Amz-Date") ?? ""
      expires = parts.value("X-Amz-Expires")
      token = parts.value("X-Amz-Security-Token")
    } else if let authorization = parts.header("authorization"), authorization.hasPrefix("AWS4-"),
      let (algorithm, rest) = authorization.splitOnce(at: 0x20)
    {
      var values: [Text: Text] = [:]
      for part in rest.bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == 0x20 }) {
        if let (name, value) = Text(part).splitOnce(at: UInt8(ascii: "=")) { values[name] = value }
      }
      self.init(
        .header, credential: values["Credential"] ?? "", signedHeaders: values["SignedHeaders"] ?? "",
        signature: values["Signature"] ?? "")
      self.algorithm = algorithm
      date = parts.header("x-amz-date") ?? parts.header("date") ?? ""
      token = parts.header("x-amz-security-token")
    } else {
      return nil
    }
  }

  init(_ place: ClaimedSignature.Place, credential: Text, signedHeaders: Text, signature: Text) {
    self.place = place
    let parts = credential.split(at: UInt8(ascii: "/"))
    let last = parts.suffix(4)
    let isWhole = parts.count >= 5
    accessKeyID = isWhole ? Text(parts.dropLast(4).map(\.bytes).joined(separator: [0x2F])) : parts[0]
    scope = Text((isWhole ? Array(last) : Array(parts.dropFirst())).map(\.bytes).joined(separator: [0x2F]))
    day = isWhole ? last[last.startIndex] : ""
    region = isWhole ? last[last.startIndex + 1] : ""
    service = isWhole ? last[last.startIndex + 2] : ""
    algorithm = Text(SigningAlgorithm.v4.rawValue)
    date = ""
    self.signedHeaders = signedHeaders.isEmpty ? [] : signedHeaders.split(at: UInt8(ascii: ";"))
    signedNames = Set(self.signedHeaders.map(\.lowercased))
    self.signature = signature
  }

  /// Whether the access key belongs to temporary credentials of AWS.
  var isTemporary: Bool { accessKeyID.hasPrefix("ASIA") }

  /// Whether the access key belongs to an IAM user, who has no session token.
  var isOfUser: Bool { accessKeyID.hasPrefix("AKIA") }
}
