import ReferenceImpl
package import VideoSpec

/// An authenticated request to an operation.
///
/// One thread uses it: its body is read from the connection.
package final class S3Request {
  /// The request line and the headers as received. Its body is empty: see ``body``.
  package let received: ReceivedRequest
  package let address: S3Address
  package let operation: S3Operation
  /// Who signed the request; nil for a preflight and for a form, whose fields are signed.
  package let caller: S3Caller?
  /// When the head of the request arrived.
  package let time: Timestamp
  package let body: any S3Body
  /// Whether the connection is encrypted.
  package let isSecure: Bool
  /// The contested behaviour of the request. The request is accepted; the response and the journal contain the warnings.
  package var warnings: [S3Warning] = []
  /// The key under which a form's file was stored; nil for other operations.
  package var storedKey: Text?

  package init(
    received: ReceivedRequest, address: S3Address, operation: S3Operation, caller: S3Caller?, time: Timestamp,
    body: any S3Body, isSecure: Bool
  ) {
    self.received = received
    self.address = address
    self.operation = operation
    self.caller = caller
    self.time = time
    self.body = body
    self.isSecure = isSecure
  }

  /// Returns the first value of a header, trimmed, or nil if the request has no such header.
  ///
  /// An `x-amz-*` header and the condition of a write may also come as a parameter of a presigned URL (SIG-172). The header itself counts
  /// first.
  ///
  /// - Parameter name: The name in lower case.
  package func header(_ name: Text) -> Text? {
    if let header = received.headers.first(where: { $0.name.equalsIgnoringCase(name) }) { return header.value.trimmed }
    let mayBeParameter = name.hasPrefix("x-amz-") || name == "if-none-match" || name == "if-match"
    guard caller?.isPresigned == true, mayBeParameter else { return nil }
    return address.query.first { $0.name.equalsIgnoringCase(name) }.map { $0.value ?? "" }
  }

  /// Returns the value of a parameter of the query: empty for a name without a value, nil without the parameter.
  package func parameter(_ name: Text) -> Text? { address.parameter(name) }

  /// The bucket of an operation that has one.
  ///
  /// - Throws: ``S3Refusal`` if the request names none, which the routing rules out.
  package func bucket() throws(S3Refusal) -> Text {
    guard let bucket = address.bucket else { throw .methodNotAllowed(received.method, resource: "SERVICE") }
    return bucket
  }

  /// The key of an operation on an object.
  ///
  /// - Throws: ``S3Refusal`` if the request names none, which the routing rules out.
  package func key() throws(S3Refusal) -> Text {
    guard let key = address.key else { throw .methodNotAllowed(received.method, resource: "BUCKET") }
    return key
  }
}

/// Who signed a request.
package struct S3Caller: Hashable, Sendable {
  package var accessKeyID: Text
  /// Whether the signature is in the URL.
  package var isPresigned: Bool

  package init(accessKeyID: Text, isPresigned: Bool) {
    self.accessKeyID = accessKeyID
    self.isPresigned = isPresigned
  }
}
