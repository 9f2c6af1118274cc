package import AdapterProtocol
import Synchronization
package import VideoSpec

/// Signs requests with an adapter, so that a mistake in this project's signer cannot hide.
package final class AdapterSigner: RequestSigner {
  package let info: ImplementationInfo
  /// It performs one run at a time.
  private let implementation: Mutex<any Implementation>

  package init(_ implementation: sending any Implementation) {
    info = implementation.info
    self.implementation = Mutex(implementation)
  }

  package var name: String { info.name }

  package func headers(for job: SigningJob) throws(SigningGap) -> SignedJob {
    let output = try ask(.signHeaders, input(of: job), at: job.time)
    let fields = try fields(output, keeping: job.headers)
    let authorization = fields.first { $0.name.lowercased == "authorization" }?.value ?? Text()
    let label = Array("Signature=".utf8)
    let start = authorization.bytes.indices.last { authorization.bytes[$0...].starts(with: label) }
    let signature = Text(start.map { authorization.bytes[($0 + label.count)...] } ?? [])
    guard !signature.isEmpty else { throw SigningGap("\(name) returned no signature in an Authorization header") }
    return SignedJob(headers: fields, signature: signature)
  }

  package func target(for job: SigningJob, expires: Text) throws(SigningGap) -> Text {
    guard let seconds = Int(expires.string), (1...604_800).contains(seconds) else {
      throw SigningGap("a signer has to refuse a URL that is valid for \(expires) seconds")
    }
    var input = try input(of: job)
    input["payload"] = nil
    input["expires"] = JSONValue("\(seconds)")
    let output = try ask(.signURL, input, at: job.time)
    let origin = Text(job.isSecure ? "https://" : "http://") + job.host
    guard let url = output["url"].flatMap({ Text(protocolForm: $0) }), url.hasPrefix(origin) else {
      throw SigningGap("\(name) returned no URL that begins with \(origin)")
    }
    let target = Text(url.bytes.dropFirst(origin.bytes.count))
    return target.hasPrefix("/") ? target : "/" + target
  }

  package func fields(forPolicy document: Text, job: SigningJob) throws(SigningGap) -> [HeaderField] {
    let input: JSONObject = [
      "credentials": credentials(of: job), "region": job.region.protocolForm, "service": job.service.protocolForm,
      "policy": document.protocolForm,
    ]
    if job.algorithm != .v4 { throw SigningGap("adapters sign policies only with SigV4") }
    return try fields(ask(.signPolicy, input, at: job.time), keeping: [])
  }

  package func chunks(of body: [UInt8], _ plan: ChunkPlan, job: SigningJob) throws(SigningGap) -> SignedChunks {
    guard let size = plan.sizes.last, plan.sizes.allSatisfy({ $0 == size }) else {
      throw SigningGap("adapters make chunks of one size only")
    }
    var signed = job
    signed.payload = .body(body)
    var input = try input(of: signed)
    input["chunkSize"] = JSONValue(size)
    input["mode"] = JSONValue(plan.mode.rawValue)
    if !plan.trailer.isEmpty { input["trailer"] = plan.trailer.protocolForm }
    let output = try ask(.signChunks, input, at: job.time)
    guard let bytes = output["body"].flatMap({ Text(protocolForm: $0) }) else {
      throw SigningGap("\(name) returned no body")
    }
    // The gate counts the bytes itself.
    return SignedChunks(
      headers: try fields(output, keeping: job.headers).filter { $0.name.lowercased != "content-length" },
      body: bytes.bytes)
  }

  // MARK: - The protocol

  private func input(of job: SigningJob) throws(SigningGap) -> JSONObject {
    let origin = Text(job.isSecure ? "https://" : "http://") + job.host
    guard Endpoint(origin)?.origin == origin else { throw SigningGap("adapters cannot sign for \"\(job.host)\"") }
    if let own = job.unsigned.first(where: { $0 == "host" || $0.hasPrefix("x-amz-") }) {
      throw SigningGap("adapters always sign \"\(own)\", which has to stay unsigned here")
    }
    var input: JSONObject = [
      "credentials": credentials(of: job), "region": job.region.protocolForm, "service": job.service.protocolForm,
      "method": job.method.protocolForm, "endpoint": origin.protocolForm,
      "target": ["wire": job.target.protocolForm], "headers": job.headers.protocolForm,
    ]
    if job.algorithm != .v4 { input["algorithm"] = JSONValue(job.algorithm.rawValue) }
    switch job.payload {
    case .body(let bytes): input["payload"] = ["body": Text(bytes: bytes).protocolForm]
    case .stated("UNSIGNED-PAYLOAD"): input["payload"] = ["unsigned": true]
    case .stated(let text): throw SigningGap("adapters do not sign the payload hash \"\(text)\" for another body")
    }
    return input
  }

  private func credentials(of job: SigningJob) -> JSONValue {
    var credentials: JSONObject = [
      "accessKeyId": job.credentials.accessKeyID.protocolForm,
      "secretAccessKey": job.credentials.secretAccessKey.withBytes { Text(bytes: $0).protocolForm },
    ]
    if let token = job.credentials.sessionToken {
      credentials["sessionToken"] = token.withBytes { Text(bytes: $0).protocolForm }
    }
    return .object(credentials)
  }

  private func ask(_ call: Call, _ input: JSONObject, at time: Timestamp) throws(SigningGap) -> JSONValue {
    guard info.calls.contains(call) else { throw SigningGap("\(name) does not support \(call)") }
    if info.clock == .own { throw SigningGap("\(name) uses its own clock") }
    let observation: Observation
    do throws(Breakage) {
      let run = Run(call: call, clock: time, deadlineMilliseconds: 10_000, input: .object(input))
      observation = try implementation.withLock { implementation throws(Breakage) in
        try implementation.perform(run)
      }
    } catch {
      throw SigningGap("\(name) did not sign: \(error)")
    }
    switch observation.outcome {
    case .output(let output): return output
    case .rejected(let rejection): throw SigningGap("\(name) refuses to sign this: \(rejection)")
    case .unsupported(let reason): throw SigningGap("\(name) cannot sign this: \(reason)")
    case .waiting(let point): throw SigningGap("\(name) waits at \"\(point)\"")
    case .error(let message): throw SigningGap("\(name) failed: \(message)")
    }
  }

  /// Reads the headers or fields of an output.
  ///
  /// - Parameter given: The scenario's own headers, which a signer must not send in another way.
  private func fields(_ output: JSONValue, keeping given: [HeaderField]) throws(SigningGap) -> [HeaderField] {
    let reader = InputReader(output)
    let fields: [HeaderField]
    do throws(InputError) {
      fields = try reader.fields(output["fields"] == nil ? "headers" : "fields")
    } catch {
      throw SigningGap("\(name) returned no headers or fields: \(error)")
    }
    for field in fields {
      let own = given.filter { $0.name.equalsIgnoringCase(field.name) }
      // The encoding of chunks is added to the content's own.
      if !own.isEmpty, !own.contains(where: { $0.value == field.value }), field.name.lowercased != "content-encoding" {
        throw SigningGap("\(name) changes the header \(field.name.lowercased)")
      }
    }
    return fields
  }
}
