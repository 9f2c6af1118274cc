import AdapterProtocol
import VideoSpec

/// The uploads in a recorder's database, which are compared with the states that a case allows.
struct RecordedState {
  private let uploads: [RecordedUpload]

  /// Reads the output of `record.dump`.
  init(_ output: JSONValue) throws(Failure) {
    do throws(InputError) {
      uploads = try InputReader(output).readers("uploads").map { reader throws(InputError) in
        try RecordedUpload(reader)
      }
    } catch { throw Failure("the output of record.dump cannot be read: \(error.field) \(error.reason)") }
  }

  /// Compares the uploads with the allowed states. Returns the names, including those of uploads whose IDs no step returned.
  ///
  /// - Throws: ``Failure`` if the uploads match none of the states, with the first difference from the first state.
  func matching(_ states: [[ExpectedUpload]], _ names: RecordingScenarioNames) throws(Failure) -> RecordingScenarioNames
  {
    var first: Failure?
    for state in states {
      do throws(Failure) { return try matching(state, names) } catch { first = first ?? error }
    }
    throw first ?? Failure("the case allows no state")
  }

  private func matching(_ state: [ExpectedUpload], _ names: RecordingScenarioNames) throws(Failure)
    -> RecordingScenarioNames
  {
    var names = names
    for upload in uploads {
      guard let id = upload.externalID, upload.status != nil else {
        throw difference("a video has no answer", state)
      }
      guard upload.key != nil else { throw difference("the answer \(id) has no video", state) }
    }
    guard uploads.count == state.count else {
      throw difference("expected \(state.count) uploads, found \(uploads.count)", state)
    }
    // Uploads have no order: first match those with a known ID, then the others by their contents.
    var rest = uploads
    for expected in state {
      guard let id = names.uploads[expected.name]?.externalID else { continue }
      guard let index = rest.firstIndex(where: { $0.externalID == id }) else {
        throw difference("the upload \"\(expected.name)\" is missing", state)
      }
      let upload = rest.remove(at: index)
      guard names.uploads[expected.name]?.key ?? upload.key == upload.key else {
        throw difference(
          "the upload \"\(expected.name)\" is recorded with a key that differs from its form's key", state)
      }
      guard upload == expected.record(of: upload) else {
        throw difference("the upload \"\(expected.name)\" differs from the expected record", state)
      }
      names.uploads[expected.name] = .init(externalID: upload.externalID, key: upload.key)
    }
    for expected in state where names.uploads[expected.name]?.externalID == nil {
      guard let index = rest.firstIndex(where: { $0 == expected.record(of: $0) }) else {
        throw difference("the upload \"\(expected.name)\" differs from the expected record", state)
      }
      let upload = rest.remove(at: index)
      names.uploads[expected.name] = .init(externalID: upload.externalID, key: upload.key)
    }
    return names
  }

  private func difference(_ reason: String, _ state: [ExpectedUpload]) -> Failure {
    func lines(_ uploads: [RecordedUpload]) -> Text {
      Text(uploads.map { $0.protocolForm.line }.joined(separator: [0x0A]))
    }
    // Rows without a known ID are shown by name, in the order of the state.
    let expected = state.enumerated().map { index, row in
      row.record(
        of: uploads.indices.contains(index) ? uploads[index] : RecordedUpload(externalID: row.name, key: "(any)"))
    }
    return Failure(
      reason, divergence: Divergence(step: "uploads", expected: lines(expected), observed: lines(uploads)))
  }

  /// Checks the members of a step's output that the case has; `violations` as a set.
  static func check(_ output: JSONValue, against wanted: JSONValue) throws(Failure) {
    for member in wanted.object?.members ?? [] {
      let observed = output[member.name]
      let isEqual =
        member.name == "violations"
        ? observed?.array.map(Set.init) == member.value.array.map(Set.init) : observed == member.value
      guard isEqual else {
        throw Failure(
          "\"\(member.name)\" differs from the expected value",
          divergence: Divergence(
            step: member.name.string, expected: Text(member.value.line), observed: Text((observed ?? .null).line)))
      }
    }
    for name in ["size", "mediaType", "etag"] as [Text] where wanted[name] == nil && output[name] != nil {
      guard wanted["status"]?.text == nil || wanted["violations"] == nil else {
        throw Failure("unexpected \"\(name)\" in the output")
      }
    }
  }
}
