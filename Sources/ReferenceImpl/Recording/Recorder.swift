public import VideoSpec

/// Records uploads: before an upload what should arrive, and after it what did.
///
/// Each step is one transaction, so it is recorded completely or not at all. A recorder may be used from many threads, and
/// several recorders may share a database.
///
/// ```swift
/// let recorder = Recorder(store: try SQLiteRecordStore(path: "recordings.db"), configuration: configuration)
/// let upload = try recorder.beginUpload(by: caller, question: 7, duration: "12.5", at: now, random: bytes)
/// // … the browser posts upload.post …
/// let result = try await recorder.completeUpload(upload.externalID, by: caller, asking: bucket, at: later)
/// ```
public final class Recorder: Sendable {
  public let configuration: Configuration
  let store: any RecordStore

  public init(store: any RecordStore, configuration: Configuration) {
    self.store = store
    self.configuration = configuration
  }

  /// Runs a transaction, and turns the store's errors into what the caller is told.
  ///
  /// - Parameters:
  ///   - externalID: The upload that the transaction is about. It is read once the transaction has ended.
  ///   - reach: Called at the commit; see ``RecordStore/transaction(reaching:_:)``.
  func transaction<Result: Sendable>(
    about externalID: @autoclosure () -> Text, reaching reach: (RecordingPoint) throws -> Void = { _ in },
    _ body: (any RecordTransaction) throws -> Result
  ) throws(Rejection) -> Result {
    try reporting(about: externalID()) { try store.transaction(reaching: reach, body) }
  }

  /// Turns the store's errors into what the caller is told.
  func reporting<Result>(
    about externalID: @autoclosure () -> Text = Text(), _ work: () throws -> Result
  ) throws(Rejection) -> Result {
    do { return try work() } catch let rejection as Rejection { throw rejection } catch let error as RecordStoreError {
      throw RecordingRejections.failure(error, of: externalID())
    } catch {
      throw RecordingRejections.failure(RecordStoreError(.failed, "\(error)"), of: externalID())
    }
  }
}

extension Recorder {
  /// The options of a recorder.
  public struct Configuration: Sendable {
    public var limits: UploadLimits
    /// The longest recording, in seconds.
    public var maximumDuration: Int
    /// How long a form is valid, in seconds.
    public var formSeconds: Int
    /// How long after the form's expiration a sweep gives up an upload that did not arrive, in seconds.
    public var sweepSeconds: Int
    /// The origins from which a cookie is accepted, as browsers write them: `https://app.example.com`.
    public var origins: Set<Text>
    /// The signer of the forms.
    public var signer: Signer
    /// Where the forms are posted to.
    public var location: UploadLocation
    /// Called at each point of a step. An error that it throws happens there. Scenarios and tests use it.
    package var reach: @Sendable (RecordingPoint) throws -> Void = { _ in }

    public init(
      limits: UploadLimits, maximumDuration: Int = 3600, formSeconds: Int = 300, sweepSeconds: Int = 3600,
      origins: Set<Text>, signer: Signer, location: UploadLocation = .style(.regional)
    ) {
      self.limits = limits
      self.maximumDuration = maximumDuration
      self.formSeconds = formSeconds
      self.sweepSeconds = sweepSeconds
      self.origins = origins
      self.signer = signer
      self.location = location
    }
  }
}
