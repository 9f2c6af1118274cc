import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// Reads the body of a request strictly.
struct BodyReader {
  private let exchange: HTTPExchange
  private let headers: [HeaderField]
  private let spool: Spool?

  /// What a body contains.
  struct Content {
    var object = JSONObject()
    var file: ReceivedFile?
  }

  init(_ exchange: HTTPExchange, _ headers: [HeaderField], spool: Spool?) {
    self.exchange = exchange
    self.headers = headers
    self.spool = spool
  }

  /// Reads the body that an operation expects.
  ///
  /// - Throws: ``Rejection`` for another body, and `HTTPExchangeError` for one that does not arrive.
  func read(_ expected: ServiceOperation.Body) throws -> Content {
    switch expected {
    case .none: Content()
    case .file(let limit): Content(file: try file(limit))
    case .required(let schema): Content(object: try object(schema, isOptional: false))
    case .optional(let schema): Content(object: try object(schema, isOptional: true))
    case .requiredOrForm(let schema, let fields): Content(object: try objectOrForm(schema, fields))
    }
  }

  // MARK: - JSON

  private func object(_ schema: ObjectSchema, isOptional: Bool) throws -> JSONObject {
    // A body of another type is refused before it is read, so that the client need not send it.
    try checkCoding()
    let type = HeaderReader.single("content-type", in: headers)
    if type != nil || !isOptional || !exchange.body.isComplete {
      guard type.flatMap({ MediaType(parsing: $0) })?.essence == "application/json" else {
        throw Rejection(.mediaTypeNotSupported, field: "Content-Type", "the Content-Type is not application/json")
      }
    }
    guard let bytes = try exchange.body.readAll(limit: schema.bodyLimit) else {
      throw Rejection(.bodyTooLarge, "the body is larger than \(schema.bodyLimit) bytes")
    }
    if bytes.isEmpty, isOptional { return JSONObject() }
    return try BodyReader.object(bytes, schema)
  }

  /// Reads JSON, or a form in a URL's encoding (`application/x-www-form-urlencoded`), whose fields are texts.
  private func objectOrForm(_ schema: ObjectSchema, _ fields: [Text: Text]) throws -> JSONObject {
    let type = HeaderReader.single("content-type", in: headers).flatMap { MediaType(parsing: $0) }?.essence
    if type == "application/json" { return try object(schema, isOptional: false) }
    guard type == "application/x-www-form-urlencoded" else {
      throw Rejection(
        .mediaTypeNotSupported, field: "Content-Type",
        "the Content-Type is neither application/json nor application/x-www-form-urlencoded")
    }
    try checkCoding()
    guard let bytes = try exchange.body.readAll(limit: schema.bodyLimit) else {
      throw Rejection(.bodyTooLarge, "the body is larger than \(schema.bodyLimit) bytes")
    }
    var object = JSONObject()
    for (name, value) in URLEncodedForm.fields(Text(bytes: bytes)) where !fields.values.contains(name) {
      let member = fields[name] ?? name
      guard object[member] == nil else {
        throw Rejection(.bodyInvalid, field: name.string, "the field \"\(name)\" occurs twice")
      }
      guard value.validString != nil else {
        throw Rejection(.bodyInvalid, field: name.string, "the field \"\(name)\" is not UTF-8")
      }
      object[member] = .string(value)
    }
    if let violation = schema.violation(in: object) {
      // Named as the form has it.
      guard let field = fields.first(where: { $0.value.string == violation.field })?.key else { throw violation }
      throw Rejection(
        violation.code, field: field.string, "the field \"\(field)\" of the form is missing or not valid")
    }
    return object
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

  private func checkCoding() throws(Rejection) {
    let coding = HeaderReader.single("content-encoding", in: headers)?.lowercased ?? "identity"
    guard coding == "identity" else {
      throw Rejection(.mediaTypeNotSupported, field: "Content-Encoding", "the body is compressed or encoded")
    }
  }

  // MARK: - Files

  /// Receives a form in constant memory, and returns its file.
  ///
  /// - Parameter limit: The largest size of the file in bytes.
  private func file(_ limit: Int) throws -> ReceivedFile {
    guard let spool else { throw Rejection(.internalError, "the service has no spool") }
    try checkCoding()
    let type = HeaderReader.single("content-type", in: headers)
    guard let type, MediaType(parsing: type)?.essence == "multipart/form-data" else {
      throw Rejection(.mediaTypeNotSupported, field: "Content-Type", "the Content-Type is not multipart/form-data")
    }
    // The fields and the heads of the parts are limited, too, so a longer body cannot have a file within the limit.
    let longest = limit + 2 * FormParser.longestFields
    if case .length(let length) = exchange.body.framing, length > longest { throw FileReceiver.tooLarge(limit) }
    var receiver = FileReceiver(spool: spool, limit: limit)
    do {
      var parser = try FormParser(contentType: type)
      while true {
        let bytes = try exchange.body.read(upTo: 128 << 10)
        if bytes.isEmpty { break }
        // What comes after the file has no other bound.
        guard exchange.body.received <= longest else { throw FileReceiver.tooLarge(limit) }
        try parser.append(bytes.span.bytes, to: &receiver)
      }
      try parser.finish()
    } catch let rejection as Rejection where rejection.code == .maxPostPreDataLengthExceeded {
      throw Rejection(
        .fileInvalid, field: "file", "the form has more than \(FormParser.longestFields) bytes before a part \"file\"")
    } catch let rejection as Rejection where !BodyReader.codesOfFiles.contains(rejection.code) {
      throw Rejection(.bodyInvalid, "the form is not well-formed: \(rejection.message)")
    }
    return try receiver.received()
  }

  /// The codes of a receiver. Others come from the parser.
  private static let codesOfFiles: Set<ErrorCode> = [.fileInvalid, .fileTooLarge, .spoolFull, .internalError]
}
