import AdapterProtocol
import VideoSpec

extension JudgedOutput {
  /// Checks the output of `key.generate`: the key itself, or only its form if the implementation uses its own randomness.
  func checkKey(layout: StorageKey.Layout) throws(Failure) {
    guard hasOwnRandom, layout == .recording,
      let expected = expected?["key"].flatMap({ Text(protocolForm: $0) })
    else { return try checkText("key") }
    let key = try text("key")
    func parts(_ key: Text) -> (folder: [Text], uuid: Text, ending: Text)? {
      let segments = key.split(at: UInt8(ascii: "/"))
      guard let (uuid, ending) = segments.last?.splitOnce(at: UInt8(ascii: ".")) else { return nil }
      return (Array(segments.dropLast()), uuid, ending)
    }
    guard let wanted = parts(expected), let given = parts(key), wanted.folder == given.folder,
      wanted.ending == given.ending, given.uuid.isRandomUUID
    else {
      throw Failure(
        "the key does not have the form of a recording's key",
        divergence: Divergence(step: "key", expected: expected, observed: key))
    }
  }
}
