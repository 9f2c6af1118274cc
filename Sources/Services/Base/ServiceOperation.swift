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
  package let query: [QueryParameter]
  package let body: Body
  package let success: Success
  /// The problems that the operation itself reports. Those of bodies are added.
  package let problems: [Problem]
  /// Rejects a request before its query and its body are read. Neither is there yet.
  package let admit: @Sendable (ServiceRequest) throws(Rejection) -> Void
  package let respond: @Sendable (ServiceRequest) throws(Rejection) -> ServiceResponse

  /// What an operation expects in the body of a request.
  package enum Body: Sendable {
    case none
    case required(ObjectSchema)
    /// The body may be empty.
    case optional(ObjectSchema)
    /// The body is JSON, or a form in a URL's encoding. Of a field with another name than its member, the name is given.
    case requiredOrForm(ObjectSchema, fields: [Text: Text])
    /// A multipart form with a part `file`, of at most so many bytes.
    case file(limit: Int)

    var schema: ObjectSchema? {
      switch self {
      case .none, .file: nil
      case .required(let schema), .optional(let schema), .requiredOrForm(let schema, _): schema
      }
    }

    /// The problems that every operation with such a body has.
    var problems: [Problem] {
      switch self {
      case .none: []
      case .required, .optional, .requiredOrForm: Problem.ofBodies
      case .file: Problem.ofFiles
      }
    }
  }

  /// A parameter of the query. It may occur once.
  package struct QueryParameter: Sendable {
    package let name: Text
    package let value: Value
    package let description: String

    package enum Value: Sendable {
      /// Without a default, the parameter limits nothing if it is not sent.
      case integer(ClosedRange<Int>, default: Int?)
      /// A word out of several, of which the first is the default.
      case word([String])
      /// A text of at most so many characters. The pattern is for the documentation: the operation says what is wrong with a text.
      case text(longest: Int, pattern: String? = nil)
    }

    package init(_ name: Text, _ value: Value, _ description: String) {
      self.name = name
      self.value = value
      self.description = description
    }
  }

  /// A header that an operation reads.
  package struct HeaderParameter: Sendable {
    package let name: String
    package let description: String
    /// What every value matches; nil for a header whose other values are ignored.
    package let pattern: String?

    /// The header that makes it safe to repeat a request.
    ///
    /// - Parameter effect: What the same key does, as the end of a sentence.
    package static func idempotencyKey(_ effect: String) -> HeaderParameter {
      HeaderParameter(
        name: "Idempotency-Key", description: "Makes it safe to repeat the request: \(effect).",
        pattern: "^[!-~]{1,255}$")
    }
  }

  /// The response of an operation that succeeds.
  package struct Success: Sendable {
    package let status: Int
    package let description: String
    package let content: Content
    /// Whether the response can be 304, because the client has it already.
    package var isConditional = false

    package enum Content: Sendable {
      case none
      case json(ObjectSchema)
      /// A document of another media type.
      case document(mediaType: String)
      /// A video, whole or a range of it (206).
      case video
    }
  }

  package init(
    _ id: String, _ method: Text, _ path: PathTemplate, summary: String, description: String = "",
    needsSession: Bool = false, headers: [HeaderParameter] = [], query: [QueryParameter] = [], body: Body = .none,
    success: Success,
    problems: [Problem] = [],
    admit: @escaping @Sendable (ServiceRequest) throws(Rejection) -> Void = { (_) throws(Rejection) in },
    respond: @escaping @Sendable (ServiceRequest) throws(Rejection) -> ServiceResponse
  ) {
    self.id = id
    self.method = method
    self.path = path
    self.summary = summary
    self.description = description
    self.needsSession = needsSession
    self.headers = headers
    self.query = query
    self.body = body
    self.success = success
    self.problems = problems
    self.admit = admit
    self.respond = respond
  }

  /// All problems that the operation can report, those of its body included.
  package var allProblems: [Problem] {
    problems + (query.isEmpty ? [] : [.parameterInvalid]) + body.problems + [.internalError]
  }
}

/// A path whose segments are texts or parameters, such as `/api/video/{external_id}`. A parameter `{seq:number}` takes positive integers alone. A last
/// parameter `{s3_key:path}` takes the rest of the path, with its slashes.
package struct PathTemplate: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package enum Segment: Hashable, Sendable {
    case literal(Text)
    case parameter(Text)
    /// A positive integer.
    case number(Text)
    /// The rest of the path.
    case rest(Text)
  }

  /// The path as OpenAPI writes it.
  package let description: String
  let segments: [Segment]

  package init(stringLiteral value: String) {
    segments = Text(value).split(at: UInt8(ascii: "/")).dropFirst().map { segment in
      guard segment.bytes.first == UInt8(ascii: "{") else { return .literal(segment) }
      let name = Text(segment.bytes.dropFirst().dropLast())
      guard let (head, kind) = name.splitOnce(at: UInt8(ascii: ":")) else { return .parameter(name) }
      return kind == "path" ? .rest(head) : .number(head)
    }
    description = segments.map { segment in
      switch segment {
      case .literal(let text): "/\(text)"
      case .parameter(let name), .number(let name), .rest(let name): "/{\(name)}"
      }
    }.joined()
  }

  /// Whether a parameter takes positive integers alone.
  func isNumber(_ name: Text) -> Bool { segments.contains(.number(name)) }

  /// The names of the parameters.
  var parameters: [Text] {
    segments.compactMap { segment in
      switch segment {
      case .literal: nil
      case .parameter(let name), .number(let name), .rest(let name): name
      }
    }
  }

  /// Returns the values of the parameters if a path matches, or nil.
  ///
  /// - Parameter path: The segments of the path, percent-encoded as they were sent.
  func match(_ path: [Text]) -> [Text: Text]? {
    var values: [Text: Text] = [:]
    if case .rest(let name)? = segments.last {
      guard path.count >= segments.count else { return nil }
      let rest: [[UInt8]] = path[(segments.count - 1)...].map(\.bytes)
      values[name] = PercentEncoding.decode(Text(bytes: Array(rest.joined(separator: [UInt8(ascii: "/")]))))
    } else if path.count != segments.count {
      return nil
    }
    for (segment, sent) in zip(segments, path) {
      switch segment {
      case .literal(let text): guard sent == text else { return nil }
      case .parameter(let name): values[name] = PercentEncoding.decode(sent)
      case .number(let name):
        guard sent.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(sent.string), number > 0 else {
          return nil
        }
        values[name] = sent
      case .rest: break
      }
    }
    return values
  }
}
