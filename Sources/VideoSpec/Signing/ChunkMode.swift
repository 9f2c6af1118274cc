/// How a chunked body is signed.
public enum ChunkMode: String, Sendable {
  case signed
  case signedTrailer = "signed-trailer"
  case unsignedTrailer = "unsigned-trailer"
}
