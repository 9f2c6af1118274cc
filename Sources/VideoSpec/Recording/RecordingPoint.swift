/// A point at which a step of a recorder can be made to fail.
///
/// Points are named after the domain and not after statements, so that a database with a single transactional write has all of
/// them.
public enum RecordingPoint: String, Hashable, Sendable, CaseIterable {
  /// `begin` has checked the caller, the duration and the question, and has written nothing.
  case beginChecked = "begin.checked"
  /// `begin` has written the answer and the video and signed the form. Nothing is committed.
  case beginWritten = "begin.written"
  /// The result of a look is decided and is to be recorded. Nothing is written.
  case recordChecked = "record.checked"
  /// The result of a look is written, with the status. Nothing is committed.
  case recordWritten = "record.written"
  /// The step's transaction is complete and about to be committed.
  case beforeCommit = "commit.before"
  /// The commit has taken effect, and the caller has not been told yet.
  case afterCommit = "commit.after"
}
