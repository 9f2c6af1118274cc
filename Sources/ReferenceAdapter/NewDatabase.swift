import AdapterProtocol
import Glibc
import ReferenceImpl
import VideoSpec

/// An empty recorder's database, made once and copied for each scenario: half of a scenario's time would go into making tables.
enum NewDatabase {
  private static let image: [UInt8]? = {
    guard let database = try? Database(path: ":memory:", access: .write, busyMilliseconds: 0),
      (try? Schema.migrate(database)) != nil
    else { return nil }
    return database.serialized
  }()

  /// Puts it where there is no file yet. Where it cannot, the recorder makes its tables itself.
  static func place(at path: String) {
    guard let image else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if write(descriptor, image, image.count) != image.count { unlink(path) }
  }
}
