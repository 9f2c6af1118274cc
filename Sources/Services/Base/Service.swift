package import VideoSpec

/// A service over HTTP: what the handler, the OpenAPI document and the tests need to know of it.
package protocol Service: Sendable {
  /// The title and the summary of the OpenAPI document.
  var title: String { get }
  var summary: String { get }
  /// The operations, in the order of the documentation.
  var operations: [ServiceOperation] { get }
  /// The origins whose pages may send cookies.
  var origins: Set<Text> { get }
  /// What a problem calls the fields that rejections name, where that differs.
  var fieldNames: [String: String] { get }
  /// Why the service cannot do its work at the moment, by the name of what it depends on; empty if it can.
  func obstacles() -> [(name: String, reason: String)]
}
