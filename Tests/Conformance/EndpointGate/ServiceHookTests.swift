import Gate
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("The hook of a backend", .timeLimit(.minutes(60)))
struct ServiceHookTests {
  private static let hello =
    #"{"name": "mine", "version": "2", "origin": "http://localhost:8000", "states": ["user"], "actions": ["sweep"]}"#

  /// A hook that runs as a shell command: a line for each message.
  private func hook(_ script: String, seconds: Int = 20) throws -> (hook: ServiceHook, process: HookProcess) {
    let process = try HookProcess(command: script, environment: AdapterEnvironment(adding: ["COLOR": "it's blue"]))
    return (try ServiceHook(process, within: .seconds(seconds)), process)
  }

  private func given(session: String = "valid") throws -> ServiceGiven {
    let corpus = try ServiceFixture.corpus(
      given: #"[{"state": "user", "as": "alice", "session": "\#(session)"}]"#,
      steps: #"[{"call": "begin", "expect": {"status": 401}}]"#)
    return try #require(ServiceScenario(corpus.cases[0])?.given.first)
  }

  private func action() throws -> ServiceActionStep {
    let corpus = try ServiceFixture.corpus(steps: #"[{"run": "sweep", "offset": 60}, \#(ServiceFixture.begun)]"#)
    guard case .run(let step)? = ServiceScenario(corpus.cases[0])?.steps.first else { throw HookFault("no action") }
    return step
  }

  @Test("a hook is greeted, and sets up states and runs actions with its environment")
  func good() throws {
    let script = """
      read hello; echo '\(Self.hello)'
      read setup; echo "$setup" >&2; printf '{"values": {"name": "%s", "cookie": "session=abc", "more": [1]}}\\n' "$COLOR"
      read run; case "$run" in *'"run":"sweep","with":{"offset":60}'*) echo '{"values": {}}';; *) echo '{"error": "x"}';; esac
      """
    let (hook, process) = try hook(script)
    defer { process.end() }
    #expect(hook.information.name == "mine" && hook.information.origin == "http://localhost:8000")
    let values = try hook.setUp(given())
    #expect(values["name"]?.string == "it's blue" && values["cookie"]?.string == "session=abc")
    try hook.run(action())
  }

  @Test("the messages are as documented")
  func messages() throws {
    let log = try ScratchFile()
    let script = """
      while read line; do echo "$line" >> '\(log.path)'; case "$line" in *hello*) echo '\(Self.hello)';; \
      *) echo '{"values": {"name": "n", "cookie": "a=b"}}';; esac; done
      """
    let (hook, process) = try hook(script)
    defer { process.end() }
    _ = try hook.setUp(given(session: "expired"))
    let lines = try Text(bytes: FileSystem.read(log.path)).split(at: 0x0A).map(\.string)
    #expect(lines[0] == #"{"hook":1,"hello":{"gate":"video-spec \#(Suite.version)"}}"#)
    #expect(lines[1] == #"{"setup":"user","with":{"session":"expired"}}"#)
  }

  private static let wrongGreetings: [(script: String, message: String)] = [
    ("read hello; echo no", "not JSON"), ("read hello; echo '[]'", "no object"),
    ("read hello; echo '{}'", #"no text "name""#),
    (#"R '{"name": "n", V, "origin": "localhost", "states": [], "actions": []}'"#, "\"origin\""),
    (#"R '{"name": "n", V, "origin": "http://a/", "states": [], "actions": []}'"#, "\"origin\""),
    (#"R '{"name": "n", V, "origin": "http://a", "actions": []}'"#, "\"states\""),
    (#"R '{"name": "n", V, "origin": "http://a", "states": [1], "actions": []}'"#, "texts"),
    ("exit 3", "it ended with exit status 3"), ("echo broken >&2; exit 1", "broken"),
    ("read hello; sleep 60", "no line within"), ("read hello; exec >&-; sleep 60", "closed its standard output"),
    ("read hello; printf 'one\\ntwo\\n'", "more than one line"),
    ("read hello; head -c 100000 /dev/zero | tr '\\0' x; echo", "a line of more than 65536 bytes"),
    ("read hello; exec tr '\\0' x </dev/zero", "a line of more than 65536 bytes"),
  ]

  @Test(
    "a hook that lies, hangs, floods or exits instead of greeting is an error that says so",
    arguments: wrongGreetings)
  func badGreetings(script: String, message: String) {
    let script = script.replacing("R '", with: "read hello; echo '").replacing("V,", with: #""version": "1","#)
    let error = #expect(throws: HookFault.self) { _ = try hook(script, seconds: message == "no line within" ? 1 : 60) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  private static let wrongReplies: [(reply: String, message: String)] = [
    ("{}", "neither"), (#"{"values": {}, "error": "x"}"#, "neither"), (#"{"values": []}"#, "no object"),
    (#"{"error": 1}"#, "no text"), (#"{"values": {"name": "n"}}"#, #"no value "cookie""#),
    (#"{"values": {"name": true, "cookie": "a=b"}}"#, "neither text nor integer"),
    (#"{"values": {"name": "n", "cookie": "abc"}}"#, "not NAME=VALUE"),
    (#"{"values": {"name": "n", "cookie": "a=b\\r\\nX: y"}}"#, "not NAME=VALUE"),
  ]

  @Test(
    "a reply that the protocol does not allow ends all questions",
    arguments: wrongReplies)
  func badReplies(reply: String, message: String) throws {
    let (hook, process) = try hook("read hello; echo '\(Self.hello)'; read setup; echo '\(reply)'; sleep 60")
    defer { process.end() }
    for _ in 0..<2 {
      let problem = #expect(throws: ServiceHook.Problem.self) { _ = try hook.setUp(given()) }
      guard case .broken(let reason)? = problem else {
        Issue.record("\(String(describing: problem))")
        continue
      }
      #expect(reason.contains(message), "\(reason)")
    }
  }

  @Test("what a hook does not support is told apart from what it failed to do")
  func unsupported() throws {
    let script = """
      read hello; echo '\(Self.hello)'; read a; echo '{"unsupported": "no sessions"}'; read b; echo '{"error": "locked"}'
      """
    let (hook, process) = try hook(script)
    defer { process.end() }
    #expect(throws: ServiceHook.Problem.unsupported(#"the hook does not support the state "user": no sessions"#)) {
      _ = try hook.setUp(given())
    }
    #expect(throws: ServiceHook.Problem.failed(#"the hook failed with the action "sweep": locked"#)) {
      try hook.run(action())
    }
  }

  @Test("a hook behind a URL gets the same messages by POST")
  func url() throws {
    let server = try LoopbackServer { request, number in
      guard request.method == "POST", request.target == "/hook?x=1" else { return .answer(404) }
      return .answer(200, [], number == 1 ? Text(Self.hello) : #"{"values": {"name": "n", "cookie": "a=b"}}"#)
    }
    defer { server.stop() }
    let url = try #require(HookURL(server.endpoint.origin + "/hook?x=1"))
    let hook = try ServiceHook(url, within: .seconds(20))
    #expect(try hook.setUp(given())["cookie"]?.string == "a=b")
    #expect(server.requests[1].body == #"{"setup":"user","with":{"session":"valid"}}"#)
    #expect(HookURL("ftp://x/") == nil && HookURL("http://a b/") == nil && HookURL("http:///x") == nil)
  }

  @Test("a URL that fails is an error that says how")
  func badURL() throws {
    for (reply, message) in [
      (LoopbackServer.Reply.answer(500, [], "{}"), "the status 500"), (.broken("x"), "could not be asked"),
      (.answer(200, [], Text(String(repeating: "x", count: 100_000))), "more than 65536 bytes"), (.silence, "within"),
    ] {
      let server = try LoopbackServer { _, _ in reply }
      defer { server.stop() }
      let url = try #require(HookURL(server.endpoint.origin))
      let limit = Duration.seconds(message == "within" ? 1 : 30)
      let error = #expect(throws: HookFault.self) { _ = try ServiceHook(url, within: limit) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }
}
