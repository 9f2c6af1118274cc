import Glibc

/// A file or directory that cannot be read or written.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// `open`, `read`, …
  public var call: String
  /// The system's `errno`.
  public var code: Int32

  package init(_ call: String, _ path: String, code: Int32 = errno) {
    self.call = call
    self.path = path
    self.code = code
  }

  public var description: String { "\(path): \(systemMessage(code))" }

  /// Whether there is no such file.
  package var isMissing: Bool { code == ENOENT }
}

/// Returns the system's message for an `errno`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Reads and writes whole files without Foundation, which would triple the time to start.
package enum FileSystem {
  /// Reads a file, or its first `limit` bytes.
  package static func read(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", path) }
    defer { close(descriptor) }
    return try read(descriptor, name: path, limit: limit)
  }

  /// Reads an open file to its end, or its next `limit` bytes.
  package static func read(_ descriptor: Int32, name: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw FileError("read", name)
      }
    }
  }

  /// Writes a file atomically: under a temporary name first, which then replaces the file and keeps its mode. A link, a pipe or a device
  /// is written to directly.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var status = stat()
    let exists = lstat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG { return try write(bytes, to: path, flags: O_TRUNC) }
    let temporary = "\(path).\(getpid()).tmp"
    do throws(FileError) {
      let mode = exists ? status.st_mode & 0o7777 : nil
      try write(bytes, to: temporary, flags: O_CREAT | O_TRUNC, mode: mode)
      guard rename(temporary, path) == 0 else { throw FileError("rename", path) }
    } catch {
      unlink(temporary)
      throw FileError(error.call, path, code: error.code)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String, flags: Int32, mode: mode_t? = nil) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else { throw FileError("open", path) }
    // Ignored if it fails: some file systems have no modes.
    if let mode { fchmod(descriptor, mode) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR {
        let code = errno
        close(descriptor)
        throw FileError("write", path, code: code)
      }
      rest = rest.dropFirst(max(count, 0))
    }
    guard close(descriptor) == 0 else { throw FileError("close", path) }
  }

  /// Makes a directory for this user alone: below `TMPDIR`, otherwise in memory if the system has a place for that, otherwise below `/tmp`.
  ///
  /// Scenarios kill processes, not machines, so they need no disk. In memory they are ten times as fast.
  package static func makeTemporaryDirectory(prefix: String) throws(FileError) -> String {
    let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let memory = "/dev/shm"
    let parent = !given.isEmpty ? given : access(memory, W_OK | X_OK) == 0 ? memory : "/tmp"
    let template = "\(parent)/\(prefix)-XXXXXX"
    guard let bytes = strdup(template) else { throw FileError("mkdtemp", template) }
    defer { free(bytes) }
    guard let path = mkdtemp(bytes) else { throw FileError("mkdtemp", template) }
    return String(cString: path)
  }

  /// Removes a directory and everything in it. What cannot be removed is left.
  package static func remove(directory: String) {
    guard let stream = opendir(directory) else { return }
    defer {
      closedir(stream)
      rmdir(directory)
    }
    while let name = next(in: stream) {
      let path = "\(directory)/\(name)"
      if unlink(path) != 0 { remove(directory: path) }
    }
  }

  /// Returns the next entry other than `.` and `..`.
  private static func next(in stream: OpaquePointer) -> String? {
    while let entry = readdir(stream) {
      // Read in place: an entry can be shorter than the struct, so that a copy would read beyond its end.
      let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if !name.utf8.elementsEqual(".".utf8), !name.utf8.elementsEqual("..".utf8) { return name }
    }
    return nil
  }

  /// Returns the relative paths of the regular files below a directory, sorted by bytes. Links to directories are not followed.
  package static func files(below directory: String) throws(FileError) -> [String] {
    var paths: [String] = []
    try collect(directory, prefix: "", into: &paths)
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func collect(_ directory: String, prefix: String, into paths: inout [String]) throws(FileError) {
    guard let stream = opendir(directory) else { throw FileError("opendir", directory) }
    defer { closedir(stream) }
    while let name = next(in: stream) {
      let path = "\(directory)/\(name)"
      var information = stat()
      guard lstat(path, &information) == 0 else { throw FileError("lstat", path) }
      if information.st_mode & S_IFMT == S_IFDIR {
        try collect(path, prefix: "\(prefix)\(name)/", into: &paths)
      } else {
        paths.append(prefix + name)
      }
    }
  }
}
