import Gate

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
  /// A reader that goes away (`| head`) ends it without a word, as SIGPIPE would, which is ignored once an adapter was started.
  func write(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        if errno == EPIPE { _exit(128 + SIGPIPE) }
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

/// Files that options name; "-" is standard input or standard output.
enum Files {
  /// What a user names and cannot be read is wrong use.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileError) {
      return path == "-" ? try FileSystem.read(STDIN_FILENO, name: "standard input") : try FileSystem.read(path)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    if path == "-" { Output.standard.write(bytes: bytes) } else { try FileSystem.write(bytes, to: path) }
  }
}
