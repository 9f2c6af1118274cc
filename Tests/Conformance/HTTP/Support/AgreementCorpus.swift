import Foundation
import HTTPCore

/// Streams of bytes for two readers of HTTP.
enum AgreementCorpus {
  /// A Python that has h11; nil where `make test` could not make one.
  static let python = ProcessInfo.processInfo.environment["VIDEO_SPEC_H11_PYTHON"]

  /// What h11 accepts and we refuse, with an example of each. Nothing else may differ.
  static let differences: [(error: HTTPMessageError, stream: String)] = [
    (.bareLineFeed, "GET / HTTP/1.1\nHost: a\n\n"),
    (.bareCarriageReturn, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a\rb\r\nx\r\n0\r\n\r\n"),
    (.controlCharacter, "GET / HTTP/1.1\r\nHost: a\r\nA: b\u{1}c\r\n\r\n"),
    (.foldedLine, "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n"),
    (.repeatedContentLength, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"),
    (.malformedContentLength, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx"),
    (
      .lengthWithTransferEncoding,
      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    (.transferEncodingInHTTP10, "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (.unsupportedMethod, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
    (.malformedMethod, "\(String(repeating: "M", count: 33)) / HTTP/1.1\r\nHost: a\r\n\r\n"),
    (.malformedTarget, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
    (.unsupportedTargetForm, "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
    (.unsupportedVersion, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    (.missingHost, "GET / HTTP/1.2\r\n\r\n"),
    (.malformedHost, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    (.differentHosts, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    (.unsupportedExpectation, "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 0\r\n\r\n"),
    (.malformedChunk, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n"),
    (.forbiddenTrailer, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n"),
  ]

  /// Streams that both accept.
  static let accepted = [
    "GET /a%2F..//b?c=d&e HTTP/1.1\r\nHost: a.example:80\r\nX-A:  b \r\nx-a:\r\nY: \"c\td\"\t \r\n\r\n",
    "PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhelloGET http://a/x HTTP/1.1\r\nhost: a\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: [::1]:1\r\n\r\nM-SEARCH /|{}\"<>^`\\ HTTP/1.7\r\nHost:\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\nExpect: 100-continue\r\n\r\n"
      + "5;a=b;c=\"d e\"\r\nhello\r\n00A\r\n01234\r\n789\r\n0;x\r\nX-Sum: 1\r\nx-sum:\r\n\r\nGET / HTTP/1.0\r\n\r\nGET /z HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nDELETE /b HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n",
  ]

  /// Bytes and words that make and break rules.
  private static let words: [[UInt8]] =
    [
      "\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", ":", ";", ",", "0", "5", "+", "-", "0x", "_", "\0", "\u{7F}", "/", "#",
      "%", "?", "*",
      "@", "[", "]", "chunked", "gzip, ", "Host: b\r\n", "Content-Length: 5\r\n", "Content-Length: 6\r\n",
      "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", " \r\n", "0\r\n\r\n", "HTTP/1.1", "HTTP/1.0",
      "ffffffffffffffff",
      "99999999999999999999", "http://", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "A: b\r\n", "é",
    ].map { Array($0.utf8) } + [[0x80], [0xFF], [0x0B], [0x01]]

  /// Returns a stream that is one of the others, or two, with some changes.
  static func mutation(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    let seeds = accepted + differences.map(\.stream)
    var stream = Array(seeds[Int.random(in: 0..<seeds.count, using: &generator)].utf8)
    if Int.random(in: 0..<4, using: &generator) == 0 {
      stream += Array(seeds[Int.random(in: 0..<seeds.count, using: &generator)].utf8)
    }
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !stream.isEmpty {
      let place = Int.random(in: 0...stream.count, using: &generator)
      let length = Int.random(in: 0...min(4, stream.count - place), using: &generator)
      let word = words[Int.random(in: 0..<words.count, using: &generator)]
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: stream.removeSubrange(place..<(place + length))
      case 1: stream.replaceSubrange(place..<(place + length), with: word)
      case 2: stream.removeSubrange(place...)
      case 3:
        // A line again, somewhere else.
        let lines = stream.split(separator: 0x0A, omittingEmptySubsequences: false)
        stream.insert(contentsOf: lines[Int.random(in: 0..<lines.count, using: &generator)] + [0x0A], at: place)
      default: stream.insert(contentsOf: word, at: place)
      }
    }
    return stream
  }
}
