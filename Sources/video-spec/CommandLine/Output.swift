import Synchronization
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// Standard output or standard error, written whole.
struct Output {
  static let standard = Output(descriptor: STDOUT_FILENO)
  static let error = Output(descriptor: STDERR_FILENO)

  let descriptor: Int32

  /// The secrets of the program's user, which no output contains.
  private static let hidden = Mutex(Redaction())

  /// Keeps a secret out of everything that is written from now on.
  static func hide(_ secret: Secret) { hidden.withLock { $0.add(secret.withBytes { Text(bytes: $0) }) } }

  /// Writes a text for people: characters that a terminal would obey are escaped, apart from line feeds and colors.
  func write(_ text: String) { write(bytes: Array(text.withoutTerminalControls.utf8)) }

  /// Writes a JSON document. Characters that a terminal would obey are escaped as JSON does, so that the values are the same.
  func write(_ json: JSONValue) { write(bytes: Array(json.document.withJSONControlsEscaped.utf8)) }

  /// Writes all bytes, or ends the program. Secrets that ``hide(_:)`` was told are replaced.
  ///
  /// A write that fails (a full disk behind a redirection) is a fault: half an output must not pass for a whole one. A reader that
  /// goes away (`| head`) ends the program silently, as SIGPIPE would. Starting an adapter makes the program ignore that signal.
  func write(bytes: [UInt8]) {
    guard let code = failure(writing: bytes) else { return }
    if code == EPIPE { _exit(128 + SIGPIPE) }
    if descriptor != STDERR_FILENO {
      Output.error.write("video-spec: cannot write standard output: \(String(cString: strerror(code)))\n")
    }
    _exit(ExitStatus.internalFault.rawValue)
  }

  /// Writes a text for people, as far as it can be written: unlike ``write(_:)`` it never ends the program.
  func writeIfPossible(_ text: String) { _ = failure(writing: Array(text.withoutTerminalControls.utf8)) }

  /// Writes all bytes without the secrets, and waits for a reader if it has to. Returns the error that ended the writing, or nil.
  private func failure(writing bytes: [UInt8]) -> Int32? {
    var rest = Self.hidden.withLock { $0 }.apply(to: Text(bytes: bytes)).bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether to use colors: on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  var hasColor: Bool {
    isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty && Environment["TERM"] != "dumb"
  }
}
