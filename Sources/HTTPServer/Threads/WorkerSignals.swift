import Glibc

/// The signals of the server's threads.
enum WorkerSignals {
  /// Leaves all signals to the threads of the program, but for those that a fault of this thread raises.
  static func block() {
    var signals = sigset_t()
    sigfillset(&signals)
    for signal in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] { sigdelset(&signals, signal) }
    pthread_sigmask(SIG_SETMASK, &signals, nil)
  }
}
