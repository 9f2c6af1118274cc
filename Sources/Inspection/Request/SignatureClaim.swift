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
  /// The session token; that of `CreateSession` has a parameter or header of its own (SIG-056).
  var token: Text?
  /// The parameter or header of the token, in lower case.
  var tokenName: Text = "x-amz-security-token"

  /// Nil if the request has no signature of Signature Version 4.
  init?(_ parts: RequestParts) {
    if let signature = parts.value("X-Amz-Signature") {
      let algorithm = parts.value("X-Amz-Algorithm") ?? ""
      self.init(
        .query, algorithm: algorithm, credential: parts.value("X-Amz-Credential") ?? "",
        signedHeaders: parts.value("X-Amz-SignedHeaders") ?? "",
        signature: signature)
      date = parts.value("X-Amz-Date") ?? ""
      expires = parts.value("X-Amz-Expires")
      token = parts.value("X-Amz-Security-Token")
      if token == nil, let session = parts.amzParameters[Self.sessionTokenName] {
        (token, tokenName) = (session, Self.sessionTokenName)
      }
    } else if let authorization = parts.header("authorization"), authorization.hasPrefix("AWS4-"),
      let (algorithm, rest) = authorization.splitOnce(at: 0x20)
    {
      var values: [Text: Text] = [:]
      for part in rest.bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == 0x20 }) {
        if let (name, value) = Text(part).splitOnce(at: UInt8(ascii: "=")) { values[name] = value }
      }
      self.init(
        .header, algorithm: algorithm, credential: values["Credential"] ?? "",
        signedHeaders: values["SignedHeaders"] ?? "", signature: values["Signature"] ?? "")
      date = parts.header("x-amz-date") ?? parts.header("date").map { Self.basic($0) ?? $0 } ?? ""
      token = parts.header("x-amz-security-token")
      if token == nil, let session = parts.header(Self.sessionTokenName) {
        (token, tokenName) = (session, Self.sessionTokenName)
      }
    } else {
      return nil
    }
  }

  init(
    _ place: ClaimedSignature.Place, algorithm: Text = Text(SigningAlgorithm.v4.rawValue), credential: Text,
    signedHeaders: Text, signature: Text
  ) {
    self.place = place
    self.algorithm = algorithm
    // The scope of SigV4a has no region (SIG-142).
    let hasRegion = SigningAlgorithm(rawValue: algorithm.string) != .v4a
    let count = hasRegion ? 4 : 3
    let parts = credential.split(at: UInt8(ascii: "/"))
    let last = Array(parts.suffix(count))
    let isWhole = parts.count > count
    accessKeyID = isWhole ? Text(parts.dropLast(count).map(\.bytes).joined(separator: [0x2F])) : parts[0]
    scope = Text((isWhole ? last : Array(parts.dropFirst())).map(\.bytes).joined(separator: [0x2F]))
    day = isWhole ? last[0] : ""
    region = isWhole && hasRegion ? last[1] : ""
    service = isWhole ? last[count - 2] : ""
    date = ""
    self.signedHeaders = signedHeaders.isEmpty ? [] : signedHeaders.split(at: UInt8(ascii: ";"))
    signedNames = Set(self.signedHeaders.map(\.lowercased))
    self.signature = signature
  }

  /// The parameter or header with the session token of a directory bucket.
  private static let sessionTokenName: Text = "x-amz-s3session-token"

  private static let months: [Text] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// The time of a `Date` header, such as `Fri, 02 Jan 2026 03:04:05 GMT`, in the format of `X-Amz-Date`.
  private static func basic(_ date: Text) -> Text? {
    let parts = date.lowercased.split(at: 0x20)
    guard parts.count == 6, parts[5] == "gmt", let month = months.firstIndex(of: parts[2]) else { return nil }
    let number: Text = month < 9 ? Text("0\(month + 1)") : Text("\(month + 1)")
    return parts[3] + number + parts[1] + "T" + parts[4].replacing(":", with: "") + "Z"
  }

  /// Whether the signature is that of SigV4a.
  var isAsymmetric: Bool { SigningAlgorithm(rawValue: algorithm.string) == .v4a }

  /// Whether the access key belongs to temporary credentials of AWS.
  var isTemporary: Bool { accessKeyID.hasPrefix("ASIA") }

  /// Whether the access key belongs to an IAM user, who has no session token.
  var isOfUser: Bool { accessKeyID.hasPrefix("AKIA") }
}
