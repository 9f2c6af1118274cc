import Foundation
import Gate
import Rehearsal
import Testing
import VideoSpec

/// The services on each engine, started and gated as by a user.
@Suite("The services meet their profiles", .timeLimit(.minutes(60)))
struct ServiceEngineTests {
  /// Gates the service, which the gate starts.
  ///
  /// - Parameters:
  ///   - service: The name of the service.
  ///   - database: The URL of the database, or nil for SQLite in the service's directory.
  private func check(_ profile: Profile, service: String, _ database: Text? = nil) throws {
    // A port that was free a moment ago.
    let other = try LoopbackServer { _, _ in .answer(200) }
    let address = other.endpoint.authority.string
    other.stop()
    let scratch = ScratchDirectory()
    let directory = scratch.database + ".service"
    let variable = database.map { "DATABASE_URL='\($0)' " } ?? ""
    let serve = "\(variable)exec '\(Program.videoSpec)' serve --service \(service) '\(directory)' --listen \(address)"
    let result = try Program.run(
      Program.videoSpec,
      [
        "check", "--endpoint", "http://\(address)", "--profile", profile.rawValue, "--strict", "--quiet", "--start",
        serve + " --quiet", "--hook", serve + " --hook", "--timeout-scale", "10",
      ])
    withExtendedLifetime(scratch) {}
    #expect(result.status == 0, "\(result.output.suffix(6000))\(result.error)")
    let count = Corpus.shared.cases.count { $0.profile == profile && $0.withdrawn == nil }
    #expect(count > 200 && result.output.contains("\(count) cases") && result.output.hasSuffix("\nconformant\n"))
  }

  @Test("recording on SQLite")
  func sqlite() throws { try check(.recordingHTTP, service: "recording") }

  @Test("the library on SQLite")
  func librarySQLite() throws { try check(.library, service: "library") }

  @Test("membership on SQLite")
  func membershipSQLite() throws { try check(.membership, service: "membership") }

  @Test(
    "recording on DynamoDB", .enabled(if: DynamoServer.isThere, DynamoServer.reason),
    .enabled(if: DynamoServer.isAlone, DynamoServer.aloneReason))
  func dynamoDB() throws {
    // moto lets concurrent transactions read and write in between one another, so the profile cannot pass there.
    let endpoint = try DynamoServer.shared(.ministack).endpoint.origin
    try check(
      .recordingHTTP, service: "recording", "dynamodb://recordings?region=us-east-1&create=true&endpoint=" + endpoint)
  }

  #if PostgreSQL
    @Test("recording on PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func postgres() throws { try check(.recordingHTTP, service: "recording", PostgresServer.shared.schema().url) }

    @Test("the library on PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func libraryPostgres() throws { try check(.library, service: "library", PostgresServer.shared.schema().url) }

    @Test("membership on PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func membershipPostgres() throws {
      try check(.membership, service: "membership", PostgresServer.shared.schema().url)
    }
  #endif
}
