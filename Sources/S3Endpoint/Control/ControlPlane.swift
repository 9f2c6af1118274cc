import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// The endpoint's own interface for tests and people, below `/_video-spec/`: the journal with explanations, buckets, the clock, faults, reset.
///
/// It is served on the bare host only: on a virtual host the path is a key. ``ControlAccess`` says who may use it.
struct ControlPlane: Sendable {
  let service: S3Service
  let journal: RequestJournal
  let faults: FaultPlan
  let clock: MovableClock
  let token: Secret
  private let redaction: Redaction

  /// Nil if the configuration has no token.
  init?(service: S3Service, journal: RequestJournal, faults: FaultPlan, clock: MovableClock) {
    guard let token = service.configuration.controlToken, !token.isEmpty else { return nil }
    self.service = service
    self.journal = journal
    self.faults = faults
    self.clock = clock
    self.token = token
    redaction = Redaction(
      service.configuration.credentials.flatMap { credentials in
        [credentials.secretAccessKey, credentials.sessionToken].compactMap { secret in
          secret?.withBytes { Text(bytes: $0) }
        }
      })
  }

  /// Whether a request is for the control plane, and not for a bucket.
  func isAddressed(by exchange: HTTPExchange) -> Bool {
    let path = exchange.head.pathAndQuery.prefix { $0 != UInt8(ascii: "?") }
    guard path.starts(with: "/_video-spec".utf8), path.count == 12 || path[path.startIndex + 12] == UInt8(ascii: "/")
    else { return false }
    let host = Text(bytes: exchange.head.fields.first("host") ?? [])
    return S3Address.bucket(of: host, domains: service.configuration.domains) == nil
  }

  /// Answers a request. A client that goes away meanwhile gets no answer.
  func handle(_ exchange: HTTPExchange) {
    var response: ControlResponse
    do throws(ControlError) {
      response = try answer(ControlRequest(exchange, token: token))
    } catch {
      response = ControlResponse(error)
    }
    response.body = redaction.apply(to: Text(bytes: response.body)).bytes
    do throws(HTTPExchangeError) { try response.send(to: exchange) } catch {}
  }

  private func answer(_ request: ControlRequest) throws(ControlError) -> ControlResponse {
    switch request.resource {
    case .page: try page(request)
    case .requests: try requests(request)
    case .request(let id): try self.request(id)
    case .buckets: try createBucket(request)
    case .reset: try reset(request)
    case .clock: try clock(request)
    case .faults: try faults(request)
    }
  }
}
