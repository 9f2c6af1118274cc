package import VideoSpec

/// The parts of a request that are signed, before the request is changed or sent.
package struct SigningJob: Sendable {
  package enum Payload: Hashable, Sendable {
    /// The hash of these bytes.
    case body([UInt8])
    /// This word or hash, unchanged.
    case stated(Text)
  }

  package var method: Text
  package var isSecure: Bool
  /// The value of the `Host` header.
  package var host: Text
  /// Path and query as they are sent.
  package var target: Text
  /// The headers that are signed, without `Host`.
  package var headers: [HeaderField]
  package var payload: Payload
  package var credentials: Credentials
  package var region: Text
  package var service: Text
  package var algorithm: SigningAlgorithm
  /// The names of headers that the signer adds and must not sign, in lower case.
  package var unsigned: Set<Text> = []
  package var time: Timestamp
}

/// The headers that sign a request, and the signature that the chunks of its body continue.
package struct SignedJob: Sendable {
  /// The headers to add.
  package var headers: [HeaderField]
  /// The signature of the request. The signature of the first chunk covers it.
  package var signature: Text

  package init(headers: [HeaderField], signature: Text) {
    self.headers = headers
    self.signature = signature
  }
}

/// The body of an upload in chunks, and the headers that announce and sign it.
package struct SignedChunks: Sendable {
  package var headers: [HeaderField]
  package var body: [UInt8]
}

/// Why a signer cannot sign a request of a scenario. The case is not run.
package struct SigningGap: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// Signs the requests of scenarios.
package protocol RequestSigner: Sendable {
  /// The name of the signer, as in a message.
  var name: String { get }

  /// Returns the headers that sign a request.
  func headers(for job: SigningJob) throws(SigningGap) -> SignedJob

  /// Returns the target of a request that is signed by its URL.
  ///
  /// - Parameter expires: The lifetime in seconds. It may be one that no URL can have.
  func target(for job: SigningJob, expires: Text) throws(SigningGap) -> Text

  /// Returns the fields that carry a policy and its signature.
  func fields(forPolicy document: Text, job: SigningJob) throws(SigningGap) -> [HeaderField]

  /// Returns a body in chunks, with all headers that belong to it.
  func chunks(of body: [UInt8], _ plan: ChunkPlan, job: SigningJob) throws(SigningGap) -> SignedChunks
}

/// How a body is divided into chunks.
package struct ChunkPlan: Hashable, Sendable {
  package var mode: ChunkMode
  /// The sizes of the chunks in bytes; the last one repeats.
  package var sizes: [Int]
  package var trailer: [HeaderField]

  /// Divides a body. The last, empty chunk is not among the parts.
  package func parts(of body: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var rest = body[...]
    while !rest.isEmpty {
      let size = max(1, sizes.isEmpty ? rest.count : sizes[min(parts.count, sizes.count - 1)])
      parts.append(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    return parts
  }

  /// The headers that announce the chunks.
  package func headers(bodySize: Int) -> [HeaderField] {
    var headers = [
      HeaderField("Content-Encoding", "aws-chunked"),
      HeaderField("X-Amz-Decoded-Content-Length", Text("\(bodySize)")),
    ]
    if !trailer.isEmpty {
      headers.append(
        HeaderField("X-Amz-Trailer", Text(trailer.map(\.name.lowercased.bytes).joined(separator: [0x2C]))))
    }
    return headers
  }
}
