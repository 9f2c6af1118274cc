import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// Reads the JSON body of a request strictly.
struct BodyReader {
  private let exchange: HTTPExchange
  private let headers: [HeaderField]

  init(_ exchange: HTTPExchange, _ headers: [HeaderField]) {
    self.exchange = exchange
    self.headers = headers
  }

  /// Reads the body that an operation expects, and checks its types.
  ///
  /// - Returns: The object, or why the body is rejected.
  func read(_ expected: ServiceOperation.Body) throws(HTTPExchangeError) -> Result<JSONObject, Rejection> {
    guard let schema = expected.schema else { return .success(JSONObject()) }
    // A body of another type is refused before it is read, so that the client need not send it.
    if let rejection = mediaTypeRejection(expected) { return .failure(rejection) }
    guard let bytes = try exchange.body.readAll(limit: ServiceHandler.bodyLimit) else {
      return .failure(
        Rejection(.bodyTooLarge, "the body is larger than \(ServiceHandler.bodyLimit) bytes"))
    }
    if bytes.isEmpty, case .optional = expected { return .success(JSONObject()) }
    return Result { () throws(Rejection) in try BodyReader.object(bytes, schema) }
  }

  private static func object(_ bytes: [UInt8], _ schema: ObjectSchema) throws(Rejection) -> JSONObject {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes, depthLimit: ServiceHandler.depthLimit)
    } catch {
      throw Rejection(.bodyInvalid, "the body is not valid JSON: \(error)")
    }
    guard let object = value.object else { throw Rejection(.bodyInvalid, "the body is not a JSON object") }
    if let violation = schema.violation(in: object) { throw violation }
    return object
  }

  private func mediaTypeRejection(_ expected: ServiceOperation.Body) -> Rejection? {
    let coding = HeaderReader.single("content-encoding", in: headers)?.lowercased ?? "identity"
    guard coding == "identity" else {
      return Rejection(.mediaTypeNotSupported, field: "Content-Encoding", "the body is compressed or encoded")
    }
    let type = HeaderReader.single("content-type", in: headers)
    if type == nil, case .optional = expected, exchange.body.isComplete { return nil }
    if type.flatMap({ MediaType(parsing: $0) })?.essence == "application/json" { return nil }
    return Rejection(.mediaTypeNotSupported, field: "Content-Type", "the Content-Type is not application/json")
  }
}
