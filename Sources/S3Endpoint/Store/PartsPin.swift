/// Keeps the files of an object's parts while the object is read.
final class PartsPin: Sendable {
  let upload: Int
  private let release: @Sendable () -> Void

  init(upload: Int, release: @escaping @Sendable () -> Void) {
    self.upload = upload
    self.release = release
  }

  deinit { release() }

  /// How many readers the parts of each upload have, and which of them are to be removed.
  struct Table {
    private var readers: [Int: Int] = [:]
    /// The files to remove once the last reader is gone.
    private var waiting: [Int: [Int]] = [:]
    /// The uploads whose files are being removed at the moment.
    private var leaving: Set<Int> = []

    /// Adds a reader. Returns false if the parts are being removed.
    mutating func add(_ upload: Int) -> Bool {
      guard !leaving.contains(upload) else { return false }
      readers[upload, default: 0] += 1
      return true
    }

    /// Asks to remove parts. Returns false if they are being read: the last reader removes them.
    mutating func remove(_ upload: Int, _ files: [Int]) -> Bool {
      if readers[upload] != nil {
        waiting[upload] = files
        return false
      }
      leaving.insert(upload)
      return true
    }

    /// Ends a reading. Returns the files to remove if this was the last one and somebody asked for it.
    mutating func release(_ upload: Int) -> [Int]? {
      guard let count = readers[upload] else { return nil }
      readers[upload] = count > 1 ? count - 1 : nil
      guard count == 1, let files = waiting.removeValue(forKey: upload) else { return nil }
      leaving.insert(upload)
      return files
    }

    mutating func removed(_ upload: Int) { leaving.remove(upload) }
  }
}
