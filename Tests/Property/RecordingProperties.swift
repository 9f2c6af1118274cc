import AdapterProtocol
import Foundation
import ReferenceAdapter
import Rehearsal
import Testing
import VideoSpec

/// A move in a game between a recorder and its model.
enum RecordingMove {
  /// Users 0 and 1 have a session, user 2 has an expired one, and user 3 has none.
  case begin(user: Int, question: Int, duration: Text, fault: RecordingFault?)
  case complete(upload: Int, user: Int, object: StoredObjectModel, fault: RecordingFault?)
  case look(upload: Int, user: Int, object: StoredObjectModel)
  case record(look: Int, fault: RecordingFault?)
  case sweep([StoredObjectModel], fault: RecordingFault?)
  case wait(Int)
  case restart
}

extension Choices {
  /// Most moves succeed, so that games go far. Looks are often recorded in another order, and waits end at limits.
  fileprivate mutating func move() -> RecordingMove {
    let user = oneIn(8) ? pick([1, 2, 3]) : 0
    let object = oneIn(2) ? pick(StoredObjectModel.allCases) : .good
    let upload = next(below: 3)
    switch next(below: 12) {
    case 0, 1:
      let duration = oneIn(6) ? pick(["0", "600", "600.5", "-1", "NaN", "1e3"]) : "12.5"
      return .begin(user: user, question: oneIn(10) ? 8 : 7, duration: Text(duration), fault: fault())
    case 2, 3: return .complete(upload: upload, user: user, object: object, fault: fault())
    case 4, 5: return .look(upload: upload, user: user, object: object)
    case 6, 7: return .record(look: next(below: 4), fault: fault())
    case 8, 9: return .sweep(array(upTo: 2) { $0.pick(StoredObjectModel.allCases) }, fault: fault())
    case 10: return .wait(pick([3900, 3899, 1, 300, 86_400]))
    default: return .restart
    }
  }

  private mutating func fault() -> RecordingFault? {
    guard oneIn(4) else { return nil }
    return RecordingFault(
      point: pick(RecordingPoint.allCases), occurrence: pick([1, 1, 2]),
      kind: pick([.error, .constraint, .busy, .kill]))
  }
}

@Suite("Property: recording")
struct RecordingProperties {
  @Test(
    "after any sequence of steps, faults, kills and restarts, the database holds what the model holds",
    arguments: [RecordingEngine.sqlite, .memory()])
  func model(engine: RecordingEngine) {
    forAll(150) { choices in
      choices.array(upTo: 30) { $0.move() }
    } holds: { moves in
      var game = try RecordingGame(engine)
      for move in moves where try !game.play(move) { return false }
      return true
    }
  }
}

/// The reference behind the protocol, next to the model.
private struct RecordingGame {
  private var reference: ReferenceImplementation
  private var model = RecordingModel()
  private let directory: TemporaryDirectory
  /// The external IDs and keys of the model's uploads, in order.
  private var names: [(id: JSONValue, key: JSONValue)] = []
  private var looks: [Text] = []
  private var random = 0

  init(_ engine: RecordingEngine) throws {
    reference = ReferenceImplementation(engine: engine)
    directory = try TemporaryDirectory()
    try open()
  }

  private mutating func open() throws {
    let far: JSONValue = "2099-01-01T00:00:00Z"
    let setup: JSONValue = [
      "state": JSONValue(directory.path), "users": ["u_0", "u_1"], "questions": [7],
      "sessions": [
        ["token": "s-0", "user": "u_0", "expires": far], ["token": "s-1", "user": "u_1", "expires": far],
        ["token": "s-2", "user": "u_0", "expires": "2026-01-01T00:00:00Z"],
      ],
      "limits": ["bucket": "video-uploads-example", "maximumSize": "90000000", "mediaType": "video/webm"],
      "maximumDuration": "600", "formSeconds": "300", "sweepSeconds": "3600", "origins": ["https://app.example.com"],
      "credentials": ["accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "secret"], "region": "eu-west-1",
      "style": "regional",
    ]
    guard case .output = perform(.recordOpen, setup) else { throw Unplayable() }
  }

  private struct Unplayable: Error {}

  private mutating func perform(_ call: Call, _ input: JSONValue) -> Observation.Outcome {
    random += 1
    let bytes = (0..<32).map { UInt8(truncatingIfNeeded: random &* 31 &+ $0 &* random) ^ UInt8($0) }
    guard let clock = Timestamp(exactly: model.now) else { return .error("the clock has run out") }
    return reference.perform(Run(call: call, clock: clock, random: bytes, input: input)).outcome
  }

  /// Returns whether the reference has the model's outcome and holds the same uploads afterwards.
  mutating func play(_ move: RecordingMove) throws -> Bool {
    switch move {
    case .wait(let seconds): model.now += seconds
    case .restart:
      reference.crash()
      try open()
    default:
      let (expected, observed) = try ask(move)
      guard observed == expected else { return false }
      if observed == .killed { try open() }
    }
    return try holdsTheSame()
  }

  private mutating func ask(_ move: RecordingMove) throws -> (RecordingModel.Outcome, RecordingModel.Outcome) {
    switch move {
    case .begin(let user, let question, let duration, let fault):
      let seconds = ["1": 1, "0": 0, "12.5": 12.5, "600": 600][duration.string]
      let expected = model.begin(
        user: user < 2 ? "u_\(user)" : nil, question: question, duration: seconds, fault: fault)
      let members: JSONObject = ["do": "begin", "question": JSONValue(question), "duration": .string(duration)]
      return (expected, step(members, by: user, fault: fault))
    case .complete(let upload, let user, let object, let fault):
      let expected = model.complete(upload, user: user < 2 ? "u_\(user)" : nil, object: object, fault: fault)
      return (expected, step(asking("complete", upload, object), by: user, fault: fault))
    case .look(let upload, let user, let object):
      let expected = model.look(upload, user: user < 2 ? "u_\(user)" : nil, object: object)
      var look: Text?
      let observed = step(asking("look", upload, object), by: user, fault: nil) { look = $0["look"]?.text }
      if let look { looks.append(look) }
      return (expected, observed)
    case .record(let look, let fault):
      guard !looks.isEmpty else { return (.accepted, .accepted) }
      let index = look % looks.count
      let expected = model.record(look: index, fault: fault)
      return (expected, step(["do": "record", "look": .string(looks[index])], by: nil, fault: fault))
    case .sweep(let objects, let fault):
      let expected = model.sweep(objects, fault: fault)
      let store = names.enumerated().map { index, name -> JSONValue in
        let object = objects.isEmpty ? StoredObjectModel.missing : objects[index % objects.count]
        return ["key": name.key, "head": object.answer.protocolForm]
      }
      return (expected, step(["do": "sweep", "store": .array(store)], by: nil, fault: fault))
    case .wait, .restart: return (.accepted, .accepted)
    }
  }

  private func asking(_ action: String, _ upload: Int, _ object: StoredObjectModel) -> JSONObject {
    guard names.indices.contains(upload) else {
      return ["do": JSONValue(action), "externalId": "00000000-0000-4000-8000-000000000000", "store": []]
    }
    return [
      "do": JSONValue(action), "externalId": names[upload].id,
      "store": [["key": names[upload].key, "head": object.answer.protocolForm]],
    ]
  }

  private mutating func step(
    _ members: JSONObject, by user: Int?, fault: RecordingFault?, output: (JSONValue) -> Void = { _ in }
  ) -> RecordingModel.Outcome {
    var members = members
    if let user {
      members["origin"] = "https://app.example.com"
      if user < 3 { members["session"] = JSONValue("s-\(user)") }
    }
    if let fault {
      members["fault"] = [
        "point": JSONValue(fault.point.rawValue), "occurrence": JSONValue(fault.occurrence),
        "kind": JSONValue(fault.kind.rawValue),
      ]
    }
    switch perform(.recordStep, .object(members)) {
    case .output(let value):
      output(value)
      return .accepted
    case .rejected(let rejection): return .rejected(rejection.code.rawValue)
    case .waiting: return .killed
    case .unsupported(let reason), .error(let reason): return .rejected(reason)
    }
  }

  private mutating func holdsTheSame() throws -> Bool {
    guard case .output(let output) = perform(.recordDump, [:]) else { return false }
    let uploads = try InputReader(output).readers("uploads").map { try RecordedUpload($0) }
    guard uploads.count == model.records.count else { return false }
    // An upload gets its names when it is first seen, and keeps them.
    for upload in uploads.dropFirst(names.count) {
      guard let id = upload.externalID, let key = upload.key else { return false }
      names.append((id.protocolForm, key.protocolForm))
    }
    return zip(uploads, zip(model.records, names)).allSatisfy { upload, expected in
      var record = expected.0
      record.externalID = Text(protocolForm: expected.1.id)
      record.key = Text(protocolForm: expected.1.key)
      return upload == record
    }
  }
}

/// A directory that is removed with the object.
private final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("recording-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
