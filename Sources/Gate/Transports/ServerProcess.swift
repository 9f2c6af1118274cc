import Glibc
import Synchronization
public import VideoSpec

/// A server that the gate starts before a run and ends after it, with everything that it has started.
public final class ServerProcess {
  private let id: pid_t
  /// A file without a name, to which the server's output goes.
  private let output: Int32
  private var isReaped = false

  /// Starts a shell with a command, in a process group of its own. Its output is kept for ``tail``.
  public init(command: String, environment: AdapterEnvironment = AdapterEnvironment()) throws(SpawnError) {
    var name = Array("/tmp/video-spec-server-XXXXXX".utf8CString)
    output = mkstemp(&name)
    guard output >= 0 else { throw SpawnError(command: "the server", code: errno) }
    _ = fcntl(output, F_SETFD, FD_CLOEXEC)
    unlink(name)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (noSignals, brokenPipe) = (sigset_t(), sigset_t())
    sigemptyset(&noSignals)
    sigemptyset(&brokenPipe)
    sigaddset(&brokenPipe, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setsigdefault(&attributes, &brokenPipe)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let words = ["/bin/sh", "-c", command]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables = environment.copiedEntries()
    defer { for text in arguments + variables { free(text) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, "/bin/sh", &actions, &attributes, &arguments, &variables)
    guard code == 0 else {
      close(output)
      throw SpawnError(command: "/bin/sh", code: code)
    }
    self.id = id
    RunningGroup.serverID.store(id, ordering: .relaxed)
  }

  deinit {
    end()
    close(output)
  }

  /// Whether the command has ended.
  public var hasEnded: Bool {
    if isReaped { return true }
    var information = siginfo_t()
    return waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo != 0
  }

  /// The end of what the server has written.
  public var tail: Text {
    let limit = 4096
    let size = Int(lseek(output, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = pread(output, &bytes, limit, off_t(max(0, size - limit)))
    return Text(bytes[..<max(0, count)])
  }

  /// Ends the server and its group: politely, and after five seconds by force.
  public func end() {
    guard !isReaped else { return }
    kill(-id, SIGTERM)
    for _ in 0..<500 where !hasEnded { usleep(10_000) }
    RunningGroup.kill(group: id)
    _ = RunningGroup.serverID.compareExchange(expected: id, desired: 0, ordering: .relaxed)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    isReaped = true
  }
}
