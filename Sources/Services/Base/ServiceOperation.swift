import ReferenceImpl
package import VideoSpec

/// An operation of a service, declared once: the routing, the checks of a request, the OpenAPI document and the tests follow from it.
package struct ServiceOperation: Sendable {
  /// OpenAPI's `operationId`.
  package let id: String
  package let method: Text
  package let path: PathTemplate
  package let summary: String
  package let description: String
  package let needsSession: Bool
  package let headers: [HeaderParameter]
  package let body: Body
  package let success: Success
  /// The problems that the operation itself reports. Those of bodies are added.
  package let problems: [Problem]
  package let respond: @Sendable (ServiceRequest) throws(Rejection) -> ServiceResponse

  /// What an operation expects in the body of a request.
  package enum Body: Sendable {
    case none
    case required(ObjectSchema)
    /// The body may be empty.
    case optional(ObjectSchema)

    var schema: ObjectSchema? {
      switch self {
      case .none: nil
      case .required(let schema), .optional(let schema): schema
      }
    }
  }

  /// A header that an operation reads.
  package struct HeaderParameter: Sendable {
    package let name: String
    package let description: String
    package let pattern: String
  }

  /// The response of an operation that succeeds.
  package struct Success: Sendable {
    package let status: Int
    package let description: String
    package let content: Content

    package enum Content: Sendable {
      case none
      case json(ObjectSchema)
      /// A document of another media type.
      case document(mediaType: String)
    }
  }

  package init(
    _ id: String, _ method: Text, _ path: PathTemplate, summary: String, description: String = "",
    needsSession: Bool = false, headers: [HeaderParameter] = [], body: Body = .none, success: Success,
    problems: [Problem] = [], respond: @escaping @Sendable (ServiceRequest) throws(Rejection) -> ServiceResponse
  ) {
    self.id = id
    self.method = method
    self.path = path
    self.summary = summary
    self.description = description
    self.needsSession = needsSession
    self.headers = headers
    self.body = body
    self.success = success
    self.problems = problems
    self.respond = respond
  }

  /// All problems that the operation can report, those of its body included.
  package var allProblems: [Problem] {
    problems + (body.schema == nil ? [] : Problem.ofBodies) + [.internalError]
  }
}

/// A path whose segments are texts or parameters, such as `/api/video/{external_id}`.
package struct PathTemplate: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package enum Segment: Hashable, Sendable {
    case literal(Text)
    case parameter(Text)
  }

  package let description: String
  let segments: [Segment]

  package init(stringLiteral value: String) {
    description = value
    segments = Text(value).split(at: UInt8(ascii: "/")).dropFirst().map { segment in
      guard segment.bytes.first == UInt8(ascii: "{") else { return .literal(segment) }
      return .parameter(Text(segment.bytes.dropFirst().dropLast()))
    }
  }

  /// The names of the parameters.
  var parameters: [Text] { segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } } }

  /// Returns the values of the parameters if a path matches, or nil.
  ///
  /// - Parameter path: The segments of the path, percent-encoded as they were sent.
  func match(_ path: [Text]) -> [Text: Text]? {
    guard path.count == segments.count else { return nil }
    var values: [Text: Text] = [:]
    for (segment, sent) in zip(segments, path) {
      switch segment {
      case .literal(let text): guard sent == text else { return nil }
      case .parameter(let name): values[name] = PercentEncoding.decode(sent)
      }
    }
    return values
  }
}
