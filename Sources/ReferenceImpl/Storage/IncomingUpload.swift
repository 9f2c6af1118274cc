public import VideoSpec

/// One upload while it arrives, for servers that push bytes. ``UploadReceiver`` wraps it.
///
/// Append every piece of the body, and stop when ``append(_:)`` returns false. Then call ``finish()``, also when the body has ended too
/// early. An upload that is dropped without it is aborted.
public struct IncomingUpload: ~Copyable {
  private var parser: FormParser
  private var upload: UploadHandler

  /// Begins an upload.
  ///
  /// - Parameter trace: Records the text that had to be signed, also if the signature is wrong.
  /// - Throws: ``Rejection`` for a request that is not a form (FRM-001, FRM-002).
  public init(
    to receiver: UploadReceiver, contentType: Text?, at time: Timestamp, into sink: any UploadSink,
    trace: TraceRecorder? = nil
  ) throws(Rejection) {
    parser = try FormParser(contentType: contentType)
    upload = UploadHandler(receiver: receiver, time: time, sink: sink, trace: trace)
  }

  deinit { upload.sinkInUse?.abort() }

  /// The form as far as it has arrived.
  public var form: UploadForm { upload.form }

  /// Takes the next piece of the body.
  ///
  /// - Returns: Whether the upload goes on. False: it has been rejected, and the rest of the body does not matter.
  public mutating func append(_ bytes: RawSpan) -> Bool {
    do throws(Rejection) {
      try parser.append(bytes, to: &upload)
      return true
    } catch {
      // The sink need not wait for the end of a body of which nothing is kept.
      upload.abort()
      return false
    }
  }

  /// Ends the body: commits the object, or discards it, and returns the response.
  public consuming func finish() -> UploadOutcome {
    do throws(Rejection) {
      try parser.finish()
      return try upload.commit()
    } catch {
      upload.abort()
      return UploadOutcome(error, cause: upload.cause)
    }
  }

  /// Ends an upload whose connection failed, and discards the object.
  ///
  /// - Parameter error: The failure, which the outcome has as its cause.
  public consuming func cutOff(by error: any Error) -> UploadOutcome {
    upload.abort()
    return UploadOutcome(.incompleteBody("the connection failed before the form was complete"), cause: error)
  }
}

/// Decides on a form as its parts arrive, and hands the file to the sink.
private struct UploadHandler: FormHandler {
  let receiver: UploadReceiver
  let time: Timestamp
  let sink: any UploadSink
  let trace: TraceRecorder?
  private(set) var form = UploadForm()
  private(set) var cause: (any Error)?
  private var accepted: AcceptedUpload?
  private var hash: MessageDigest?
  /// The checksums that the form states, compared with the file at its end (POL-071).
  private var checksums: StatedChecksums?
  /// Whether the sink has begun an object that is neither committed nor aborted.
  private var isOpen = false

  init(receiver: UploadReceiver, time: Timestamp, sink: any UploadSink, trace: TraceRecorder?) {
    self.receiver = receiver
    self.time = time
    self.sink = sink
    self.trace = trace
  }

  /// The sink, if it has begun an object that is neither committed nor aborted.
  var sinkInUse: (any UploadSink)? { isOpen ? sink : nil }

  mutating func field(_ field: Field) { form.fields.append(field) }

  mutating func beginFile(_ file: FormFile) throws(Rejection) {
    form.file = file
    let accepted = try evaluateFields()
    if !(sink is any HashingUploadSink) {
      hash = MessageDigest(.md5)
      if hash == nil {
        cause = MissingAlgorithm()
        throw .internalError
      }
    }
    checksums = try StatedChecksums(FormValues(form))
    try use { sink throws in try sink.begin(accepted) }
    self.accepted = accepted
    isOpen = true
  }

  mutating func fileBytes(_ bytes: RawSpan) throws(Rejection) {
    guard let size = form.file?.size, let accepted else { return }
    form.file?.size = size + bytes.byteCount
    try accepted.check(fileSizeSoFar: size + bytes.byteCount)
    hash?.update(bytes)
    checksums?.update(bytes)
    do { try sink.write(bytes) } catch { throw rejection(for: error) }
  }

  mutating func endFile() throws(Rejection) {
    guard let size = form.file?.size, let accepted else { return }
    try accepted.check(fileSize: size)
    try checksums?.compare()
  }

  /// Makes the response and then the object visible: an object whose response cannot be made is not stored.
  mutating func commit() throws(Rejection) -> UploadOutcome {
    guard let size = form.file?.size, let accepted else {
      // The form has no file, which is a fault of its own after that of a wrong signature.
      _ = try evaluateFields()
      throw .internalError
    }
    let md5 = (sink as? any HashingUploadSink)?.md5() ?? hash?.finish() ?? []
    let etag = Text(bytes: [UInt8(ascii: "\"")] + Hexadecimal.encode(md5) + [UInt8(ascii: "\"")])
    let object = StoredObject(
      bucket: receiver.bucket, key: accepted.key, etag: etag, location: receiver.location(of: accepted.key))
    let response = try FormResponse(object, accepted.success)
    try use { sink throws in try sink.commit(object, size: size) }
    isOpen = false
    return UploadOutcome(object, response)
  }

  mutating func abort() {
    sinkInUse?.abort()
    isOpen = false
  }

  private func evaluateFields() throws(Rejection) -> AcceptedUpload {
    try receiver.verifier.evaluateFields(
      of: form, postedTo: receiver.bucket, at: time, trace: trace)
  }

  /// Runs a call of the sink, and turns its errors into rejections.
  private mutating func use(_ call: (any UploadSink) throws -> Void) throws(Rejection) {
    do { try call(sink) } catch { throw rejection(for: error) }
  }

  private mutating func rejection(for error: any Error) -> Rejection {
    cause = error
    return error as? Rejection ?? .internalError
  }
}

/// OpenSSL does not offer MD5, which ETags need.
private struct MissingAlgorithm: Error, CustomStringConvertible {
  var description: String { "this OpenSSL does not offer MD5, which ETags need" }
}
