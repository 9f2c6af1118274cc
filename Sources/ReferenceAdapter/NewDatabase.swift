import AdapterProtocol
import Glibc
import ReferenceImpl
import VideoSpec

/// An empty database, made once and copied for each scenario. Creating the tables would take half of a scenario's time.
enum NewDatabase {
  private static let image: [UInt8]? = {
    guard let database = try? Database(path: ":memory:", access: .write, busyMilliseconds: 0),
      (try? DatabaseSchema.recording.migrate(database)) != nil
    else { return nil }
    return database.serialized
  }()

  /// Writes the database to a path, unless there is a file. If that fails, the record store creates the tables itself.
  static func place(at path: String) {
    guard let image else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if write(descriptor, image, image.count) != image.count { unlink(path) }
  }
}
