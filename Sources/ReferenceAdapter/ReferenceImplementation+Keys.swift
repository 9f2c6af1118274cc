import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Keys.

extension ReferenceImplementation {
  func generateKey(_ request: KeyRequest, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    ["key": try KeyGenerator.key(for: request, at: time, random: random).text.protocolForm]
  }

  func parseKey(_ input: KeyParsingInput) throws -> JSONValue {
    let key = try StorageKey(parsing: input.key, as: input.layout)
    return .object(JSONObject(members: key.parts.map { .init(name: $0.name, value: $0.value.protocolForm) }))
  }
}
