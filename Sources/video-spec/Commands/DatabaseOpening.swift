import ReferenceImpl
import Services
import VideoSpec

/// Opens the database that a URL names.
enum DatabaseOpening {
  /// - Parameter isOwner: Whether this process checkpoints the database. Of several processes that share a SQLite database, only one should.
  /// - Throws: ``CommandFailure`` if the database cannot be used. The message does not contain the URL, which may have a password.
  static func open(_ address: DatabaseAddress, isOwner: Bool) throws -> any RecordStore {
    switch address {
    case .sqlite(let path):
      do { return try SQLiteRecordStore(path: path, options: .init(checkpoints: isOwner)) } catch {
        throw CommandFailure("the database \(path.shown) cannot be used: \(error)", status: .usage)
      }
    case .postgres:
      throw CommandFailure(
        "DATABASE_URL: this program is built without PostgreSQL; use video-spec-postgres", status: .usage)
    case .dynamoDB:
      throw CommandFailure("DATABASE_URL: this program is built without DynamoDB", status: .usage)
    }
  }
}
