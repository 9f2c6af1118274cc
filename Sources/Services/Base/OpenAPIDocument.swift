package import VideoSpec

/// The OpenAPI 3.1 document of a service. Everything in it comes from the declarations of the operations.
package struct OpenAPIDocument {
  private let service: any Service

  package init(_ service: any Service) { self.service = service }

  package var json: JSONValue {
    var paths = JSONObject()
    for operation in service.operations {
      var item = paths[Text(operation.path.description)]?.object ?? JSONObject()
      item[operation.method.lowercased] = .object(describe(operation))
      paths[Text(operation.path.description)] = .object(item)
    }
    var schemas = JSONObject()
    for schema in namedSchemas { schemas[Text(schema.name)] = OpenAPIDocument.json(schema) }
    schemas["Problem"] = OpenAPIDocument.json(ObjectSchema.problem)
    return [
      "openapi": "3.1.0",
      "info": [
        "title": JSONValue(service.title), "summary": JSONValue(service.summary),
        "version": JSONValue(Catalogue.version),
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]],
      "paths": .object(paths),
      "components": [
        "securitySchemes": .object(securitySchemes),
        "schemas": .object(schemas),
      ],
    ]
  }

  private var securitySchemes: JSONObject {
    let cookie: JSONValue = ["type": "apiKey", "in": "cookie", "name": "session"]
    switch service.authentication {
    case .cookie: return ["session": cookie]
    case .bearer: return ["session": cookie, "token": ["type": "http", "scheme": "bearer"]]
    case .password(let loginPath):
      return [
        "password": [
          "type": "oauth2",
          "flows": ["password": ["tokenUrl": JSONValue(loginPath), "scopes": [:]]],
        ],
        "token": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
      ]
    }
  }

  /// What a request of a user needs: one of these.
  private var security: JSONValue {
    switch service.authentication {
    case .cookie: [["session": []]]
    case .bearer: [["token": []], ["session": []]]
    case .password: [["password": []], ["token": []]]
    }
  }

  // MARK: - Operations

  private func describe(_ operation: ServiceOperation) -> JSONObject {
    var object: JSONObject = ["operationId": JSONValue(operation.id), "summary": JSONValue(operation.summary)]
    if !operation.description.isEmpty { object["description"] = JSONValue(operation.description) }
    if operation.needsSession { object["security"] = security }
    let parameters = operation.path.parameters.map { name -> JSONValue in
      [
        "name": .string(name), "in": "path", "required": true,
        "schema": operation.path.isNumber(name) ? ["type": "integer", "minimum": 1] : ["type": "string"],
      ]
    }
    let headers = operation.headers.map { header -> JSONValue in
      var schema: JSONObject = ["type": "string"]
      schema["pattern"] = header.pattern.map { JSONValue($0) }
      return [
        "name": JSONValue(header.name), "in": "header", "required": false,
        "description": JSONValue(header.description), "schema": .object(schema),
      ]
    }
    let all = parameters + operation.query.map(OpenAPIDocument.json) + headers
    if !all.isEmpty { object["parameters"] = .array(all) }
    if case .file = operation.body {
      object["requestBody"] = [
        "required": true,
        "content": content(
          "multipart/form-data",
          [
            "type": "object",
            "properties": ["file": ["type": "string", "format": "binary", "description": "The video."]],
            "required": ["file"],
          ]),
      ]
    }
    if let schema = operation.body.schema {
      var types: JSONObject = ["application/json": ["schema": OpenAPIDocument.reference(schema)]]
      if case .requiredOrForm(_, let fields) = operation.body {
        types["application/x-www-form-urlencoded"] = ["schema": OpenAPIDocument.form(schema, fields)]
      }
      var body: JSONObject = ["content": .object(types)]
      if case .optional = operation.body {} else { body["required"] = true }
      object["requestBody"] = .object(body)
    }
    object["responses"] = .object(responses(of: operation))
    return object
  }

  private func responses(of operation: ServiceOperation) -> JSONObject {
    var success: JSONObject = ["description": JSONValue(operation.success.description)]
    switch operation.success.content {
    case .none: break
    case .json(let schema): success["content"] = content("application/json", OpenAPIDocument.reference(schema))
    case .document(let mediaType): success["content"] = content(Text(mediaType), [:])
    case .video: success["content"] = ["video/*": [:], "application/octet-stream": [:]]
    }
    var responses: JSONObject = [Text("\(operation.success.status)"): .object(success)]
    if case .video = operation.success.content {
      var part = success
      part["description"] = "The range of the video that the header `Range` names."
      responses["206"] = .object(part)
    }
    if operation.success.isConditional { responses["304"] = ["description": "The client has the response already."] }
    let statuses = Set(operation.allProblems.map(\.status)).sorted()
    for status in statuses {
      let problems = operation.allProblems.filter { $0.status == status }
      let text = problems.map { "`\($0.code)`: \($0.title)." }.joined(separator: " ")
      responses[Text("\(status)")] = [
        "description": JSONValue(text),
        "content": content("application/problem+json", ["$ref": "#/components/schemas/Problem"]),
      ]
    }
    // What the HTTP server answers before an operation is found.
    responses["default"] = [
      "description": "`RequestInvalid`: the request is not valid HTTP, or its head is too long.",
      "content": content("application/problem+json", ["$ref": "#/components/schemas/Problem"]),
    ]
    return responses
  }

  private func content(_ mediaType: Text, _ schema: JSONValue) -> JSONValue {
    .object(JSONObject(members: [.init(name: mediaType, value: ["schema": schema])]))
  }

  // MARK: - Schemas

  /// The schemas of all bodies, and those inside them, each once.
  private var namedSchemas: [ObjectSchema] {
    var found: [ObjectSchema] = []
    func add(_ schema: ObjectSchema) {
      guard !found.contains(where: { $0.name == schema.name }) else { return }
      found.append(schema)
      for member in schema.members { add(in: member.value) }
    }
    func add(in value: ValueSchema) {
      switch value {
      case .object(let schema): add(schema)
      case .array(let element), .map(let element): add(in: element)
      default: break
      }
    }
    for operation in service.operations {
      if let schema = operation.body.schema { add(schema) }
      if case .json(let schema) = operation.success.content { add(schema) }
    }
    return found
  }

  private static func reference(_ schema: ObjectSchema) -> JSONValue {
    ["$ref": JSONValue("#/components/schemas/\(schema.name)")]
  }

  /// The schema of a form whose fields have other names than the members.
  private static func form(_ schema: ObjectSchema, _ fields: [Text: Text]) -> JSONValue {
    let members = schema.members.map { member in
      let name = fields.first { $0.value == member.name }?.key ?? member.name
      return ObjectSchema.Member(
        name, member.value, isRequired: member.isRequired, isNullable: member.isNullable, member.description)
    }
    return json(ObjectSchema(schema.name, members))
  }

  private static func json(_ schema: ObjectSchema) -> JSONValue {
    var properties = JSONObject()
    for member in schema.members {
      var value = json(member.value).object ?? JSONObject()
      if member.isNullable {
        value =
          value["$ref"] == nil
          ? nullable(value) : ["anyOf": [.object(value), ["type": "null"]]]
      }
      value["description"] = JSONValue(member.description)
      properties[member.name] = .object(value)
    }
    let required = schema.members.filter(\.isRequired).map { JSONValue.string($0.name) }
    var object: JSONObject = ["type": "object", "properties": .object(properties)]
    if !required.isEmpty { object["required"] = .array(required) }
    return .object(object)
  }

  private static func nullable(_ value: JSONObject) -> JSONObject {
    var value = value
    if let type = value["type"] { value["type"] = [type, "null"] }
    if let words = value["enum"]?.array { value["enum"] = .array(words + [.null]) }
    return value
  }

  private static func json(_ parameter: ServiceOperation.QueryParameter) -> JSONValue {
    var schema: JSONObject
    switch parameter.value {
    case .integer(let range, let usual):
      schema = ["type": "integer", "minimum": JSONValue(range.lowerBound)]
      schema["default"] = usual.map { JSONValue($0) }
      if range.upperBound < Int.max { schema["maximum"] = JSONValue(range.upperBound) }
    case .word(let words):
      schema = ["type": "string", "enum": .array(words.map { JSONValue($0) })]
      schema["default"] = words.first.map { JSONValue($0) }
    case .text(let longest, let pattern):
      schema = ["type": "string", "maxLength": JSONValue(longest)]
      schema["pattern"] = pattern.map { JSONValue($0) }
    }
    return [
      "name": .string(parameter.name), "in": "query", "required": false,
      "description": JSONValue(parameter.description), "schema": .object(schema),
    ]
  }

  private static func json(_ value: ValueSchema) -> JSONValue {
    switch value {
    case .integer(let range):
      return ["type": "integer", "minimum": JSONValue(range.lowerBound), "maximum": JSONValue(range.upperBound)]
    case .number(let range):
      return [
        "type": "number", "minimum": .number("\(Int(range.lowerBound))"),
        "maximum": .number("\(Int(range.upperBound))"),
      ]
    case .boolean: return ["type": "boolean"]
    case .text(let format, let length):
      var object: JSONObject = ["type": "string"]
      if let format { object["format"] = JSONValue(format) } else { object["pattern"] = #"^[^\u0000]*$"# }
      object["minLength"] = length.map { JSONValue($0.lowerBound) }
      object["maxLength"] = length.map { JSONValue($0.upperBound) }
      return .object(object)
    case .word(let words): return ["type": "string", "enum": .array(words.map { JSONValue($0) })]
    case .array(let element): return ["type": "array", "items": json(element)]
    case .map(let element): return ["type": "object", "additionalProperties": json(element)]
    case .object(let schema): return reference(schema)
    }
  }
}

extension ObjectSchema {
  /// The body of every error response (RFC 9457).
  static let problem = ObjectSchema(
    "Problem",
    [
      .init("type", .text(format: "uri"), "The name of the problem type."),
      .init("title", .text(), "What the problem type means."),
      .init("status", .integer(400...599), "The status of the response."),
      .init("detail", .text(), "What is wrong with this request."),
      .init("code", .text(), "The problem type in one word."),
      .init("request_id", .text(), "The ID of the request, as in `X-Request-Id` and in the service's log."),
      .init("field", .text(), isRequired: false, "The member or header that is wrong."),
      .init(
        "external_id", .text(format: "uuid"), isRequired: false,
        "The upload whose outcome is unknown. Ask for it to find out whether it exists."),
    ])
}
