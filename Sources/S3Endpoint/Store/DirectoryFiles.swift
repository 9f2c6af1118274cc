import Glibc
import Synchronization

/// Contents in files below a directory: `incoming/` has those that are being written, and `objects/xx/` the others.
///
/// A file's name is its number in 16 hexadecimal digits, and `xx` are the last two of them. Nothing that comes from outside is part of a name.
final class DirectoryFiles: ContentFiles {
  let directory: String
  private let pins = Mutex(PartsPin.Table())

  init(directory: String) { self.directory = directory }

  private var incoming: String { directory + "/incoming" }

  private func folder(_ index: Int) -> String {
    let digits = String(index, radix: 16)
    return directory + "/objects/" + (digits.utf8.count == 1 ? "0" : "") + digits
  }

  private func path(_ number: Int) -> String { folder(number & 0xFF) + "/" + DirectoryFiles.name(number) }

  private static func name(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
  }

  /// Reads a name. Returns nil for the names of files that are not ours.
  private static func number(_ name: String) -> Int? {
    guard name.utf8.count == 16, let number = Int(name, radix: 16), DirectoryFiles.name(number) == name else {
      return nil
    }
    return number
  }

  func begin(_ number: Int) throws(StorageError) -> IncomingFile {
    let path = incoming + "/" + DirectoryFiles.name(number)
    switch Descriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW) {
    case .success(let descriptor): return IncomingFile(number: number, path: path, descriptor: descriptor)
    case .failure(let error): throw .fault(StorageFault(errno: error.code, "create \(quoted(path))"))
    }
  }

  func keep(_ file: IncomingFile) throws(StorageError) {
    do throws(ErrorNumber) { try file.descriptor.sync() } catch {
      throw .fault(StorageFault(errno: error.code, "write \(quoted(file.path))"))
    }
    let path = path(file.number)
    guard rename(file.path, path) == 0 else { throw .fault(StorageFault(errno: errno, "rename \(quoted(file.path))")) }
    try DirectoryFiles.sync(folder(file.number & 0xFF))
  }

  func discard(_ file: IncomingFile) {
    unlink(file.path)
    unlink(path(file.number))
  }

  func open(_ number: Int, size: Int) throws(StorageError) -> ContentFile? {
    let path = path(number)
    switch Descriptor.open(path, O_RDONLY | O_NOFOLLOW) {
    case .success(let descriptor):
      guard let status = descriptor.status, Int(status.st_size) == size else {
        let found = descriptor.status.map { "\($0.st_size)" } ?? "an unknown number of"
        throw .fault(StorageFault(.corrupt, "\(quoted(path)) has \(found) bytes, but it should have \(size)"))
      }
      return ContentFile(.open(descriptor))
    case .failure(let error) where error.code == ENOENT: return nil
    case .failure(let error): throw .fault(StorageFault(errno: error.code, "read \(quoted(path))"))
    }
  }

  func openParts(of upload: Int, _ parts: [(number: Int, size: Int)]) throws(StorageError) -> [ContentFile]? {
    guard pins.withLock({ $0.add(upload) }) else { return nil }
    let pin = PartsPin(upload: upload) { [self] in release(upload) }
    for part in parts {
      let path = path(part.number)
      var status = stat()
      guard lstat(path, &status) == 0 else {
        if errno == ENOENT { return nil }
        throw .fault(StorageFault(errno: errno, "read \(quoted(path))"))
      }
      guard Int(status.st_size) == part.size else {
        throw .fault(
          StorageFault(.corrupt, "\(quoted(path)) has \(status.st_size) bytes, but it should have \(part.size)"))
      }
    }
    return parts.map { ContentFile(.named(path($0.number), pin)) }
  }

  func remove(_ removal: ContentRemoval) {
    switch removal {
    case .file(let number): unlink(path(number))
    case .parts(let upload, let files):
      // A reader who comes from here on is told that the parts are gone.
      guard pins.withLock({ $0.remove(upload, files) }) else { return }
      for file in files { unlink(path(file)) }
      pins.withLock { $0.removed(upload) }
    }
  }

  /// Ends a reading, and removes the files if somebody wanted to do so in the meantime.
  private func release(_ upload: Int) {
    guard let files = pins.withLock({ $0.release(upload) }) else { return }
    for file in files { unlink(path(file)) }
    pins.withLock { $0.removed(upload) }
  }

  func removeAll() { removeFiles { _ in true } }

  /// Creates the folders if they do not exist, durably.
  func createFolders() throws(StorageError) {
    let all = [incoming, directory + "/objects"] + (0..<256).map(folder)
    for path in all {
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw .fault(StorageFault(errno: errno, "create \(quoted(path))"))
      }
    }
    try DirectoryFiles.sync(directory + "/objects")
    try DirectoryFiles.sync(directory)
  }

  /// Removes the files that were not finished, and those that no row names: a process ended between them and the row.
  func removeOrphans<Failure: Error>(unless isNeeded: (Int) throws(Failure) -> Bool) throws(Failure) {
    for name in DirectoryFiles.names(in: incoming) where DirectoryFiles.number(name) != nil {
      unlink(incoming + "/" + name)
    }
    try removeFiles { (number) throws(Failure) in try !isNeeded(number) }
  }

  private func removeFiles<Failure: Error>(where isToGo: (Int) throws(Failure) -> Bool) throws(Failure) {
    for index in 0..<256 {
      for name in DirectoryFiles.names(in: folder(index)) {
        if let number = DirectoryFiles.number(name), try isToGo(number) { unlink(path(number)) }
      }
    }
  }

  /// Returns the names in a folder, or none if it cannot be read.
  static func hasContents(in directory: String) -> Bool {
    let objects = directory + "/objects"
    return names(in: objects).contains { !names(in: objects + "/" + $0).isEmpty }
  }

  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Waits until the names in a folder are on the disk.
  static func sync(_ folder: String) throws(StorageError) {
    switch Descriptor.open(folder, O_RDONLY | O_DIRECTORY) {
    case .success(let descriptor):
      do throws(ErrorNumber) { try descriptor.sync() } catch {
        throw .fault(StorageFault(errno: error.code, "sync \(quoted(folder))"))
      }
    case .failure(let error): throw .fault(StorageFault(errno: error.code, "open \(quoted(folder))"))
    }
  }
}
