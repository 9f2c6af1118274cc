package import ReferenceImpl
package import VideoSpec

/// The recording service: it hands out upload forms, and records what arrived.
package final class RecordingService: Service {
  package let recorder: Recorder
  private let database: any RecordStore
  let store: VideoStore
  package let settings: Settings

  /// The options of the service beside those of its recorder.
  package struct Settings: Sendable {
    /// Where browsers reach the bucket, for playback.
    package var location: S3Location
    /// How long a guest's session is valid, in seconds; nil if the service has no guests.
    package var guestSeconds: Int?
    /// Whether the store explains refusals.
    package var isDevelopment: Bool
    package var now: @Sendable () -> Timestamp

    package init(
      location: S3Location, guestSeconds: Int?, isDevelopment: Bool,
      now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
      self.location = location
      self.guestSeconds = guestSeconds
      self.isDevelopment = isDevelopment
      self.now = now
    }
  }

  package init(
    database: any RecordStore, configuration: Recorder.Configuration, store: VideoStore, settings: Settings
  ) {
    self.database = database
    recorder = Recorder(store: database, configuration: configuration)
    self.store = store
    self.settings = settings
  }

  package var title: String { "Recording" }
  package var summary: String { "Records video answers: upload forms, and what the store holds." }
  package var fieldNames: [String: String] {
    ["question": "question_id", "externalId": "external_id", "origin": "Origin"]
  }
  package var origins: Set<Text> { recorder.configuration.origins }
  package var authentication: ServiceAuthentication { .cookie }
  package var spool: Spool? { nil }

  package var operations: [ServiceOperation] {
    [begin, complete, upload] + sessions.operations + [limits]
  }

  package func obstacles() -> [(name: String, reason: String)] {
    var obstacles: [(name: String, reason: String)] = []
    do { try database.check() } catch { obstacles.append(("the database", "\(error)")) }
    do throws(Rejection) {
      try recorder.decide(on: store.head("video-spec/readiness"))
    } catch {
      obstacles.append(("the store", error.message))
    }
    return obstacles
  }
}
