import VideoSpec

/// Verifies the signatures of chunks one after the other, each together with the one before it (SIG-121, SIG-141).
struct ChunkSignatures {
  private let key: SignatureKey
  private let algorithm: SigningAlgorithm
  private let time: Text
  private let scope: Text
  /// The last signature, which the next chunk signs. It is the seed's at first.
  private var previous: Text

  init(_ claim: ClaimedSignature, credentials: Credentials) {
    key = SignatureKey(claim, credentials: credentials)
    algorithm = claim.algorithm
    time = claim.time.basic
    scope = claim.scope.text
    previous = claim.signature
  }

  /// Returns whether the signature of a chunk is right. The next one has to sign it, whether it is right or not.
  ///
  /// - Parameters:
  ///   - chunk: The SHA-256 of the chunk's data.
  ///   - signature: The chunk's signature, or nil if it has none.
  mutating func verify(chunk: [UInt8], signature: Text?) -> Bool {
    verify(
      signature,
      of: ChunkText.payload(of: algorithm, time: time, scope: scope, previous: previous, hash: chunk))
  }

  /// Returns whether the signature of the trailing headers is right.
  mutating func verify(trailer: [HeaderField], signature: Text) -> Bool {
    verify(
      signature,
      of: ChunkText.trailer(of: algorithm, time: time, scope: scope, previous: previous, fields: trailer))
  }

  private mutating func verify(_ signature: Text?, of text: [UInt8]) -> Bool {
    guard let signature else { return false }
    // Signatures of SigV4a differ in length, so signers pad them to the length that they have announced.
    let bare = algorithm == .v4 ? signature : Text(signature.bytes.prefix { $0 != UInt8(ascii: "*") })
    previous = bare
    return key.verifies(bare, of: text)
  }
}
