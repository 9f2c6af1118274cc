import AdapterProtocol
import VideoSpec

/// A model of a recorder in a few lines: what the database should hold, and the outcome of each move.
///
/// It knows no database, transactions or kills. A fault comes before the commit, and nothing happens, or after it.
struct RecordingModel {
  static let formSeconds = 300
  static let sweepSeconds = 3600
  static let limit = 90_000_000

  struct Upload {
    var record: RecordedUpload
    var formEnd: Int
    var looks = 0
    var recorded = 0
    var validated: Text?
  }

  /// The outcome of a move.
  enum Outcome: Equatable {
    case accepted
    /// Rejected with a code.
    case rejected(String)
    case killed
  }

  var now = 1_767_323_045
  private(set) var uploads: [Upload] = []
  /// The looks that can still be recorded.
  private(set) var looks: [(upload: Int, number: Int, object: StoredObjectModel)] = []

  var records: [RecordedUpload] { uploads.map(\.record) }

  private static func outcome(of fault: RecordingFault, isCommitted: Bool) -> Outcome {
    switch fault.kind {
    case .kill: .killed
    case _ where isCommitted: .rejected("OutcomeUnknown")
    case .error: .rejected("RecordingFailed")
    case .constraint: .rejected("Taken")
    case .busy: .rejected("Busy")
    }
  }

  /// Whether a step with a fault takes effect, and its outcome; nil if the step never reaches the fault's point.
  private static func effect(
    _ fault: RecordingFault?, among points: [RecordingPoint]
  ) -> (isDone: Bool, outcome: Outcome)? {
    guard let fault, fault.occurrence == 1, points.contains(fault.point) else { return nil }
    let isDone = fault.point == .afterCommit
    return (isDone, outcome(of: fault, isCommitted: isDone))
  }

  private static let beginPoints: [RecordingPoint] = [.beginChecked, .beginWritten, .beforeCommit, .afterCommit]
  private static let recordPoints: [RecordingPoint] = [.recordChecked, .recordWritten, .beforeCommit, .afterCommit]

  /// - Parameters:
  ///   - user: The user, or nil for an invalid session.
  ///   - duration: The duration, or nil for an invalid one.
  mutating func begin(user: Text?, question: Int, duration: Double?, fault: RecordingFault?) -> Outcome {
    guard let duration else { return .rejected("DurationInvalid") }
    guard let user else { return .rejected("SessionInvalid") }
    guard question == 7 else { return .rejected("QuestionUnknown") }
    let effect = Self.effect(fault, among: Self.beginPoints)
    if effect?.isDone ?? true {
      uploads.append(
        Upload(
          record: RecordedUpload(user: user, question: question, duration: duration, status: .processing),
          formEnd: now + Self.formSeconds))
    }
    return effect?.outcome ?? .accepted
  }

  mutating func look(_ upload: Int, user: Text?, object: StoredObjectModel) -> Outcome {
    guard let user else { return .rejected("SessionInvalid") }
    guard uploads.indices.contains(upload), uploads[upload].record.user == user else {
      return .rejected("UploadUnknown")
    }
    uploads[upload].looks += 1
    if let code = object.rejection { return .rejected(code) }
    looks.append((upload, uploads[upload].looks, object))
    return .accepted
  }

  mutating func complete(
    _ upload: Int, user: Text?, object: StoredObjectModel, fault: RecordingFault?
  ) -> Outcome {
    let looked = look(upload, user: user, object: object)
    guard looked == .accepted else { return looked }
    let look = looks.removeLast()
    return record(upload, look.number, object, fault)
  }

  mutating func record(look index: Int, fault: RecordingFault?) -> Outcome {
    let look = looks[index]
    return record(look.upload, look.number, look.object, fault)
  }

  private mutating func record(
    _ index: Int, _ number: Int, _ object: StoredObjectModel, _ fault: RecordingFault?
  ) -> Outcome {
    let isLate = uploads[index].recorded > number
    let effect = Self.effect(fault, among: isLate ? [.beforeCommit, .afterCommit] : Self.recordPoints)
    if !isLate, effect?.isDone ?? true { uploads[index].decide(on: object, number: number) }
    return effect?.outcome ?? .accepted
  }

  /// - Parameter fault: A fault of the n-th upload that reaches its point.
  mutating func sweep(_ objects: [StoredObjectModel], fault: RecordingFault?) -> Outcome {
    var occurrence = 0
    for index in uploads.indices
    where uploads[index].record.status == .processing && uploads[index].formEnd + Self.sweepSeconds <= now {
      uploads[index].looks += 1
      let object = objects.isEmpty ? .missing : objects[index % objects.count]
      guard object.rejection == nil else { continue }
      var single: RecordingFault?
      if let fault, Self.recordPoints.contains(fault.point) {
        occurrence += 1
        if occurrence == fault.occurrence { single = RecordingFault(point: fault.point, kind: fault.kind) }
      }
      let outcome = record(index, uploads[index].looks, object, single)
      if outcome != .accepted { return outcome }
    }
    return .accepted
  }
}

extension RecordingModel.Upload {
  fileprivate mutating func decide(on object: StoredObjectModel, number: Int) {
    recorded = number
    let isReplaced = validated != nil && object.etag != validated
    let isAccepted = object.isAllowed && !isReplaced
    record.status = isAccepted ? .completed : .failed
    guard validated == nil else { return }
    (record.size, record.mediaType, record.etag) = (object.size, object.mediaType, object.etag)
    if isAccepted { validated = object.etag }
  }
}

/// The kinds of objects and responses that make a difference.
enum StoredObjectModel: CaseIterable {
  case good, other, missing, empty, atLimit, tooLarge, wrongType, noType, forbidden, unavailable

  var size: Int? {
    switch self {
    case .good, .other, .wrongType, .noType: 5
    case .empty: 0
    case .atLimit: RecordingModel.limit
    case .tooLarge: RecordingModel.limit + 1
    case .missing, .forbidden, .unavailable: nil
    }
  }

  var etag: Text? { size == nil ? nil : self == .good ? "\"a\"" : "\"\(self)\"" }

  var mediaType: Text? {
    switch self {
    case .wrongType: "video/webmx"
    case .noType, .missing, .forbidden, .unavailable: nil
    default: "video/webm"
    }
  }

  var isAllowed: Bool { [.good, .other, .atLimit].contains(self) }

  var rejection: String? {
    switch self {
    case .forbidden: "StoreForbidden"
    case .unavailable: "StoreUnavailable"
    default: nil
    }
  }

  var answer: StoreResponse {
    switch self {
    case .missing: return .missing
    case .forbidden: return .responded(status: 403, headers: [])
    case .unavailable: return .unreachable
    default:
      var headers = [HeaderField("ETag", etag ?? ""), HeaderField("Content-Length", "\(size ?? 0)")]
      if let mediaType { headers.append(HeaderField("Content-Type", mediaType + ";codecs=vp9")) }
      return .responded(status: 200, headers: headers)
    }
  }
}
