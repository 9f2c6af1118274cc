import AdapterProtocol
import VideoSpec

/// What a recorder's database holds, held against what it may hold.
struct ScenarioState {
  private let uploads: [RecordedUpload]

  /// Reads the output of `record.dump`.
  init(_ output: JSONValue) throws(Failure) {
    do throws(InputError) {
      uploads = try InputReader(output).readers("uploads").map { reader throws(InputError) in
        try RecordedUpload(reader)
      }
    } catch { throw Failure("the dump cannot be read: \(error)") }
  }

  /// The names, with those added that a state gives to uploads nobody was told of.
  ///
  /// - Throws: ``Failure`` when the uploads are none of the states: with the first difference to the first of them.
  func matching(_ states: [[ExpectedUpload]], _ names: ScenarioNames) throws(Failure) -> ScenarioNames {
    var first: Failure?
    for state in states {
      do throws(Failure) { return try matching(state, names) } catch { first = first ?? error }
    }
    throw first ?? Failure("no state is allowed")
  }

  private func matching(_ state: [ExpectedUpload], _ names: ScenarioNames) throws(Failure) -> ScenarioNames {
    var names = names
    for upload in uploads {
      guard let id = upload.externalID, upload.status != nil else {
        throw difference("there is a video without an answer", state)
      }
      guard upload.key != nil else { throw difference("the answer \(id) has no video", state) }
    }
    guard uploads.count == state.count else {
      throw difference("there are \(uploads.count) uploads, and not \(state.count)", state)
    }
    // First those whose id is known, then the others by what is recorded of them: there is no order among uploads.
    var rest = uploads
    for expected in state {
      guard let id = names.uploads[expected.name]?.externalID else { continue }
      guard let index = rest.firstIndex(where: { $0.externalID == id }) else {
        throw difference("\(expected.name) is not there", state)
      }
      let upload = rest.remove(at: index)
      guard names.uploads[expected.name]?.key ?? upload.key == upload.key else {
        throw difference("\(expected.name) is recorded with another key than its form has", state)
      }
      guard upload == expected.record(of: upload) else {
        throw difference("\(expected.name) is recorded otherwise", state)
      }
      names.uploads[expected.name] = .init(externalID: upload.externalID, key: upload.key)
    }
    for expected in state where names.uploads[expected.name]?.externalID == nil {
      guard let index = rest.firstIndex(where: { $0 == expected.record(of: $0) }) else {
        throw difference("\(expected.name) is recorded otherwise", state)
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
    // Without ids, by their names: those that are there in the order of the state, where their ids are known.
    let expected = state.enumerated().map { index, row in
      row.record(
        of: uploads.indices.contains(index) ? uploads[index] : RecordedUpload(externalID: row.name, key: "(any)"))
    }
    return Failure(
      reason, divergence: Divergence(step: "uploads", expected: lines(expected), observed: lines(uploads)))
  }

  /// The members of a step's output that the case tells; `violations` as a set.
  static func check(_ output: JSONValue, against wanted: JSONValue) throws(Failure) {
    for member in wanted.object?.members ?? [] {
      let observed = output[member.name]
      let isEqual =
        member.name == "violations"
        ? observed?.array.map(Set.init) == member.value.array.map(Set.init) : observed == member.value
      guard isEqual else {
        throw Failure(
          "\"\(member.name)\" is not what the case expects",
          divergence: Divergence(
            step: member.name.string, expected: Text(member.value.line), observed: Text((observed ?? .null).line)))
      }
    }
    for name in ["size", "mediaType", "etag"] as [Text] where wanted[name] == nil && output[name] != nil {
      guard wanted["status"]?.text == nil || wanted["violations"] == nil else {
        throw Failure("\"\(name)\" is given where there is none")
      }
    }
  }
}
