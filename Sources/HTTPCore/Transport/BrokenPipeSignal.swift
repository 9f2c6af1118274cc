import Glibc

/// Keeps the signal SIGPIPE from ending the process while a function runs that has no flag for it.
enum BrokenPipeSignal {
  /// Calls a function with SIGPIPE blocked in this thread, and takes back the signal that it raised. `errno` is kept.
  static func withoutSignal(_ call: () -> Int) -> Int {
    var signal = sigset_t()
    sigemptyset(&signal)
    sigaddset(&signal, SIGPIPE)
    var pending = sigset_t()
    sigpending(&pending)
    // One that was pending before is not ours to take.
    guard sigismember(&pending, SIGPIPE) == 0 else { return call() }
    var previous = sigset_t()
    pthread_sigmask(SIG_BLOCK, &signal, &previous)
    let result = call()
    let failure = errno
    if result < 0, failure == EPIPE {
      var none = timespec()
      while sigtimedwait(&signal, nil, &none) < 0, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    errno = failure
    return result
  }
}
