import HTTPCore
import ReferenceImpl
import VideoSpec

extension DynamoDBRecordStore {
  /// The most actions of one transaction.
  static let actionLimit = 100

  /// Commits a transaction.
  ///
  /// A request whose response is lost may have taken effect, or may do so later. It is sent again with the same token, and DynamoDB
  /// then reports success without writing twice, if the first one was committed. Once a response was lost, nothing else proves that
  /// it was not committed but a condition that is not met: versions only grow and keys only appear, so the first one cannot meet it
  /// later either.
  ///
  /// - Returns: Whether it is committed. If not, something that it read has changed, and nothing was written.
  /// - Throws: ``RecordStoreError``.
  func commit(_ transaction: DynamoDBTransaction, until deadline: Deadline) throws(RecordStoreError) -> Bool {
    let token = KeyGenerator.uuid(SystemRandom.bytes(16))
    let actions = transaction.actions(token: token)
    guard actions.count <= Self.actionLimit else {
      throw RecordStoreError(.failed, "a transaction has at most \(Self.actionLimit) actions, not \(actions.count)")
    }
    let input: JSONObject = [
      "TransactItems": .array(actions.map(\.action)), "ClientRequestToken": .string(token),
    ]
    var isInDoubt = false
    var deadline = deadline
    var attempt = 1
    while true {
      do throws(DynamoDBFailure) {
        _ = try client.attempt("TransactWriteItems", input, until: deadline)
        return true
      } catch {
        switch error.kind {
        case .canceled(let reasons):
          let failed = zip(actions, reasons).filter { $0.1 == "ConditionalCheckFailed" }.map(\.0.key)
          if !failed.isEmpty {
            if isInDoubt, try wasCommitted(transaction, token: token, until: deadline) { return true }
            // An upload that exists stays, so another run of the body would end in the same way, unless the body looks first.
            if failed.allSatisfy(transaction.inserted.contains) { throw .taken }
            return false
          }
          if !isInDoubt, reasons.contains("TransactionConflict") { return false }
          guard reasons.contains(where: DynamoDBFailure.passingReasons.contains) else {
            throw RecordStoreError(isInDoubt ? .outcomeUnknown : .failed, error.reason)
          }
        case .refused, .condition: throw RecordStoreError(isInDoubt ? .outcomeUnknown : .failed, error.reason)
        case .lost, .inProgress:
          // However late it is, one more attempt is worth more than the caller's doubt.
          if !isInDoubt { deadline = deadline.extended(by: configuration.requestTimeout + client.backoff.longest) }
          isInDoubt = true
        case .notSent, .throttled, .conflict: break
        }
        guard client.backoff.wait(after: attempt, until: deadline) else {
          throw RecordStoreError(isInDoubt ? .outcomeUnknown : error.isPassing ? .busy : .failed, error.reason)
        }
        attempt += 1
      }
    }
  }

  /// Whether the items that a transaction wrote are there, after a lost response and a condition that was not met.
  ///
  /// DynamoDB knows the token of a transaction for ten minutes, and so does not check the conditions of one that it has committed.
  /// Not every compatible server does.
  private func wasCommitted(
    _ transaction: DynamoDBTransaction, token: Text, until deadline: Deadline
  ) throws(RecordStoreError) -> Bool {
    do {
      for key in transaction.writtenKeys where try item(key, until: deadline)?[.commit] == token { return true }
      return false
    } catch {
      throw RecordStoreError(.outcomeUnknown, "after a lost response: \(error)")
    }
  }

}

extension Deadline {
  /// Returns this deadline, or one that is as far away as a duration if that comes later.
  fileprivate func extended(by duration: Duration) -> Deadline {
    guard let remaining, remaining < duration else { return self }
    return Deadline.after(duration)
  }
}

extension DynamoDBFailure {
  /// The codes of a cancelled transaction that mean: try again.
  static let passingReasons: Set<Text> = [
    "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "ThrottlingException",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded",
  ]

  /// Whether DynamoDB is there, but too many want something of it.
  var isPassing: Bool {
    if case .canceled(let reasons) = kind { return reasons.contains(where: Self.passingReasons.contains) }
    return isBusy
  }
}
