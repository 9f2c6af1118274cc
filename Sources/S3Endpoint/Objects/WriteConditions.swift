package import VideoSpec

/// The condition of a write: `If-None-Match: *`, or `If-Match` with an ETag.
package struct WriteConditions {
  /// The condition that the storage checks inside its commit.
  package var precondition: WritePrecondition

  /// Reads the condition of a request.
  ///
  /// - Throws: ``S3Refusal``, NotImplemented, for two conditions and for values that S3 does not take (`test_s3_preconditions`).
  package init(of request: S3Request, in service: S3Service) throws(S3Refusal) {
    let ifMatch = request.header("if-match")
    let ifNoneMatch = request.header("if-none-match")
    let checksForm = service.checks.performs(.writeConditionForm)
    if ifMatch != nil, ifNoneMatch != nil, checksForm {
      throw .notImplemented(
        header: "If-Match,If-None-Match", .writeConditionForm,
        details: [Field("additionalMessage", "Multiple conditional request headers present in the request")],
        explanation: "a write takes If-Match or If-None-Match, not both")
    }
    if let ifNoneMatch, ifNoneMatch != "*", checksForm { throw Self.unsupported("If-None-Match") }
    if ifMatch == "*", checksForm { throw Self.unsupported("If-Match") }
    if let ifMatch, service.checks.performs(.writeIfMatch) {
      precondition = .matches(ifMatch.withoutQuotes)
    } else if ifNoneMatch != nil, service.checks.performs(.writeIfNoneMatch) {
      precondition = .absent
    } else {
      precondition = .none
    }
  }

  /// Refuses early what the commit would refuse, before the client sends the body.
  package func checkEarly(_ key: Text, in bucket: Text, _ service: S3Service) throws(S3Refusal) {
    if precondition == .none { return }
    let object = try service.storing(in: bucket, key) { () throws(StorageError) in
      try service.storage.object(key, in: bucket)
    }
    switch precondition {
    case .absent where object != nil: throw .preconditionFailed("If-None-Match", .writeIfNoneMatch)
    case .matches(let etag):
      guard let object else { throw .noSuchKey(key) }
      if object.etag != etag { throw .preconditionFailed("If-Match", .writeIfMatch) }
    default: break
    }
  }

  /// The refusal of a write whose condition the storage found not to hold.
  package func refusal(_ error: StorageError, _ key: Text, in bucket: Text) -> S3Refusal {
    if error == .preconditionFailed, precondition == .absent {
      return .preconditionFailed("If-None-Match", .writeIfNoneMatch)
    }
    return S3Refusal(storage: error, bucket: bucket, key: key)
  }

  private static func unsupported(_ header: Text) -> S3Refusal {
    .notImplemented(
      header: header, .writeConditionForm,
      details: [
        Field("additionalMessage", "We don't accept the provided value of \(header) header for this API")
      ], explanation: "S3 does not support this value of \(header)")
  }
}

extension Text {
  /// An ETag without its quotation marks. S3 takes it either way.
  package var withoutQuotes: Text {
    guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return self }
    return Text(bytes[1..<(bytes.count - 1)])
  }

  /// An ETag with its quotation marks.
  package var quoted: Text { Text(bytes: [0x22] + bytes + [0x22]) }
}
