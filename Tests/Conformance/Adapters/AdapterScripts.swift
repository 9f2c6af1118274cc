import Foundation
import Gate
import VideoSpec

/// Adapters as shell scripts, each wrong in its own way, in a directory that vanishes with them.
final class AdapterScripts {
  let directory: String

  init() {
    var template = Array((NSTemporaryDirectory() + "adapter-XXXXXX").utf8CString)
    directory = String(cString: mkdtemp(&template))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Writes an executable script and gives its path.
  ///
  /// The script notes its process id and has `ready`, and `answer`, which answers the run that it just read.
  func script(_ body: String, mode: mode_t = 0o755) throws -> String {
    let path = "\(directory)/adapter"
    let text = """
      #!/bin/sh
      note() { echo "$1" >> '\(directory)/pids'; }
      ready() { echo '\(AdapterScripts.ready)'; }
      read_run() { read -r line && case $line in *'"run"'*) true;; *) false;; esac; }
      number() { seq=${line#*'"seq":'}; echo "${seq%%,*}"; }
      answer() { echo "{\\"type\\":\\"result\\",\\"seq\\":$(number),\\"status\\":\\"accepted\\",\\"output\\":{\\"accessKeyId\\":\\"A\\"}}"; }
      reject() { echo "{\\"type\\":\\"result\\",\\"seq\\":$(number),\\"status\\":\\"rejected\\",\\"error\\":{\\"code\\":\\"AccessDenied\\",\\"status\\":403}}"; }
      serve() { while read_run; do answer; done; echo '{"type":"bye"}'; }
      note $$
      \(body)
      """
    try FileSystem.write(Array(text.utf8), to: path)
    chmod(path, mode)
    return path
  }

  static let ready = """
    {"type":"ready","protocol":1,"implementation":{"name":"sh","version":"1","language":"sh","source":"here"},\
    "operations":["verify.url"],"profiles":["verify"],"clock":"injected","random":"injected","variants":{},"unsupported":[]}
    """

  /// The processes that the script noted.
  var noted: [pid_t] {
    let bytes = (try? FileSystem.read("\(directory)/pids")) ?? []
    return Text(bytes).split(at: 0x0A).compactMap { pid_t($0.string) }
  }

  /// Those of them that still run. One that has ended and was not fetched by its parent, who may be gone, runs no more.
  var running: [pid_t] {
    noted.filter { id in
      guard let status = try? FileSystem.read("/proc/\(id)/stat"),
        let state = Text(status).string.split(separator: ")").last
      else { return false }
      return !state.hasPrefix(" Z") && !state.hasPrefix(" X")
    }
  }

  /// Whether all of them end, and every process of their groups: the gate starts each script in a group of its own.
  func groupsEnd() -> Bool {
    let groups = noted
    guard allEnd() else { return false }
    for _ in 0..<200 {
      if !groups.contains(where: { kill(-$0, 0) == 0 && hasMembers(group: $0) }) { return true }
      usleep(10_000)
    }
    return false
  }

  private func hasMembers(group: pid_t) -> Bool {
    let ids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    return ids.contains { id in
      guard let status = try? FileSystem.read("/proc/\(id)/stat"),
        let fields = Text(status).string.split(separator: ")").last?.split(separator: " "), fields.count > 2
      else { return false }
      return fields[2] == "\(group)" && fields[0] != "Z" && fields[0] != "X"
    }
  }

  /// Whether all of them end within two seconds: a signal takes a moment.
  func allEnd() -> Bool {
    for _ in 0..<200 {
      if running.isEmpty { return true }
      usleep(10_000)
    }
    return false
  }
}

extension TestVectors {
  /// As many cases of `verify.url` as wanted; the scripts' answer is right for all of them.
  static func verifications(_ count: Int, requirement: String = "SIG-150") throws -> Corpus {
    let cases = (1...count).map { number in
      vectorCase(
        "\(requirement)-\(number < 10 ? "0" : "")\(number)", input: verifyInput,
        expect: #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#)
    }
    return try corpus(
      file("verify.url", profile: "verify", requirement: requirement, cases.joined(separator: ",")))
  }
}
