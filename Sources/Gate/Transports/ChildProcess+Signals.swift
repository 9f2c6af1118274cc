import Glibc
import Synchronization

/// The process and its group that an interrupted gate takes with it.
enum RunningGroup {
  /// The leader's id; 0 for none. It is set only while that process is not reaped, so that it is nobody else's.
  static let id = Atomic<pid_t>(0)

  /// Called by signals: nothing here allocates or locks.
  static let end: @convention(c) (Int32) -> Void = { number in
    let leader = id.load(ordering: .relaxed)
    if leader > 0 { kill(group: leader) }
    // This handler is gone by now; the signal comes again when it returns.
    Glibc.kill(getpid(), number)
  }

  /// Kills a group, and its leader even where that has left the group.
  static func kill(group leader: pid_t) {
    Glibc.kill(-leader, SIGKILL)
    Glibc.kill(leader, SIGKILL)
  }
}

extension AdapterProcess {
  /// From now on a signal that ends this program (interrupt, quit, hang-up, termination) ends the adapter that runs, too: it is
  /// in a process group of its own, which a terminal's interrupt does not reach.
  public static func endWithThisProgram() {
    _ = RunningGroup.id.load(ordering: .relaxed)
    let numbers = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
    // A program that is started from a thread with blocked signals inherits that.
    var endings = sigset_t()
    sigemptyset(&endings)
    for number in numbers { sigaddset(&endings, number) }
    pthread_sigmask(SIG_UNBLOCK, &endings, nil)
    var ending = sigaction()
    ending.__sigaction_handler.sa_handler = RunningGroup.end
    ending.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND)
    for number in numbers {
      var old = sigaction()
      sigaction(number, nil, &old)
      // What is ignored, as under nohup, stays ignored.
      let isIgnored =
        unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if !isIgnored { sigaction(number, &ending, nil) }
    }
  }
}
