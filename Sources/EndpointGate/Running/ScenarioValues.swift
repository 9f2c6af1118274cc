import Gate
import ReferenceImpl
import VideoSpec

/// The values of the references (`${…}`) in a running case.
struct ScenarioValues: Sendable {
  let id: Text
  let configuration: EndpointConfiguration
  private(set) var states: [Text: [GivenState.Property: Text]] = [:]
  private(set) var responses: [Text: ReceivedResponse] = [:]
  /// The number of a request in a race.
  var copy = 1
  /// The values of a service's scenario; nil for an S3 server.
  var service: ServiceValues?

  init(_ configuration: EndpointConfiguration, service: ServiceValues? = nil) {
    self.configuration = configuration
    self.service = service
    id = ScenarioValues.randomWord()
  }

  mutating func set(_ name: Text?, _ properties: [GivenState.Property: Text]) {
    if let name { states[name] = properties }
  }

  mutating func capture(_ name: Text?, _ response: ReceivedResponse) {
    if let name { responses[name] = response }
  }

  func text(_ text: ScenarioText) throws(CaseStop) -> Text {
    try text.text { (reference) throws(CaseStop) in try value(reference) }
  }

  func text(_ text: ScenarioText?) throws(CaseStop) -> Text? {
    guard let text else { return nil }
    let value: Text = try self.text(text)
    return value
  }

  func value(_ reference: ScenarioReference) throws(CaseStop) -> Text {
    switch reference {
    case .id: return id
    case .now(let offset): return Self.now(offset).iso8601
    case .httpDate(let offset): return Self.now(offset).httpDate
    case .region: return configuration.region
    case .host: return configuration.endpoint.authority
    case .url: return configuration.endpoint.origin
    case .accessKeyID: return configuration.credentials.accessKeyID
    case .copy: return Text("\(copy)")
    case .state(let name, let property):
      guard let value = states[name]?[property] else {
        throw .notRun("the server returned no \(property.rawValue) of \"\(name)\" when the gate set it up")
      }
      return value
    case .captured(let name, let part):
      guard let value = responses[name]?.value(part) else {
        throw .failed(Failure("the response \"\(name)\" has no \(reference.name.dropFirst(name.bytes.count + 1))"))
      }
      return value
    case .secretAccessKey: return configuration.credentials.secretAccessKey.withBytes { Text(bytes: $0) }
    case .uuid, .origin, .bucket, .path, .hookValue, .output, .formField: return try json(reference).written
    }
  }

  /// Returns the value of a reference with its type.
  func json(_ reference: ScenarioReference) throws(CaseStop) -> JSONValue {
    if let service, let value = try service.value(reference) { return value }
    return .string(try value(reference))
  }

  static func now(_ offset: Int = 0) -> Timestamp { Timestamp(clamping: SystemClock.now().seconds + offset) }

  /// Twelve random lowercase letters.
  static func randomWord() -> Text {
    Text(bytes: SystemRandom.bytes(12).map { UInt8(ascii: "a") + $0 % 26 })
  }
}

extension Timestamp {
  /// The time in the form of HTTP's headers: `Mon, 30 Nov 2026 09:39:54 GMT`.
  var httpDate: Text {
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let digits = basic.bytes
    func part(_ range: Range<Int>) -> String { Text(digits[range]).string }
    let month = months[((Int(part(4..<6)) ?? 1) - 1) % 12]
    return Text(
      "\(days[seconds / 86400 % 7]), \(part(6..<8)) \(month) \(part(0..<4)) "
        + "\(part(9..<11)):\(part(11..<13)):\(part(13..<15)) GMT")
  }
}
