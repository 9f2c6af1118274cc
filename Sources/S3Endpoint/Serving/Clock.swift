import ReferenceImpl
package import VideoSpec

/// The clock of an endpoint, read once for each request.
package struct Clock: Sendable {
  private let read: @Sendable () -> Timestamp

  package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

  /// The machine's clock.
  package static let system = Clock { SystemClock.now() }

  package func now() -> Timestamp { read() }
}
