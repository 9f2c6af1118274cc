public import VideoSpec

/// Decides whether what was stored is what was asked for (VAL-020 to VAL-032).
public enum ObjectValidator {
  /// Decides on a store's response to HEAD.
  ///
  /// - Parameters:
  ///   - etag: The ETag of the object that was validated before (VAL-028), or nil.
  ///   - firstBytes: The object's first ``ContentSample/size`` bytes, or all of them, if its content is to be checked.
  /// - Throws: ``Rejection`` if the response says nothing about the object (VAL-026, VAL-027), or its content cannot be checked (VAL-032).
  public static func decide(
    on answer: StoreResponse, limits: ObjectLimits, etag: Text? = nil, firstBytes: Text? = nil
  ) throws(Rejection) -> ValidationResult {
    if firstBytes != nil { _ = try ContentCheck(mediaType: limits.mediaType) }
    guard let object = try description(in: answer) else { return ValidationResult(violations: [.objectMissing]) }
    return try decide(on: object, limits: limits, etag: etag, firstBytes: firstBytes)
  }

  /// The decision on an object that exists.
  ///
  /// - Parameters:
  ///   - etag: Of the object that was validated before (VAL-028); nil when none was.
  ///   - firstBytes: Where the content is to be checked: the first ``ContentSample/size`` bytes, or all.
  /// - Throws: ``Rejection`` where the content cannot be checked (VAL-032).
  public static func decide(
    on object: ObjectDescription, limits: ObjectLimits, etag: Text? = nil, firstBytes: Text? = nil
  ) throws(Rejection) -> ValidationResult {
    let check = firstBytes == nil ? nil : try ContentCheck(mediaType: limits.mediaType)
    let type = object.contentType.flatMap { MediaType(parsing: $0) }?.essence
    var violations: [Violation] = []
    if object.size == 0 { violations.append(.objectEmpty) }
    if object.size > limits.maximumSize { violations.append(.objectTooLarge) }
    if type != limits.mediaType.lowercased { violations.append(.mediaTypeNotAllowed) }
    if let etag, etag != object.etag { violations.append(.objectReplaced) }
    if let check, let firstBytes, !check.accepts(firstBytes) { violations.append(.contentNotAllowed) }
    return ValidationResult(size: object.size, mediaType: type, etag: object.etag, violations: violations)
  }

  /// Asks a store about an object, and decides.
  ///
  /// - Parameters:
  ///   - etag: Of the object that was validated before (VAL-028); nil when none was.
  ///   - checksContent: Whether the object's first bytes are read and looked at (VAL-030, VAL-031).
  /// - Throws: ``Rejection`` as ``decide(on:limits:etag:firstBytes:)``.
  public static func validate(
    _ key: Text, in store: some ObjectStore, limits: ObjectLimits, etag: Text? = nil, checksContent: Bool = false
  ) async throws(Rejection) -> ValidationResult {
    // Before anybody is asked: a check that is not known is rejected whatever is stored.
    if checksContent { _ = try ContentCheck(mediaType: limits.mediaType) }
    let answer = await store.head(key)
    guard checksContent, let object = try description(in: answer) else {
      return try decide(on: answer, limits: limits, etag: etag)
    }
    // An empty object has no range, so there is nothing to ask for.
    let read =
      object.size == 0
      ? .bytes(Text()) : await store.firstBytes(of: key, count: ContentSample.size, etag: object.etag)
    switch read {
    case .bytes(let bytes):
      return try decide(on: object, limits: limits, etag: etag, firstBytes: bytes)
    case .replaced:
      var result = try decide(on: object, limits: limits, etag: etag)
      if !result.violations.contains(.objectReplaced) { result.violations.append(.objectReplaced) }
      return result
    case .failed(let answer): throw Rejection(store: answer)
    }
  }

  /// The object that an answer describes; nil for one that does not exist.
  private static func description(in answer: StoreResponse) throws(Rejection) -> ObjectDescription? {
    switch answer {
    case .responded(404, _): return nil
    case .responded(200, let headers):
      guard let object = ObjectDescription(headers: headers) else { throw Rejection(store: answer) }
      return object
    default: throw Rejection(store: answer)
    }
  }
}
