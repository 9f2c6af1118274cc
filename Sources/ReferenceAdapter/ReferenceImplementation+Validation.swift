import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The operations of the subject Validation.

extension ReferenceImplementation {
  func parseMediaType(_ input: InputReader) throws -> JSONValue {
    let text = try input.text("text")
    guard let type = MediaType(parsing: text) else {
      throw Rejection(
        .invalidMediaType, field: "text",
        "\"\(text.printable)\" is no media type: TYPE/SUBTYPE, two tokens")
    }
    return type.protocolForm(serialized: type.serialized)
  }

  func readLimits(_ input: InputReader) throws -> JSONValue {
    // As getenv has it: the first of equal names.
    let environment = Dictionary(
      try input.fields("environment").map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return try UploadLimits(environment: environment).protocolForm
  }

  func validateObject(_ input: ValidationInput) throws -> JSONValue {
    try ObjectValidator.decide(
      on: input.answer, limits: input.limits, etag: input.etag, firstBytes: input.firstBytes
    ).protocolForm
  }
}
