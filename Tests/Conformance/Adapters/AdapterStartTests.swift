import AdapterProtocol
import Gate
import Testing
import VideoSpec

@Suite("Adapters that do not start or do not end", .timeLimit(.minutes(60)))
struct AdapterStartTests {
  /// - Parameter isShort: Whether the limits are to pass: starting a shell takes a while on a busy machine.
  private func start(_ command: [String], isShort: Bool = false) throws -> AdapterProcess {
    let corpus = try TestVectors.verifications(1)
    return try AdapterProcess(
      command: command, corpus: corpus,
      limits: isShort ? .init(hello: .milliseconds(1500), bye: .milliseconds(400)) : .init())
  }

  @Test("a file that is not there, or may not be started, is said so with the system's word")
  func cannotStart() throws {
    let scripts = AdapterScripts()
    let missing = try #require(throws: AdapterError.self) { _ = try start(["\(scripts.directory)/none"]) }
    #expect(missing.description.contains("No such file or directory"))
    let notInPath = try #require(throws: AdapterError.self) { _ = try start(["no-such-adapter-anywhere"]) }
    #expect(notInPath.description.contains("No such file or directory"))
    let directory = try #require(throws: AdapterError.self) { _ = try start([scripts.directory]) }
    #expect(directory.description.contains("Permission denied"))
    let path = try scripts.script("serve", mode: 0o644)
    let error = try #require(throws: AdapterError.self) { _ = try start([path]) }
    #expect(error.description.contains("Permission denied"))
    guard case .cannotStart = error else {
      Issue.record("it was not started: \(error)")
      return
    }
  }

  @Test("a program is looked up in PATH, and its arguments reach it as they are")
  func path() throws {
    let ready = AdapterScripts.ready
    let adapter = try start(["sh", "-c", #"read -r line; echo "$1"; read -r line; echo '{"type":"bye"}'"#, "x", ready])
    #expect(adapter.info.name == "sh" && adapter.finish() == nil)
  }

  static let brokenStarts: [Misbehaviour] = [
    .init("ends before it is ready", "exit 4", "crash"),
    .init("is not ready in time", "read -r line; sleep 60 & note $!; wait", "timeout"),
    .init("speaks another protocol", #"ready | sed 's/"protocol":1/"protocol":2/'; serve"#, "protocol"),
    .init("says something else than ready", "echo hello; serve", "protocol"),
    .init("has no name", "ready | sed 's/\"name\":\"sh\",//'; serve", "protocol"),
    .init("has operations that are no array", "ready | sed 's/\\[\"verify.url\"\\]/1/'; serve", "protocol"),
    .init(
      "has a clock that is neither", "ready | sed 's/\"clock\":\"injected\"/\"clock\":\"wall\"/'; serve", "protocol"),
  ]

  @Test("an adapter that is never ready is broken", arguments: brokenStarts)
  func neverReady(misbehaviour: Misbehaviour) throws {
    let scripts = AdapterScripts()
    let isShort = misbehaviour.outcomes[0] == "timeout"
    let error = try #require(throws: AdapterError.self) {
      _ = try start([scripts.script(misbehaviour.script)], isShort: isShort)
    }
    guard case .broken(let breakage) = error else {
      Issue.record("it was started: \(error)")
      return
    }
    #expect(breakage.kind.rawValue == misbehaviour.outcomes[0], "\(breakage)")
    #expect(!scripts.noted.isEmpty && scripts.allEnd())
  }

  @Test("names that the suite does not know are told and otherwise ignored")
  func unknownNames() throws {
    let scripts = AdapterScripts()
    let script = """
      read -r line
      ready | sed 's/"verify.url"/"verify.url","verify.soul"/; s/\\["verify"\\]/["verify","later"]/; s/"unsupported":\\[\\]/"unsupported":[{"requirement":"SIG-998","reason":"r"},{"requirement":"SIG-151","reason":"none"}]/'
      serve
      """
    let adapter = try start([scripts.script(script)])
    #expect(adapter.info.calls == [.verifyURL] && adapter.info.profiles == [.verify])
    #expect(adapter.info.unsupported == [.init(requirement: "SIG-151", reason: "none")])
    #expect(adapter.warnings.count == 3)
    for (warning, name) in zip(adapter.warnings, ["verify.soul", "later", "SIG-998"]) {
      #expect(warning.contains(name))
    }
    #expect(adapter.finish() == nil)
  }

  static let ends: [Misbehaviour] = [
    .init("a good end", "read -r line; ready; serve", "none"),
    .init("an end without bye", "read -r line; ready; read -r line; exit 0", "protocol"),
    .init("something after bye", "read -r line; ready; serve; echo more", "protocol"),
    .init("no answer to bye", "read -r line; ready; read -r line; sleep 60 & note $!; wait", "timeout"),
    .init("no end after bye", "read -r line; ready; serve; sleep 60", "timeout"),
    .init(
      "deaf to everything", "trap '' TERM INT HUP PIPE; read -r line; ready; while :; do sleep 0.05; done", "timeout"),
    .init("another answer to bye", "read -r line; ready; read -r line; echo '{\"type\":\"tschuss\"}'", "protocol"),
    .init("a child left behind", "read -r line; ready; sleep 60 & note $!; serve", "none"),
    .init("a child that writes after the end", "read -r line; ready; (sleep 0.2; echo late) & note $!; serve", "none"),
  ]

  @Test("however it ends, no process is left", arguments: ends)
  func end(misbehaviour: Misbehaviour) throws {
    let scripts = AdapterScripts()
    let adapter = try AdapterProcess(
      command: [scripts.script(misbehaviour.script)], corpus: try TestVectors.verifications(1),
      limits: .init(bye: misbehaviour.outcomes[0] == "timeout" ? .milliseconds(400) : .seconds(40)))
    let start = ContinuousClock.now
    let breakage = adapter.finish()
    #expect((breakage?.kind.rawValue ?? "none") == misbehaviour.outcomes[0], "\(breakage?.detail ?? "")")
    #expect(ContinuousClock.now - start < .seconds(30), "it waited for something that had ended")
    #expect(!scripts.noted.isEmpty && scripts.allEnd(), "still there: \(scripts.running)")
  }

  @Test("an adapter that is dropped without bye leaves no process")
  func dropped() throws {
    let scripts = AdapterScripts()
    _ = try start([scripts.script("read -r line; ready; sleep 60 & note $!; serve")])
    #expect(!scripts.noted.isEmpty && scripts.allEnd())
  }
}
