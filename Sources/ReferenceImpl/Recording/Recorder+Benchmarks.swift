public import VideoSpec

extension Recorder {
  /// Begins an upload without a form, for comparison with programs that sign nothing.
  @_spi(Benchmarks) public func beginUnsignedUpload(
    by caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> Text {
    try begin(by: caller, question: question, seconds: Double(duration.string), at: time, random: random) { _, _, _ in
      PresignedPost(url: Text(), form: UploadForm())
    }.externalID
  }
}
