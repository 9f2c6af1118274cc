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
    output = try Self.unnamedFile()
    do throws(SpawnError) {
      id = try spawn(["/bin/sh", "-c", command], environment, input: nil, output: output, errors: output)
    } catch {
      close(output)
      throw error
    }
    RunningGroup.serverID.store(id, ordering: .relaxed)
  }

  /// A file without a name, which is gone when the last process closes it.
  private static func unnamedFile() throws(SpawnError) -> Int32 {
    let folder: String
    do throws(FileError) { folder = try FileSystem.makeTemporaryDirectory(prefix: "video-spec-server") } catch {
      throw SpawnError(command: "the server", code: error.code)
    }
    defer { FileSystem.remove(directory: folder) }
    let file = open(folder + "/output", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SpawnError(command: "the server", code: errno) }
    return file
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
