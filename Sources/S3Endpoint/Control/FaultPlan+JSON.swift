import VideoSpec

extension EndpointFault {
  /// Reads a fault: what happens, and which requests it concerns.
  ///
  /// - Throws: ``ControlError`` that names the member.
  init(_ input: ControlInput) throws(ControlError) {
    var kinds: [Kind] = []
    if let time = try input.number("delay", in: 0...600_000) { kinds.append(.delay(milliseconds: time)) }
    if let status = try input.number("status", in: 100...599) {
      guard let refusal = Refusal(rawValue: status) else {
        let known = Refusal.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
        throw .invalid("status", "the statuses are \(known)")
      }
      kinds.append(.refusal(refusal))
    }
    if let count = try input.number("cut", in: 0...(1 << 40)) { kinds.append(.cutResponse(after: count)) }
    if let count = try input.number("cutRequest", in: 0...(1 << 40)) { kinds.append(.cutRequest(after: count)) }
    if let isLost = try input.flag("lost") {
      guard isLost else { throw .invalid("lost", "the value can only be true") }
      kinds.append(.lostResponse)
    }
    guard kinds.count == 1 else {
      throw .invalid("fault", "a fault needs exactly one of delay, status, cut, cutRequest and lost")
    }
    self.init(kinds[0])
    if let name = try input.text("operation", upTo: 64) {
      guard let operation = S3Operation(rawValue: name.string), Text(operation.rawValue) == name else {
        throw .invalid("operation", "there is no operation \"\(name.printable)\"; names are S3's, such as PutObject")
      }
      self.operation = operation
    }
    bucket = try input.text("bucket", upTo: 255)
    key = try input.text("key", upTo: 1024)
    count = try input.number("count", in: 1...1_000_000)
  }

  /// The members of a fault.
  static let members: [Text] = [
    "operation", "bucket", "key", "count", "delay", "status", "cut", "cutRequest", "lost",
  ]

  var json: JSONValue {
    var object = JSONObject()
    switch kind {
    case .delay(let milliseconds): object["delay"] = JSONValue(milliseconds)
    case .refusal(let refusal): object["status"] = JSONValue(refusal.rawValue)
    case .cutResponse(let count): object["cut"] = JSONValue(count)
    case .cutRequest(let count): object["cutRequest"] = JSONValue(count)
    case .lostResponse: object["lost"] = true
    }
    object["operation"] = operation.map { JSONValue($0.rawValue) }
    object["bucket"] = bucket.map { .string($0) }
    object["key"] = key.map { .string($0) }
    object["count"] = count.map { JSONValue($0) }
    return .object(object)
  }
}
