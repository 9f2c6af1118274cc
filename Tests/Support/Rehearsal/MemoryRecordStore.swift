package import ReferenceImpl
import Synchronization
package import VideoSpec

/// A record store in memory that commits with a single write: proof that the port needs no more of a database.
///
/// A body reads a draft and writes to it. The commit replaces the records with the draft.
package final class MemoryRecordStore: RecordStore {
  private let records = Mutex(Records())

  package init() {}

  package func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result {
    try records.withLock { records in
      let draft = Draft(records)
      let result = try body(draft)
      try reach(.beforeCommit)
      records = draft.records
      do { try reach(.afterCommit) } catch { throw RecordStoreError(.outcomeUnknown, "\(error)") }
      return result
    }
  }

  package func add(users: [Text], sessions: [NewSession], questions: [Int]) {
    records.withLock { records in
      records.users.formUnion(users)
      records.questions.formUnion(questions)
      for session in sessions where records.users.contains(session.user) && records.sessions[session.tokenHash] == nil {
        records.sessions[session.tokenHash] = StoredSession(user: .name(session.user), expires: session.expires)
      }
    }
  }

  package func removeSession(tokenHash: [UInt8]) { records.withLock { $0.sessions[tokenHash] = nil } }

  package func removeSessions(expiredBy time: Timestamp) {
    records.withLock { records in records.sessions = records.sessions.filter { $0.value.expires > time } }
  }

  package func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) -> Bool {
    records.withLock { records in
      if let lease = records.leases[name], lease.holder != holder, lease.end > time { return false }
      records.leases[name] = Lease(holder: holder, end: end)
      return true
    }
  }

  package func check() {}

  package func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) -> Text? {
    records.withLock { records in
      let start = records.uploads.firstIndex { $0.new.externalID == externalID }.map { $0 + 1 } ?? 0
      return records.uploads[start...].first {
        $0.recorded.result.status == .processing && $0.new.formExpires <= time
      }?.new.externalID
    }
  }

  package func uploads() -> [RecordedUpload] { records.withLock { $0.uploads.map(\.output) } }
}

private struct Records {
  var users: Set<Text> = []
  var sessions: [[UInt8]: StoredSession] = [:]
  var questions: Set<Int> = []
  var leases: [Text: Lease] = [:]
  /// In the order in which they began.
  var uploads: [Upload] = []
}

private struct Lease {
  var holder: Text
  var end: Timestamp
}

private struct Upload {
  var new: NewUpload
  var looks = 0
  var recorded = RecordedLook(
    number: 0, isValidated: false,
    result: RecordedResult(status: .processing, size: nil, mediaType: nil, etag: nil, violations: []))

  var output: RecordedUpload {
    var user: Text?
    if case .name(let name) = new.user { user = name }
    return RecordedUpload(
      externalID: new.externalID, user: user, question: new.question, duration: new.duration,
      status: recorded.result.status, key: new.key, size: recorded.result.size, mediaType: recorded.result.mediaType,
      etag: recorded.result.etag)
  }
}

private final class Draft: RecordTransaction {
  var records: Records

  init(_ records: Records) { self.records = records }

  func session(tokenHash: [UInt8]) -> StoredSession? { records.sessions[tokenHash] }

  func hasQuestion(_ question: Int) -> Bool { records.questions.contains(question) }

  func insert(_ upload: NewUpload) throws {
    guard !records.uploads.contains(where: { $0.new.externalID == upload.externalID || $0.new.key == upload.key })
    else {
      throw RecordStoreError(.taken, "the external ID or the key exists already")
    }
    records.uploads.append(Upload(new: upload))
  }

  func upload(_ externalID: Text) -> StoredUpload? {
    index(of: externalID).map {
      StoredUpload(user: records.uploads[$0].new.user, status: records.uploads[$0].recorded.result.status)
    }
  }

  func beginning(of externalID: Text) -> NewUpload? { index(of: externalID).map { records.uploads[$0].new } }

  func numberLook(at externalID: Text) -> Look? {
    index(of: externalID).map {
      records.uploads[$0].looks += 1
      return Look(externalID: externalID, key: records.uploads[$0].new.key, number: records.uploads[$0].looks)
    }
  }

  func recordedLook(at externalID: Text) -> RecordedLook? { index(of: externalID).map { records.uploads[$0].recorded } }

  func record(_ look: RecordedLook, at externalID: Text) {
    if let index = index(of: externalID) { records.uploads[index].recorded = look }
  }

  /// A commit takes effect at once or never.
  func settle(_ externalID: Text) {}

  private func index(of externalID: Text) -> Int? { records.uploads.firstIndex { $0.new.externalID == externalID } }
}
