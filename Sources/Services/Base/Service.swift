package import VideoSpec

/// How requests name the user.
package enum ServiceAuthentication: Sendable {
  /// By the cookie `session`.
  case cookie
  /// By a bearer token, or by the cookie `session` of a page, with the same value.
  case bearer
  /// By a bearer token, which a login with a password returns.
  case password(loginPath: String)
}

/// A service over HTTP: what the handler, the OpenAPI document and the tests need to know of it.
package protocol Service: Sendable {
  /// The title and the summary of the OpenAPI document.
  var title: String { get }
  var summary: String { get }
  /// The operations, in the order of the documentation.
  var operations: [ServiceOperation] { get }
  /// How requests name the user.
  var authentication: ServiceAuthentication { get }
  /// Where files are kept while they arrive; nil for a service that takes none.
  var spool: Spool? { get }
  /// The origins whose pages may send cookies.
  var origins: Set<Text> { get }
  /// What a problem calls the fields that rejections name, where that differs.
  var fieldNames: [String: String] { get }
  /// What the metrics call the results of ``sweep(at:)``.
  var sweptCounter: String { get }
  /// Does what has to be done from time to time, such as settling the uploads that never ended, as if it were this time.
  ///
  /// - Returns: How many results there were.
  func sweep(at time: Timestamp) throws(Rejection) -> Int
  /// Why the service cannot do its work at the moment, by the name of what it depends on; empty if it can.
  func obstacles() -> [(name: String, reason: String)]
}

extension Service {
  package var sweptCounter: String { "uploads_swept" }
}
