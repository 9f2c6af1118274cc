import VideoSpec

// What tests change: buckets, the clock, faults, and everything at once.

extension ControlPlane {
  /// `POST /_video-spec/buckets {"name": …}`
  func createBucket(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    let input = try ControlInput(body: request.body, members: ["name"])
    guard let name = try input.text("name", upTo: 255) else { throw .invalid("name", "the name is missing") }
    do throws(S3Refusal) { try BucketName.check(name, by: EndpointChecks()) } catch {
      throw .invalid("name", error.explanation ?? error.rejection.message)
    }
    try checkWritable()
    let isNew = try create(name)
    return ControlResponse(["name": .string(name), "created": .bool(isNew)], status: isNew ? 201 : 200)
  }

  /// `POST /_video-spec/reset`
  func reset(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    _ = try ControlInput(body: request.body, members: [])
    try checkWritable()
    try storing { () throws(StorageError) in try service.storage.reset() }
    faults.removeAll()
    clock.restore()
    journal.removeAll()
    for name in service.configuration.buckets { _ = try create(name) }
    return ControlResponse(["buckets": .array(service.configuration.buckets.map { .string($0) })])
  }

  /// `GET`, `PUT` and `DELETE /_video-spec/clock`
  func clock(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    if request.method == "PUT" {
      let input = try ControlInput(body: request.body, members: ["now", "offset"])
      let offset = try input.number("offset", in: -300_000_000_000...300_000_000_000)
      let text = try input.text("now", upTo: 64)
      switch (text, offset) {
      case (let text?, nil):
        guard let time = Timestamp(iso8601: text) else {
          throw .invalid("now", "the value is not a time such as 2026-01-02T03:04:05Z")
        }
        clock.set(to: time)
      case (nil, let offset?):
        guard clock.move(by: offset) else { throw .invalid("offset", "the time would be before 1970 or after 9999") }
      default: throw .invalid("clock", "set either now or offset")
      }
    } else if request.method == "DELETE" {
      clock.restore()
    }
    return ControlResponse(["now": .string(clock.now().iso8601), "offset": JSONValue(clock.offset)])
  }

  /// `GET`, `POST` and `DELETE /_video-spec/faults`
  func faults(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    if request.method == "POST" {
      let fault = try EndpointFault(ControlInput(body: request.body, members: EndpointFault.members))
      guard faults.add(fault) else {
        throw ControlError(409, "TooManyFaults", "there are already \(FaultPlan.limit) faults, the maximum")
      }
      return ControlResponse(fault.json, status: 201)
    }
    if request.method == "DELETE" { faults.removeAll() }
    return ControlResponse(["faults": .array(faults.faults.map(\.json))])
  }

  /// Creates a bucket. Returns false if it exists.
  private func create(_ name: Text) throws(ControlError) -> Bool {
    try storing { () throws(StorageError) in
      do throws(StorageError) {
        try service.storage.createBucket(name, region: service.configuration.region, at: clock.now())
        return true
      } catch {
        guard error == .bucketAlreadyExists else { throw error }
        return false
      }
    }
  }

  private func checkWritable() throws(ControlError) {
    guard service.configuration.isReadOnly else { return }
    throw ControlError(409, "ReadOnly", "the endpoint was started with --read-only")
  }

  private func storing<Result>(_ call: () throws(StorageError) -> Result) throws(ControlError) -> Result {
    do throws(StorageError) { return try call() } catch {
      if case .fault(let fault) = error { throw ControlError(500, "StorageFault", fault.message) }
      throw ControlError(500, "StorageFault", "\(error)")
    }
  }
}
