import Foundation
import Gate
import Testing

@Suite("An interrupted gate", .timeLimit(.minutes(1)))
struct AdapterInterruptTests {
  /// By SIGTERM alone: whoever runs the tests in the background may have them ignore the others.
  @Test("takes its adapter with it")
  func interrupted() throws {
    let scripts = AdapterScripts()
    let gate = Process()
    gate.executableURL = URL(fileURLWithPath: Program.videoSpec)
    let adapter = try scripts.script("read -r line; sleep 60 & note $!; wait")
    gate.arguments = ["check", "--profile", "verify", "--", adapter]
    gate.standardOutput = FileHandle.nullDevice
    gate.standardError = FileHandle.nullDevice
    try gate.run()
    for _ in 0..<1000 where scripts.noted.count < 2 { usleep(10_000) }
    try #require(scripts.running.count == 2)
    kill(gate.processIdentifier, SIGTERM)
    gate.waitUntilExit()
    #expect(gate.terminationReason == .uncaughtSignal && gate.terminationStatus == SIGTERM)
    #expect(scripts.allEnd(), "still there: \(scripts.running)")
  }
}
