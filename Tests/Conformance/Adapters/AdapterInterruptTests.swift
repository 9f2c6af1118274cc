import Foundation
import Gate
import Testing

@Suite("An interrupted gate", .timeLimit(.minutes(60)))
struct AdapterInterruptTests {
  /// Not by SIGINT and SIGHUP: whoever runs the tests in the background may have them ignore those.
  @Test("takes its adapter with it", arguments: [SIGTERM, SIGQUIT])
  func interrupted(by signal: Int32) throws {
    let scripts = AdapterScripts()
    let gate = Process()
    gate.executableURL = URL(fileURLWithPath: Program.videoSpec)
    let adapter = try scripts.script("read -r line; sleep 60 & note $!; wait")
    gate.arguments = ["check", "--profile", "verify", "--", adapter]
    gate.standardOutput = FileHandle.nullDevice
    gate.standardError = FileHandle.nullDevice
    try gate.run()
    for _ in 0..<6000 where scripts.noted.count < 2 { usleep(10_000) }
    try #require(scripts.running.count == 2)
    kill(gate.processIdentifier, signal)
    gate.waitUntilExit()
    #expect(gate.terminationReason == .uncaughtSignal && gate.terminationStatus == signal)
    #expect(scripts.allEnd(), "still there: \(scripts.running)")
  }
}
