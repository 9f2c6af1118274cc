public import VideoSpec

/// Decides whether a stored object is within its limits (VAL-020 to VAL-032).
///
/// ```swift
/// let result = try await ObjectValidator.validate("videos/2026/01/cat.webm", in: store, limits: limits.object)
/// guard result.isAccepted else { print(result.violations) }
/// ```
public enum ObjectValidator {
  /// Decides on a store's response to HEAD.
  ///
  /// - Parameters:
  ///   - response: The response.
  ///   - limits: The limits of the object.
  ///   - etag: The ETag of the object that was validated before (VAL-028), or nil.
  ///   - firstBytes: The object's first ``ContentSample/size`` bytes, or all of them, if its content is to be checked; else nil.
  /// - Throws: ``Rejection`` if the response says nothing about the object (VAL-026, VAL-027), or its content cannot be checked (VAL-032).
  public static func decide(
    on response: StoreResponse, limits: ObjectLimits, etag: Text? = nil, firstBytes: Text? = nil
  ) throws(Rejection) -> ValidationResult {
    if firstBytes != nil { _ = try ContentCheck(mediaType: limits.mediaType) }
    guard let object = try description(in: response) else { return ValidationResult(violations: [.objectMissing]) }
    return try decide(on: object, limits: limits, etag: etag, firstBytes: firstBytes)
  }

  /// Decides on an object that exists.
  ///
  /// - Parameters:
  ///   - object: The store's description of the object.
  ///   - limits: The limits of the object.
  ///   - etag: The ETag of the object that was validated before (VAL-028), or nil.
  ///   - firstBytes: The object's first ``ContentSample/size`` bytes, or all of them, if its content is to be checked; else nil.
  /// - Throws: ``Rejection`` if the content cannot be checked (VAL-032).
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

  /// Asks a store about an object, and decides on it.
  ///
  /// - Parameters:
  ///   - key: The key of the object.
  ///   - store: The store.
  ///   - limits: The limits of the object.
  ///   - etag: The ETag of the object that was validated before (VAL-028), or nil.
  ///   - checksContent: Whether the object's first bytes are read and checked (VAL-030, VAL-031).
  /// - Throws: ``Rejection`` if the store's response says nothing about the object (VAL-026, VAL-027), or its content cannot be checked (VAL-032).
  public static func validate(
    _ key: Text, in store: some ObjectStore, limits: ObjectLimits, etag: Text? = nil, checksContent: Bool = false
  ) async throws(Rejection) -> ValidationResult {
    // An unknown check is rejected whatever is stored, so the store is not asked.
    if checksContent { _ = try ContentCheck(mediaType: limits.mediaType) }
    let response = await store.head(key)
    guard checksContent, let object = try description(in: response) else {
      return try decide(on: response, limits: limits, etag: etag)
    }
    // An empty object has no range that could be requested.
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
    case .failed(let response): throw Rejection(response)
    }
  }

  /// Returns the object that a response describes, or nil if it does not exist.
  private static func description(in response: StoreResponse) throws(Rejection) -> ObjectDescription? {
    switch response {
    case .responded(404, _): return nil
    case .responded(200, let headers):
      guard let object = ObjectDescription(headers: headers) else { throw Rejection(response) }
      return object
    default: throw Rejection(response)
    }
  }
}
