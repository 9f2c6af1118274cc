package import ReferenceImpl
package import VideoSpec

/// The library service: takes videos, lists and finds them, and creates jobs for them.
package final class LibraryService: Service {
  package let library: Library
  let database: any LibraryStore
  let store: VideoStore
  package let settings: Settings

  /// The options of the service beside those of its library.
  package struct Settings: Sendable {
    /// The origins whose pages may send cookies.
    package var origins: Set<Text>
    /// Where files are kept while they arrive.
    package var spool: Spool
    /// How long a guest's session is valid, in seconds; nil if the service has no guests.
    package var guestSeconds: Int?
    /// Whether the store explains refusals.
    package var isDevelopment: Bool
    /// Reads durations and makes thumbnails; nil without the programs for it.
    package var tools: MediaTools?
    package var now: @Sendable () -> Timestamp

    package init(
      origins: Set<Text>, spool: Spool, guestSeconds: Int?, isDevelopment: Bool, tools: MediaTools? = nil,
      now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
      self.origins = origins
      self.spool = spool
      self.guestSeconds = guestSeconds
      self.isDevelopment = isDevelopment
      self.tools = tools
      self.now = now
    }
  }

  package init(
    database: any LibraryStore, configuration: Library.Configuration, store: VideoStore, settings: Settings
  ) {
    self.database = database
    library = Library(store: database, configuration: configuration)
    self.store = store
    self.settings = settings
  }

  package var title: String { "Library" }
  package var summary: String { "Keeps users' videos: uploads, lists, searches, and jobs for stored videos." }
  package var fieldNames: [String: String] { [:] }
  package var origins: Set<Text> { settings.origins }
  package var authentication: ServiceAuthentication { .bearer }
  package var spool: Spool? { settings.spool }

  package var operations: [ServiceOperation] {
    [list, recent, byKey, delete, upload, createJob] + sessions.operations + [limits]
  }

  package func obstacles() -> [(name: String, reason: String)] {
    VideoStore.obstacles(of: store) { try database.check() }
  }

  /// Deletes the objects of uploads that began long ago and did not end.
  package func sweep(at time: Timestamp) throws(Rejection) -> Int {
    var swept = 0
    for key in try library.takeAbandonedUploads(at: time) {
      do throws(Rejection) { try store.delete(key) } catch {
        // The store may respond again when the next sweep comes.
        continue
      }
      try library.release(key)
      swept += 1
    }
    return swept
  }

  /// Where an object is, without access to it (LIB-060).
  func url(of key: Text) -> Text { library.configuration.location.url(of: key) }
}
