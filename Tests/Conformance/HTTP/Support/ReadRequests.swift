import Foundation
import HTTPCore

/// The requests that a reader found in a stream of bytes.
struct ReadRequests: Decodable, Equatable {
  struct Request: Decodable, Equatable {
    var method: String
    var target: String
    var version: String
    var fields: [[String]]
    var body: String
    var trailers: [[String]]
    /// Whether the end of the body was seen.
    var complete: Bool
  }

  /// All bytes are hexadecimal digits.
  var requests: [Request] = []
  /// Why the reader refused what came then, or nil if it waits for more.
  var refused: String?
  /// The same for our reader.
  var error: HTTPMessageError?

  private enum CodingKeys: String, CodingKey { case requests, refused }

  /// Reads a stream with our parsers.
  init(ours stream: [UInt8]) {
    var rest = stream[...]
    do throws(HTTPMessageError) {
      while !rest.isEmpty {
        var parser = RequestHeadParser(limits: HTTPMessageLimits(headBytes: 1 << 20, targetBytes: 1 << 20))
        let result = rest.withUnsafeBytes { bytes in
          Result { () throws(HTTPMessageError) in try parser.parse(bytes) }
        }
        guard let (head, count) = try result.get() else { return }
        rest = rest.dropFirst(count)
        requests.append(
          Request(
            method: head.method.hex, target: head.target.hex, version: Array("1.\(head.versionMinor)".utf8).hex,
            fields: Self.pairs(head.fields), body: "", trailers: [], complete: false))
        try readBody(BodyFraming.ofRequest(head), &rest)
        guard requests.last?.complete == true else { return }
      }
    } catch {
      refused = error.sentence
      self.error = error
    }
  }

  private mutating func readBody(_ framing: BodyFraming, _ rest: inout ArraySlice<UInt8>) throws(HTTPMessageError) {
    let last = requests.count - 1
    switch framing {
    case .none, .untilClose: requests[last].complete = true
    case .length(let length):
      requests[last].body = Array(rest.prefix(length)).hex
      requests[last].complete = rest.count >= length
      rest = rest.dropFirst(length)
    case .chunked:
      var decoder = ChunkedDecoder()
      var output = [UInt8](repeating: 0, count: rest.count)
      let result = rest.withUnsafeBytes { input in
        output.withUnsafeMutableBytes { output in
          Result { () throws(HTTPMessageError) in try decoder.decode(input, into: output) }
        }
      }
      let (used, written) = try result.get()
      rest = rest.dropFirst(used)
      requests[last].body = Array(output.prefix(written)).hex
      requests[last].complete = decoder.isComplete
      if decoder.isComplete { requests[last].trailers = Self.pairs(decoder.trailers) }
    }
  }

  private static func pairs(_ fields: HTTPFields) -> [[String]] {
    fields.fields.map { field in
      // h11 gives the coding in lower case.
      let isCoding = field.isNamed("transfer-encoding")
      return [field.name.hex, isCoding ? Array(field.value.text.lowercased().utf8).hex : field.value.hex]
    }
  }
}

extension [UInt8] {
  var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
