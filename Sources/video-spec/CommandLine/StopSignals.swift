import HTTPCore

#if canImport(Glibc)
  import Glibc
#endif

/// Waits for the signals that end the program, instead of handling them.
struct StopSignals {
  private var set = sigset_t()

  init() {
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Sends SIGTERM to this program when standard input ends.
  func sendAtEndOfInput() throws {
    do throws(TransportError) {
      try SystemThread.start {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = read(STDIN_FILENO, &buffer, buffer.count)
          if count == 0 || count < 0 && errno != EINTR { break }
        }
        kill(getpid(), SIGTERM)
      }
    } catch {
      throw CommandFailure("standard input cannot be watched: \(error)", status: .internalFault)
    }
  }

  func wait() {
    var received: Int32 = 0
    var set = set
    while sigwait(&set, &received) != 0 {}
  }
}
