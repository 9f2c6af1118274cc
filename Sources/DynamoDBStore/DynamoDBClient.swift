import HTTPClient
import HTTPCore
import ReferenceImpl
import VideoSpec

/// Sends signed requests to DynamoDB, and repeats those that may succeed at the next attempt.
///
/// Its functions block. They connect to the endpoint itself, never to a proxy of the environment.
final class DynamoDBClient: Sendable {
  let backoff = Backoff()
  private let client: HTTPClient
  private let origin: HTTPOrigin
  private let endpoint: Endpoint
  private let signer: Signer
  private let now: @Sendable () -> Timestamp
  private let timeout: Duration

  /// More than any response of DynamoDB: a batch has at most 16 MB.
  private static let bodyLimit = 48 << 20

  init(_ configuration: DynamoDBRecordStore.Configuration, credentials: Credentials) throws(Rejection) {
    let endpoint = configuration.endpoint
    guard let port = UInt16(exactly: endpoint.port ?? endpoint.scheme.defaultPort) else {
      throw Rejection(.databaseURLInvalid, field: "endpoint", "the port has to be a number from 1 to 65535")
    }
    self.endpoint = endpoint
    origin = HTTPOrigin(isSecure: endpoint.scheme == .https, host: endpoint.host.string, port: port)
    client = HTTPClient(keptPerOrigin: 64)
    signer = Signer(credentials: credentials, region: configuration.region, service: "dynamodb")
    now = configuration.now
    timeout = configuration.requestTimeout
    // Mistakes that concern every request show in this one.
    _ = try message("ListTables", JSONObject())
  }

  deinit { client.close() }

  private func message(_ operation: Text, _ input: JSONObject) throws(Rejection) -> HTTPRequest {
    let body = JSONValue.object(input).line
    let headers = [
      HeaderField("Content-Type", "application/x-amz-json-1.0"),
      HeaderField("X-Amz-Target", "DynamoDB_20120810." + operation),
    ]
    let request = SigningRequest(
      method: "POST", endpoint: endpoint, target: .wire("/"), headers: headers, payload: .body(Text(bytes: body)))
    let signed = try signer.signedHeaders(for: request, at: now())
    var fields = [HTTPField("Host", endpoint.authority.string)]
    fields += (headers + signed.headers).map { HTTPField(name: $0.name.bytes, value: $0.value.bytes) }
    fields += [HTTPField("Accept-Encoding", "identity"), HTTPField("User-Agent", "VideoSpec")]
    return HTTPRequest(RequestHead("POST", "/", fields: HTTPFields(fields)), body: body)
  }

  /// Sends a request once, with a new signature.
  func attempt(
    _ operation: Text, _ input: JSONObject, until deadline: Deadline
  ) throws(DynamoDBFailure) -> JSONValue {
    let message: HTTPRequest
    do throws(Rejection) { message = try self.message(operation, input) } catch {
      throw DynamoDBFailure(.refused, "the request cannot be signed: \(error.message)")
    }
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try client.exchange(message, with: origin, deadline: deadline.limited(to: timeout)) { _ in
        Self.bodyLimit
      }
    } catch {
      throw DynamoDBFailure(error)
    }
    guard response.head.status == 200 else {
      throw DynamoDBFailure(status: response.head.status, body: response.body)
    }
    guard response.isWhole, let output = try? JSONValue(parsing: response.body) else {
      throw DynamoDBFailure(.lost, "the response is not JSON")
    }
    return output
  }

  /// Sends a request until there is a response that another attempt would not change, or the deadline has passed.
  ///
  /// - Parameter writes: Whether the request may have taken effect although there was no response. It has to be one that can be
  ///   repeated.
  /// - Throws: ``DynamoDBFailure`` with the kinds `condition` and `canceled`, otherwise ``RecordStoreError``.
  func perform(
    _ operation: Text, _ input: JSONObject, writes: Bool = false, until deadline: Deadline
  ) throws -> JSONValue {
    var mayHaveTakenEffect = false
    var attempt = 1
    while true {
      do throws(DynamoDBFailure) {
        return try self.attempt(operation, input, until: deadline)
      } catch {
        switch error.kind {
        case .condition, .canceled: throw error
        case .refused: throw RecordStoreError(mayHaveTakenEffect ? .outcomeUnknown : .failed, error.reason)
        case .lost: mayHaveTakenEffect = writes
        case .notSent, .throttled, .conflict, .inProgress: break
        }
        guard backoff.wait(after: attempt, until: deadline) else {
          throw RecordStoreError(mayHaveTakenEffect ? .outcomeUnknown : error.isBusy ? .busy : .failed, error.reason)
        }
        attempt += 1
      }
    }
  }
}

extension DynamoDBFailure {
  /// Whether DynamoDB is there, but too many want something of it.
  var isBusy: Bool {
    switch kind {
    case .throttled, .conflict, .inProgress: true
    case .notSent, .lost, .condition, .canceled, .refused: false
    }
  }
}
