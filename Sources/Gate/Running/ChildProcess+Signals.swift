import Glibc
import Synchronization

/// The process group that an interrupted gate takes with it.
enum RunningGroup {
  /// 0 for none.
  static let id = Atomic<pid_t>(0)

  /// Called by signals: nothing here allocates or locks.
  static let end: @convention(c) (Int32) -> Void = { number in
    let group = id.load(ordering: .relaxed)
    if group > 0 { kill(-group, SIGKILL) }
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }
}

extension AdapterProcess {
  /// From now on a signal that ends this program (interrupt, hang-up, termination) ends the adapter that runs, too: it is in a
  /// process group of its own, which a terminal's interrupt does not reach.
  public static func endWithThisProgram() {
    _ = RunningGroup.id.load(ordering: .relaxed)
    let numbers = [SIGINT, SIGTERM, SIGHUP]
    // A program that is started from a thread with blocked signals inherits that.
    var endings = sigset_t()
    sigemptyset(&endings)
    for number in numbers { sigaddset(&endings, number) }
    pthread_sigmask(SIG_UNBLOCK, &endings, nil)
    for number in numbers {
      // What is ignored, as under nohup, stays ignored.
      let isIgnored = unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if !isIgnored { signal(number, RunningGroup.end) }
    }
  }
}
