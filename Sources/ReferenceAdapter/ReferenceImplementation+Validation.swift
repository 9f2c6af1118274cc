import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Validation.

extension ReferenceImplementation {
  func parseMediaType(_ text: Text) throws -> JSONValue {
    guard let type = MediaType(parsing: text) else {
      throw Rejection(
        .invalidMediaType, field: "text",
        "\"\(text.printable)\" is no media type: TYPE/SUBTYPE, two tokens")
    }
    return type.protocolForm(serialized: type.serialized)
  }

  func readLimits(_ variables: [HeaderField]) throws -> JSONValue {
    // Of equal names the first counts, as with `getenv`.
    let environment = Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return try UploadLimits(environment: environment).protocolForm
  }

  func validateObject(_ input: ValidationInput) throws -> JSONValue {
    try ObjectValidator.decide(
      on: input.response, limits: input.limits, etag: input.etag, firstBytes: input.firstBytes
    ).protocolForm
  }
}
