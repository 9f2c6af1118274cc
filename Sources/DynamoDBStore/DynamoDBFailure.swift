import HTTPClient
import HTTPCore
import VideoSpec

/// Why a request has no output, by what that means for what was asked.
struct DynamoDBFailure: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// No connection was made, so DynamoDB knows nothing of the request.
    case notSent
    /// The request may have taken effect: there was no response, or one with a status of 500 or more.
    case lost
    /// The request was refused because there are too many, and has had no effect.
    case throttled
    /// Another transaction is at work on an item.
    case conflict
    /// A transaction with the same token is being worked on.
    case inProgress
    /// The condition of a write to one item is not met.
    case condition
    /// The transaction was cancelled. For each of its actions there is a code.
    case canceled(reasons: [Text])
    /// The request is wrong, or not allowed. Another attempt would fail in the same way.
    case refused
  }

  var kind: Kind
  /// The name of DynamoDB's error, or what went wrong on the way. It contains no text that the server chose freely: the explanation
  /// of a wrong signature repeats the headers of the request, the session token included.
  var name: String

  init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  init(_ error: HTTPClientError) {
    switch error {
    case .transport(.unreachable), .transport(.unresolved), .invalidRequest: kind = .notSent
    default: kind = .lost
    }
    name = error.description
  }

  /// Reads the response to a request.
  init(status: Int, body: [UInt8]) {
    let json = try? JSONValue(parsing: body)
    // `com.amazonaws.dynamodb.v20120810#ThrottlingException`
    let type = json?["__type"]?.text?.split(at: UInt8(ascii: "#")).last
    let isName = type.map { !$0.isEmpty && $0.bytes.count <= 64 && $0.bytes.allSatisfy(\.isASCIIAlphanumeric) } ?? false
    name = isName ? type?.string ?? "" : "a response with the status \(status)"
    switch type {
    case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "Throttling",
      "LimitExceededException":
      kind = .throttled
    case "TransactionConflictException", "ReplicatedWriteConflictException": kind = .conflict
    case "TransactionInProgressException": kind = .inProgress
    case "ConditionalCheckFailedException": kind = .condition
    case "TransactionCanceledException":
      let reasons = json?["CancellationReasons"]?.array ?? []
      kind = .canceled(reasons: reasons.map { $0["Code"]?.text ?? "None" })
    default: kind = status == 429 ? .throttled : status >= 500 ? .lost : .refused
    }
  }

  /// A sentence for people.
  var reason: String {
    switch kind {
    case .notSent: "DynamoDB cannot be reached: \(name)"
    case .lost: "DynamoDB has not responded: \(name)"
    case .throttled: "DynamoDB takes no more requests at the moment: \(name)"
    case .conflict, .inProgress: "another transaction is at work on the same items: \(name)"
    case .condition: "an item has changed: \(name)"
    case .canceled(let reasons):
      "DynamoDB cancelled the transaction: \(reasons.map(\.printable).joined(separator: ", "))"
    case .refused: "DynamoDB refused the request: \(name)\(hint.map { "; \($0)" } ?? "")"
    }
  }

  /// What to look at.
  private var hint: String? {
    switch name {
    case "UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignatureException",
      "MissingAuthenticationTokenException", "InvalidClientTokenId":
      "the credentials, the region or the clock are wrong"
    case "ExpiredTokenException": "the credentials have expired"
    case "AccessDeniedException": "the credentials do not allow it"
    case "ResourceNotFoundException": "the table does not exist in this region"
    default: nil
    }
  }
}
