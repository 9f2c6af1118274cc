import Synchronization
public import VideoSpec

/// What the benchmarks need to be compared with, and nobody else may do.
extension Recorder {
  /// Begins an upload without its form, as programs do that sign nothing; else as ``beginUpload(_:question:duration:at:random:)``.
  @_spi(Benchmarks) public func beginUnsigned(
    _ caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> Text {
    try begin(caller, question: question, duration: duration, at: time, random: random) { _ in
      PresignedPost(url: Text(), form: UploadForm())
    }.externalID
  }

  /// Commits without syncing, until the connection is opened anew: a loss of power then loses what was acknowledged (REC-065).
  @_spi(Benchmarks) public func commitWithoutSync() throws {
    try writer.withLock { try $0.database().execute("PRAGMA synchronous = NORMAL") }
  }
}
