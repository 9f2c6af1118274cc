import Synchronization

/// Collects the intermediate texts of a signature or a verification.
///
/// Pass a recorder to a signer or a verifier to see how it reached its result, and read ``trace`` afterwards. The steps are recorded even
/// when the call throws, up to the step that failed. Use a new recorder for each call: steps are appended, and none is removed.
///
/// ```swift
/// let recorder = TraceRecorder()
/// let signed = try signer.presignedURL(for: request, expires: 300, at: now, trace: recorder)
/// print(recorder.trace["canonicalRequest"] ?? "")
/// ```
public final class TraceRecorder: Sendable {
  private let recorded = Mutex(Trace())

  public init() {}

  /// The steps recorded so far, in the order in which they arose.
  public var trace: Trace { recorded.withLock { $0 } }

  /// Appends a step.
  public func record(_ name: String, _ value: Text) {
    recorded.withLock { $0.steps.append(.init(name: name, value: value)) }
  }
}
