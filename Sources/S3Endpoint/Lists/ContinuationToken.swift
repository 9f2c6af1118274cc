import ReferenceImpl
import VideoSpec

/// The token with which a list goes on: the last key or common prefix of the page before.
///
/// A client is not meant to read it. A check value tells a token of ours from any other text, such as a key (STO-124).
struct ContinuationToken {
  let last: Text

  init(last: Text) { self.last = last }

  /// Reads a token.
  ///
  /// - Parameter bucket: The bucket that is listed: the token of another one is refused.
  /// - Throws: ``S3Refusal``, InvalidArgument.
  init(_ text: Text, bucket: Text, checks: EndpointChecks) throws(S3Refusal) {
    let bytes = Base64.decode(text.bytes) ?? []
    let last = Text(bytes.dropFirst(ContinuationToken.checkSize))
    if !bytes.isEmpty, !last.isEmpty, ContinuationToken(last: last).text(bucket: bucket) == text {
      self.last = last
    } else if checks.performs(.continuationToken) {
      throw S3Refusal(
        .invalidArgument, 400, "The continuation token provided is incorrect", .continuationToken,
        field: "continuation-token", details: [Field("ArgumentName", "continuation-token")])
    } else {
      self.last = text
    }
  }

  private static let checkSize = 8

  func text(bucket: Text) -> Text {
    let check = SHA256.digest(of: bucket.bytes + [0] + last.bytes).bytes.prefix(ContinuationToken.checkSize)
    return Text(bytes: Base64.encode(check + last.bytes))
  }
}
