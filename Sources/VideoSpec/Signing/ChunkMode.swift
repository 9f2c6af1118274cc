/// The way a chunked body is signed.
public enum ChunkMode: String, Sendable {
  /// Every chunk is signed (SIG-121).
  case signed
  /// Every chunk and the trailing headers are signed (SIG-126).
  case signedTrailer = "signed-trailer"
  /// Neither the chunks nor the trailing headers are signed (SIG-128).
  case unsignedTrailer = "unsigned-trailer"
}
