/// The form of a chunked body: signed or unsigned chunks, with or without a trailer.
public enum ChunkMode: String, Sendable {
  case signed
  case signedTrailer = "signed-trailer"
  case unsignedTrailer = "unsigned-trailer"
}
