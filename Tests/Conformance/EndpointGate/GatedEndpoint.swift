import EndpointGate
import Gate
import HTTPCore
import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// A strict S3 in this process and in memory, with checks switched off, and the gate that drives it.
final class GatedEndpoint {
  private static let main = Credentials(
    accessKeyID: "VIDEOSPECTESTKEY0001", secretAccessKey: Secret("video-spec-test-secret-for-loopback-only"))
  private static let session = Credentials(
    accessKeyID: "VIDEOSPECTESTKEY0002", secretAccessKey: Secret("another-test-secret-for-loopback-only"),
    sessionToken: Secret("a-session-token-for-loopback-only"))

  private let server: S3Endpoint
  private let gate: EndpointGate

  /// - Parameters:
  ///   - lanes: How many scenarios run at the same time.
  ///   - signer: Who signs the requests.
  init(disabled: Set<EndpointCheck> = [], lanes: Int, signer: any RequestSigner = OwnSigner()) throws {
    var configuration = S3Configuration(credentials: [Self.main, Self.session])
    configuration.disabledChecks = disabled
    server = S3Endpoint(configuration: configuration, storage: try ObjectStorage(inMemory: ()))
    let endpoint = try #require(Endpoint(Text("http://127.0.0.1:\(try server.start().port)")))
    gate = EndpointGate(
      EndpointConfiguration(
        endpoint: endpoint, credentials: Self.main, session: Self.session, responseSeconds: 20, lanes: lanes),
      signer: signer)
  }

  deinit { server.stop(within: .seconds(1)) }

  /// The IDs in the warnings of the last requests.
  var warnings: Set<Text> { Set(server.journal.entries.flatMap(\.warnings).map(\.id)) }

  /// Runs scenarios.
  ///
  /// - Parameter stopsAtFailure: Whether the run ends with the first scenario that counts and fails.
  func run(_ plan: Plan, stopsAtFailure: Bool) -> [CaseOutcome] {
    gate.run(plan) { stopsAtFailure && $0.isGatingFailure }.outcomes
  }
}

extension CaseOutcome {
  /// Whether the scenario fails and counts.
  var isGatingFailure: Bool { verdict.kind == .fail && vector.evidence.kind != .contested }
}
