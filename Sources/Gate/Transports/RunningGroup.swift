import Glibc
import Synchronization

/// The process groups that are killed when the gate is interrupted.
enum RunningGroup {
  /// The ID of the group's leader; 0 for none. It is set only until the process is reaped, so that no other process can have it.
  static let id = Atomic<pid_t>(0)

  /// The group of a server that the gate has started.
  static let serverID = Atomic<pid_t>(0)

  /// The signal handler. It must neither allocate nor lock.
  static let end: @convention(c) (Int32) -> Void = { number in
    let leader = id.load(ordering: .relaxed)
    if leader > 0 { kill(group: leader) }
    let server = serverID.load(ordering: .relaxed)
    if server > 0 { kill(group: server) }
    // The handler was reset, so the signal ends this process when the handler returns.
    Glibc.kill(getpid(), number)
  }

  /// Kills a group, and its leader even if it has left the group.
  static func kill(group leader: pid_t) {
    Glibc.kill(-leader, SIGKILL)
    Glibc.kill(leader, SIGKILL)
  }
}

extension AdapterProcess {
  /// From now on, a signal that ends this program (interrupt, quit, hang-up, termination) ends the running adapter, too. The adapter is
  /// in a process group of its own, which an interrupt from the terminal does not reach.
  public static func endWithThisProgram() {
    _ = RunningGroup.id.load(ordering: .relaxed)
    _ = RunningGroup.serverID.load(ordering: .relaxed)
    let numbers = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
    // The signals may be blocked: a program inherits that from the thread that starts it.
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
      // A signal that is ignored, as under `nohup`, stays ignored.
      let isIgnored =
        unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if !isIgnored { sigaction(number, &ending, nil) }
    }
  }
}
