import Gate
import ReferenceImpl
import VideoSpec

/// The values of the references that only a service's scenario has.
struct ServiceValues: Sendable {
  let origin: Text
  let bucket: Text
  private let mapping: ServiceMapping
  let uuid = KeyGenerator.uuid(SystemRandom.bytes(16))
  private var states: [Text: JSONObject] = [:]
  private var calls: [Text: ServiceOutputs] = [:]

  init(origin: Text, bucket: Text, mapping: ServiceMapping) {
    self.origin = origin
    self.bucket = bucket
    self.mapping = mapping
  }

  mutating func set(_ state: Text, _ values: JSONObject) { states[state] = values }
  mutating func capture(_ name: Text, _ outputs: ServiceOutputs) { calls[name] = outputs }

  /// The outputs of a captured response.
  func outputs(_ name: Text) throws(CaseStop) -> ServiceOutputs {
    guard let outputs = calls[name] else { throw .notRun("there is no response \"\(name)\"") }
    return outputs
  }

  /// The value that a hook returned for a state; nil if there is none.
  func hookValue(_ state: Text, _ name: Text) -> JSONValue? { states[state]?[name] }

  /// Returns the value of a reference; nil for a reference that every scenario has.
  func value(_ reference: ScenarioReference) throws(CaseStop) -> JSONValue? {
    switch reference {
    case .uuid: return .string(uuid)
    case .origin: return .string(origin)
    case .bucket: return .string(bucket)
    case .path(let call): return .string(mapping.calls[call]?.path ?? Text())
    case .hookValue(let state, let name):
      guard let value = hookValue(state, name) else {
        throw .notRun("the hook returned no \(name) for \"\(state)\"")
      }
      return value
    case .output(let name, let member):
      guard let value = try outputs(name).value(.member(member)) else {
        throw .failed(Failure("the response \"\(name)\" has no \(member)"))
      }
      return value
    case .formField(let name, let field):
      guard let value = try outputs(name).value(.field(field)) else {
        throw .failed(Failure("the form of the response \"\(name)\" has no field \(field)"))
      }
      return value
    case .id, .now, .httpDate, .region, .host, .url, .accessKeyID, .copy, .state, .captured,
      .secretAccessKey:
      return nil
    }
  }
}

/// The outputs of a response, by their abstract names.
struct ServiceOutputs: Sendable {
  /// The document; nil if the body is not JSON.
  let document: JSONValue?
  /// Why it is not.
  let fault: String?
  let call: ServiceCall
  private let mapping: ServiceMapping

  init(_ response: ReceivedResponse, of call: ServiceCall, _ mapping: ServiceMapping) {
    self.call = call
    self.mapping = mapping
    do throws(JSONError) {
      document = try JSONValue(parsing: response.body)
      fault = nil
    } catch {
      document = nil
      fault = "\(error)"
    }
  }

  /// Finds an output.
  func select(_ place: ServiceCall.Place) -> MemberPath.Selection {
    guard let document else { return .absent }
    switch place {
    case .member(let name): return mapping.calls[call.name]?.outputs[name]?.select(in: document) ?? .absent
    case .field(let name):
      guard case .value(let fields) = select(.member("fields")), let value = fields[name] else { return .absent }
      return .value(value)
    }
  }

  /// The value of an output; nil if it is absent. Several values are an array.
  func value(_ place: ServiceCall.Place) -> JSONValue? {
    switch select(place) {
    case .absent: nil
    case .value(let value): value
    case .values(let values): .array(values)
    }
  }

  func value(_ name: Text) -> JSONValue? { call.place(name).flatMap { value($0) } }

  /// The fields of the upload form, in the order of the response; nil if there is no form of texts.
  var form: [HeaderField]? {
    guard let members = value(.member("fields"))?.object?.members else { return nil }
    var fields: [HeaderField] = []
    for member in members {
      guard let text = member.value.text else { return nil }
      fields.append(HeaderField(member.name, text))
    }
    return fields
  }

  /// The code of an error; nil if there is none.
  var errorCode: MemberPath.Selection { document.map { mapping.errorCode.select(in: $0) } ?? .absent }
  var errorField: MemberPath.Selection { document.map { mapping.errorField.select(in: $0) } ?? .absent }
}
