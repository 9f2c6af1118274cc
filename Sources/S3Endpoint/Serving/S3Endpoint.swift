package import HTTPCore
package import HTTPServer

/// A strict S3 endpoint for tests: it accepts what Amazon S3 accepts, and says of everything else which rule it breaks.
///
/// ```swift
/// let storage = try ObjectStorage(inMemory: ())
/// let endpoint = S3Endpoint(configuration: S3Configuration(credentials: [credentials]), storage: storage)
/// let address = try endpoint.start()
/// ```
package final class S3Endpoint: Sendable {
  package let service: S3Service
  package let journal: RequestJournal
  private let server: HTTPServer

  /// - Parameter log: Takes a line for each request that was answered.
  package init(
    configuration: S3Configuration, storage: ObjectStorage,
    listening: HTTPServerConfiguration = HTTPServerConfiguration(),
    log: @escaping @Sendable (JournalEntry) -> Void = { _ in }
  ) {
    service = S3Service(configuration: configuration, storage: storage)
    journal = RequestJournal(capacity: configuration.journalLength)
    server = HTTPServer(
      configuration: listening, handler: S3Handler(service: service, journal: journal, log: log))
  }

  /// Begins to listen.
  ///
  /// - Returns: The address, with the port that was chosen.
  package func start() throws(HTTPServerError) -> SocketAddress { try server.start() }

  /// Ends: requests that are being answered have this long to end.
  package func stop(within time: Duration = .seconds(5)) { server.stop(within: time) }
}
