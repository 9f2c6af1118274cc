import HTTPCore

/// Reads any bytes as the requests of a connection, and as a response.
///
/// The first byte chooses how the others are split. Bytes that arrive in pieces must give the same messages as all at once; what is
/// accepted must keep the rules of RFC 9112 that a handler relies on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(UnsafeBufferPointer(start: bytes, count: count))
  guard let seed = input.first else { return 0 }
  let stream = UnsafeRawBufferPointer(rebasing: input.dropFirst())
  let whole = Requests(in: stream, pieces: Pieces(seed: nil))
  precondition(whole == Requests(in: stream, pieces: Pieces(seed: seed)), "requests depend on how they arrive")
  precondition(
    response(in: stream, Pieces(seed: nil)) == response(in: stream, Pieces(seed: seed)),
    "a response depends on how it arrives")
  for request in whole.messages { check(request) }
  return 0
}

/// How many bytes arrive at a time.
struct Pieces {
  private var state: UInt32

  /// - Parameter seed: Nil lets all bytes arrive at once.
  init(seed: UInt8?) { state = seed.map { UInt32($0) | 0x100 } ?? 0 }

  mutating func next() -> Int {
    guard state != 0 else { return .max }
    state = state &* 1_664_525 &+ 1_013_904_223 | 1
    // Mostly few, because the ends of lines are what matters.
    let size = Int(state >> 16)
    return size & 7 == 0 ? size & 0xFFF + 1 : size & 0xF + 1
  }
}

/// The requests of a connection, until one is refused or the bytes end.
struct Requests: Equatable {
  struct Message: Equatable {
    var head: RequestHead
    var body: [UInt8] = []
    var trailers = HTTPFields()
    var isComplete = false
  }

  private(set) var messages: [Message] = []
  private(set) var isRefused = false

  init(in stream: UnsafeRawBufferPointer, pieces: Pieces) {
    var pieces = pieces
    var parser = RequestHeadParser(limits: fuzzLimits)
    var start = 0
    var end = 0
    do throws(HTTPMessageError) {
      while end < stream.count || start < end {
        if start == end || end < stream.count { end += min(stream.count - end, pieces.next()) }
        let bytes = UnsafeRawBufferPointer(rebasing: stream[start..<end])
        guard let (head, count) = try parser.parse(bytes) else {
          if end == stream.count { return }
          continue
        }
        precondition(count > 0 && count <= bytes.count && count <= fuzzLimits.headBytes, "the head has no such size")
        start += count
        messages.append(Message(head: head))
        try readBody(stream, &start, &end, &pieces)
        guard messages.last?.isComplete == true else { return }
      }
    } catch {
      precondition((400...505).contains(error.status), "an error has no status")
      isRefused = true
      // How much of a refused body was decoded before the error depends on how it arrives.
      if let last = messages.last, !last.isComplete { messages[messages.count - 1] = Message(head: last.head) }
    }
  }

  private mutating func readBody(
    _ stream: UnsafeRawBufferPointer, _ start: inout Int, _ end: inout Int, _ pieces: inout Pieces
  ) throws(HTTPMessageError) {
    let last = messages.count - 1
    switch try BodyFraming.ofRequest(messages[last].head) {
    case .none: messages[last].isComplete = true
    case .untilClose: preconditionFailure("no request has such a body")
    case .length(let length):
      precondition(length >= 0, "a length is negative")
      let used = min(length, stream.count - start)
      messages[last].body = Array(stream[start..<(start + used)])
      messages[last].isComplete = used == length
      start += used
      end = max(end, start)
    case .chunked:
      var decoder = ChunkedDecoder(limits: fuzzLimits)
      defer {
        messages[last].trailers = decoder.trailers
        messages[last].isComplete = decoder.isComplete
      }
      while !decoder.isComplete {
        if start == end {
          guard end < stream.count else { return }
          end += min(stream.count - end, pieces.next())
        }
        var output = [UInt8](repeating: 0, count: min(pieces.next(), 65536))
        let room = output.count
        let input = UnsafeRawBufferPointer(rebasing: stream[start..<end])
        let result = output.withUnsafeMutableBytes { output in
          Result { () throws(HTTPMessageError) in try decoder.decode(input, into: output) }
        }
        let (used, written) = try result.get()
        precondition(used > 0 && used <= input.count && written <= min(room, used), "the decoder stands still")
        start += used
        messages[last].body += output.prefix(written)
      }
    }
  }
}

let fuzzLimits = HTTPMessageLimits(headBytes: 2000, targetBytes: 300, fields: 12, trailerBytes: 200)

/// Checks what a handler may rely on.
func check(_ request: Requests.Message) {
  let head = request.head
  precondition(!head.method.isEmpty && head.method.allSatisfy(isToken), "the method is no token")
  precondition(head.target.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !head.target.isEmpty, "the target has other bytes")
  precondition([0x2F, 0x2A].contains(head.pathAndQuery.first), "the path begins otherwise")
  for field in head.fields.fields + request.trailers.fields {
    precondition(!field.name.isEmpty && field.name.allSatisfy(isToken), "a name is no token")
    precondition(field.value.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }, "a value has control characters")
    precondition(field.value.first != 32 && field.value.last != 32, "a value has spaces around it")
  }
  precondition(head.fields.all("host").count == 1 || head.versionMinor == 0, "the host is in doubt")
  let lengths = head.fields.all("content-length")
  precondition(lengths.count + head.fields.all("transfer-encoding").count <= 1, "the framing is in doubt")
  for name in ["content-length", "transfer-encoding", "host"] {
    precondition(!request.trailers.contains(name), "a trailer changes the framing")
  }
  // The same head, written without its spaces, is read as the same.
  let written = HeadWriter.bytes(of: head)
  var parser = RequestHeadParser(limits: HTTPMessageLimits())
  let again = written.withUnsafeBytes { try? parser.parse($0) }
  precondition(again?.head == head && again?.count == written.count, "another head was written than was read")
}

func isToken(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

/// The head of the response that the bytes are, or nil if they are none yet or none at all.
func response(in stream: UnsafeRawBufferPointer, _ pieces: Pieces) -> ResponseHead? {
  var pieces = pieces
  var parser = ResponseHeadParser(limits: fuzzLimits)
  var end = 0
  while end < stream.count {
    end += min(stream.count - end, pieces.next())
    do throws(HTTPMessageError) {
      guard let found = try parser.parse(UnsafeRawBufferPointer(rebasing: stream[..<end])) else { continue }
      precondition((100...999).contains(found.head.status), "the status has no three digits")
      _ = try? BodyFraming.ofResponse(found.head, to: Array("GET".utf8))
      return found.head
    } catch {
      return nil
    }
  }
  return nil
}
