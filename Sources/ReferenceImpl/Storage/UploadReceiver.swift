public import VideoSpec

/// Receives uploads to a bucket as S3 does: form, signature, policy, object, response.
///
/// ```swift
/// let receiver = try UploadReceiver(verifier: verifier, bucket: "video-uploads-example")
/// let outcome = receiver.receive(contentType: header, body: pieces, at: now, into: sink)
/// ```
///
/// **When it decides.** The fields come before the file, so everything but the size is decided before the first byte of the file:
/// signature, expiry, key, conditions, uncovered fields (POL-030 to POL-065). A file that is too large is rejected at the first byte
/// above the limit, one that is too small at its end. After a rejection the receiver reads nothing more, and the sink gets nothing
/// more. An upload is committed only when the whole body has arrived and is well-formed, so a body that is cut off stores nothing
/// (FRM-006).
///
/// **Memory.** It holds the fields, at most 20 KB, and one piece of the body, never the file (FRM-007).
public struct UploadReceiver: Sendable {
  public let verifier: Verifier
  public let bucket: Text
  /// The URL that the bucket's forms are posted to. Objects are located below it.
  public let url: Text

  /// - Parameters:
  ///   - verifier: The credentials and the region that the receiver knows.
  ///   - location: The host that responses name in `Location`.
  /// - Throws: ``Rejection`` if the bucket or the region cannot have this location.
  public init(
    verifier: Verifier, bucket: Text, location: UploadLocation = .style(.global)
  ) throws(Rejection) {
    self.verifier = verifier
    self.bucket = bucket
    url = try location.url(bucket: bucket, region: verifier.region)
  }

  /// - Parameter url: The URL that the bucket's forms are posted to. Objects are located below it.
  package init(verifier: Verifier, bucket: Text, url: Text) {
    self.verifier = verifier
    self.bucket = bucket
    self.url = url
  }

  /// Receives one upload from the pieces of its body.
  ///
  /// - Parameters:
  ///   - contentType: The request's `Content-Type` header, or `nil` without one.
  ///   - body: The pieces, of any size. The receiver takes no further piece once it has rejected the upload.
  ///   - time: The time at which the request arrived.
  ///   - trace: Records the text that had to be signed, also if the signature is wrong.
  public func receive(
    contentType: Text?, body: some Sequence<[UInt8]>, at time: Timestamp, into sink: any UploadSink,
    trace: TraceRecorder? = nil
  ) -> UploadOutcome {
    do throws(Rejection) {
      var upload = try IncomingUpload(to: self, contentType: contentType, at: time, into: sink, trace: trace)
      for piece in body where !upload.append(piece.span.bytes) { break }
      return upload.finish()
    } catch {
      return UploadOutcome(error)
    }
  }

  /// Receives one upload from a body that arrives asynchronously.
  ///
  /// The next piece is asked for when the sink has taken the one before. If the body throws, the upload counts as cut off.
  public nonisolated(nonsending) func receive<Body: AsyncSequence>(
    contentType: Text?, body: Body, at time: Timestamp, into sink: any UploadSink,
    trace: TraceRecorder? = nil
  ) async -> UploadOutcome where Body.Element == [UInt8] {
    do throws(Rejection) {
      var upload = try IncomingUpload(to: self, contentType: contentType, at: time, into: sink, trace: trace)
      do {
        for try await piece in body where !upload.append(piece.span.bytes) { break }
      } catch {
        return upload.cutOff(by: error)
      }
      return upload.finish()
    } catch {
      return UploadOutcome(error)
    }
  }

  /// The object's URL, as S3 writes it: with `/` encoded, too.
  func location(of key: Text) -> Text {
    url + (url.bytes.last == UInt8(ascii: "/") ? "" : "/") + PercentEncoding.encode(key)
  }
}
