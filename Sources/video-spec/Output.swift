import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// Standard output and standard error, written whole.
struct Output {
  static let standard = Output(descriptor: STDOUT_FILENO)
  static let error = Output(descriptor: STDERR_FILENO)

  let descriptor: Int32

  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// A write that fails for good (a full disk behind a redirection) ends the program: half an output must not pass for a whole one.
  func write(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        if descriptor != STDERR_FILENO {
          let reason = String(cString: strerror(errno))
          Output.error.write("video-spec: cannot write standard output: \(reason)\n")
        }
        _exit(ExitStatus.internalFault.rawValue)
      }
    }
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Colour goes to terminals, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  var hasColor: Bool {
    isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty && Environment["TERM"] != "dumb"
  }
}

enum Environment {
  static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func variables(_ names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { values[name] = Environment[name] }
    return values
  }
}

enum Files {
  /// A file's bytes; nil with `errno` set when it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 { bytes += buffer[..<count] } else if errno != EINTR { return nil }
    }
  }

  /// Writes a file whole: to a name beside it first, then in its place, with its mode kept. "-" is standard output; a link, a pipe or
  /// a device is written through and stays what it is.
  static func write(_ bytes: [UInt8], to path: String) throws {
    if path == "-" { return Output.standard.write(bytes: bytes) }
    var status = stat()
    let exists = lstat(path, &status) == 0
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if exists, !isRegular { return try writeThrough(bytes, to: path) }
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot write", path) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    guard writeAll(bytes, to: descriptor), close(descriptor) == 0, rename(temporary, path) == 0 else {
      let error = failure("cannot write", path)
      unlink(temporary)
      throw error
    }
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0, writeAll(bytes, to: descriptor), close(descriptor) == 0 else {
      throw failure("cannot write", path)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }

  static func failure(_ what: String, _ path: String) -> CommandFailure {
    CommandFailure("\(what) \"\(path)\": \(String(cString: strerror(errno)))", status: .internalFault)
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
