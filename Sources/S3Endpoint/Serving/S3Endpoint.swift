package import HTTPCore
package import HTTPServer

/// A strict S3 endpoint for tests. It accepts what Amazon S3 accepts, and names the rule that any other request breaks.
///
/// ```swift
/// let storage = try ObjectStorage(inMemory: ())
/// let endpoint = S3Endpoint(configuration: S3Configuration(credentials: [credentials]), storage: storage)
/// let address = try endpoint.start()
/// ```
package final class S3Endpoint: Sendable {
  package let service: S3Service
  package let journal: RequestJournal
  package let faults = FaultPlan()
  /// Answers the endpoint's requests, for a server that also has others.
  package let handler: any HTTPHandler
  private let server: HTTPServer

  /// - Parameter log: Takes an entry for each request that was answered; nil if nobody reads the log.
  package init(
    configuration: S3Configuration, storage: ObjectStorage,
    listening: HTTPServerConfiguration = HTTPServerConfiguration(),
    log: (@Sendable (JournalEntry) -> Void)? = nil
  ) {
    let clock = MovableClock(configuration.clock)
    var configuration = configuration
    configuration.clock = Clock { clock.now() }
    let service = S3Service(configuration: configuration, storage: storage)
    let journal = RequestJournal(capacity: configuration.journalLength)
    let control = ControlPlane(service: service, journal: journal, faults: faults, clock: clock)
    self.service = service
    self.journal = journal
    handler = S3Handler(service: service, journal: journal, faults: faults, control: control, log: log)
    server = HTTPServer(configuration: listening, handler: handler)
  }

  /// Begins to listen.
  ///
  /// - Returns: The address, with the port that was chosen.
  package func start() throws(HTTPServerError) -> SocketAddress { try server.start() }

  /// Stops listening, and gives the requests that are being answered this long to finish.
  package func stop(within time: Duration = .seconds(5)) {
    // A delay must not be waited for.
    faults.removeAll()
    server.stop(within: time)
  }
}
