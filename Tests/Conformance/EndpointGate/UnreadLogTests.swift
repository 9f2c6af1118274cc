import Foundation
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("The log of the strict S3", .timeLimit(.minutes(60)))
struct UnreadLogTests {
  @Test("an endpoint whose log nobody reads answers all requests, and ends when it is told to")
  func unread() throws {
    let (process, output, log) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: Program.videoSpec)
    process.arguments = ["s3", "--in-memory", "--listen", "127.0.0.1:0", "--json"]
    process.standardOutput = output
    process.standardError = log
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    let started = try JSONValue(parsing: Array(output.fileHandleForReading.availableData))
    let endpoint = try #require(started["url"]?.string.flatMap { Endpoint(Text($0)) })
    let configuration = EndpointConfiguration(
      endpoint: endpoint, credentials: Credentials(accessKeyID: "unknown", secretAccessKey: Secret("unknown")))
    // A pipe holds 64 KiB, which are about 300 lines.
    for number in 0..<1000 {
      let request = try RequestBuilder(configuration: configuration, signer: OwnSigner())
        .request(RequestParts("GET", bucket: "videos", key: Text("\(number)")))
      #expect(try request.exchanged(with: configuration).response?.status == 403)
    }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    #expect(log.fileHandleForReading.availableData.isEmpty == false)
  }
}
