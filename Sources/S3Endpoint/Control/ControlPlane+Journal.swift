import Inspection
import VideoSpec

// What tests and people read: the requests, and why they were refused.

extension ControlPlane {
  /// `GET /_video-spec/requests[?refused=true&limit=n]`: the newest first.
  func requests(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    let input = try ControlInput(query: request.query, parameters: ["refused", "limit"])
    let isRefused = try input.flag("refused")
    let limit = try input.number("limit", in: 1...10_000) ?? 100
    let entries = journal.entries.reversed().lazy.filter { isRefused == nil || ($0.refusal != nil) == isRefused }
    return ControlResponse(["requests": .array(entries.prefix(limit).map { .object($0.json) })])
  }

  /// `GET /_video-spec/requests/ID`: a request, with its diagnosis if it was refused.
  func request(_ id: Text) throws(ControlError) -> ControlResponse { ControlResponse(try diagnosis(of: id).json) }

  /// `GET /_video-spec/?token=TOKEN[&request=ID][&refused=true]`: the page.
  func page(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    let input = try ControlInput(query: request.query, parameters: ["token", "request", "refused"])
    let entries = Array(journal.entries.reversed())
    let chosen = try input.text("request", upTo: 64) ?? entries.first { $0.refusal != nil }?.requestID
    let token = token.withBytes { Text(bytes: $0) }
    return ControlResponse(
      ControlPage(
        entries: entries, chosen: try chosen.map { (id) throws(ControlError) in try diagnosis(of: id) }, token: token,
        showsOnlyRefused: try input.flag("refused") ?? false, clock: clock, faults: faults.faults))
  }

  private func diagnosis(of id: Text) throws(ControlError) -> RequestDiagnosis {
    guard let (entry, request) = journal.entry(id) else {
      throw ControlError(404, "NotFound", "the journal has no request \(id.printable)", field: "request")
    }
    return RequestDiagnosis(entry, request, service.configuration, effort: .full)
  }
}
