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

  public var description: String { "\(path): \(reason ?? systemMessage(code))" }

  /// Why a file is rejected that the system would read or write; nil for an error of the system.
  private var reason: String?

  package init(_ path: String, reason: String) {
    self.init("open", path, code: 0)
    self.reason = reason
  }

  /// Whether there is no such file.
  package var isMissing: Bool { code == ENOENT }
}

/// Returns the system's message for an `errno`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Reads and writes whole files without Foundation, which would triple the time to start.
package enum FileSystem {
  /// The most bytes that a file may have, unless the caller says otherwise.
  private static let limit = 64 << 20

  /// Reads a file to its end.
  ///
  /// - Parameters:
  ///   - limit: The most bytes that the file may have.
  ///   - prefix: How many bytes to read; nil for all. A longer file is no error then.
  /// - Throws: ``FileError`` if it cannot be read or is longer. For a pipe that nobody opens for writing, too: it would block for ever.
  package static func read(_ path: String, limit: Int = limit, prefix: Int? = nil) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError("open", path) }
    defer { close(descriptor) }
    try awaitWriter(descriptor, path)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    return try read(descriptor, name: path, limit: limit, prefix: prefix)
  }

  /// Waits for somebody to open the other end, if the file is a named pipe: for 10 seconds at most.
  private static func awaitWriter(_ descriptor: Int32, _ path: String) throws(FileError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // Until a writer has opened the pipe, poll reports nothing.
    while poll(&ready, 1, 10_000) < 0, errno == EINTR {}
    if ready.revents == 0 { throw FileError(path, reason: "nobody writes to this pipe") }
  }

  /// Reads an open file to its end.
  package static func read(
    _ descriptor: Int32, name: String, limit: Int = limit, prefix: Int? = nil
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, min(buffer.count, (prefix ?? .max) - bytes.count))
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
        if bytes.count > limit { throw FileError(name, reason: "it has more than \(limit) bytes") }
      } else if errno != EINTR {
        throw FileError("read", name)
      }
    }
  }

  /// Writes a file atomically: under a temporary name first, which then replaces the file and keeps its mode. A pipe or a device is
  /// written to directly.
  ///
  /// - Throws: ``FileError``. A link to a regular file, or to nothing, is not followed: whoever can plant a link could redirect the output.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var status = stat()
    let exists = lstat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG { return try writeDirectly(bytes, to: path) }
    let (temporary, descriptor) = try makeTemporaryFile(beside: path)
    do throws(FileError) {
      // Ignored if it fails: some file systems have no modes.
      fchmod(descriptor, exists ? status.st_mode & 0o777 : 0o666 & ~currentMask)
      try write(bytes, to: descriptor, path)
      guard rename(temporary, path) == 0 else { throw FileError("rename", path) }
    } catch {
      unlink(temporary)
      throw FileError(error.call, path, code: error.code)
    }
  }

  /// Creates a file for this user alone beside another one, under a name that nobody can guess.
  private static func makeTemporaryFile(beside path: String) throws(FileError) -> (path: String, descriptor: Int32) {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<8 {
      let temporary = "\(path).\(String(random.next(), radix: 36)).tmp"
      let descriptor = open(temporary, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
      if descriptor >= 0 { return (temporary, descriptor) }
      guard errno == EEXIST else { throw FileError("open", path) }
    }
    throw FileError("open", path, code: EEXIST)
  }

  /// Writes to a pipe or a device, also through a link (`/dev/stdout` is one).
  private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(FileError) {
    let own = ownStream(path)
    // Opened again, a file behind a redirection would be written from its beginning.
    let descriptor = own.map { fcntl($0, F_DUPFD_CLOEXEC, 0) } ?? open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG || own != nil
    else {
      let code = errno
      let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      if descriptor >= 0 { close(descriptor) }
      throw isLink
        ? FileError(path, reason: "this is a symbolic link; name the file itself") : FileError("open", path, code: code)
    }
    try write(bytes, to: descriptor, path)
  }

  /// Whether a path names one of the process's own open files, which may be redirected to a regular file.
  package static func isOwnStream(_ path: String) -> Bool { ownStream(path) != nil }

  private static func ownStream(_ path: String) -> Int32? {
    if path.utf8.elementsEqual("/dev/stdout".utf8) { return STDOUT_FILENO }
    if path.utf8.elementsEqual("/dev/stderr".utf8) { return STDERR_FILENO }
    let prefix = ["/dev/fd/", "/proc/self/fd/"].first { path.utf8.starts(with: $0.utf8) }
    return prefix.flatMap { Int32(path.dropFirst($0.count)) }
  }

  private static var currentMask: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mask
  }

  /// Writes all bytes, and closes the file.
  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
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
