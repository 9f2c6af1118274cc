#if canImport(Glibc)
  import Glibc
#endif

/// Standard output or standard error, written whole.
struct Output {
  static let standard = Output(descriptor: STDOUT_FILENO)
  static let error = Output(descriptor: STDERR_FILENO)

  let descriptor: Int32

  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// Writes all bytes, or ends the program.
  ///
  /// A write that fails (a full disk behind a redirection) is a fault: half an output must not pass for a whole one. A reader that
  /// goes away (`| head`) ends the program silently, as SIGPIPE would. Starting an adapter makes the program ignore that signal.
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

  /// Whether to use colors: on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  var hasColor: Bool {
    isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty && Environment["TERM"] != "dumb"
  }
}
