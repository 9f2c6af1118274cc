import Foundation
import HTTPCore
import Testing

/// Our parsers beside h11, which others wrote and many use.
@Suite(
  "Agreement with h11",
  .enabled(if: AgreementCorpus.python != nil, "not run: there is no Python with h11"))
struct AgreementTests {
  /// Random numbers that can be repeated (SplitMix64).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  /// Returns what h11 makes of streams.
  private static func read(_ streams: [[UInt8]]) throws -> [ReadRequests] {
    let input = streams.map { $0.hex + "\n" }.joined()
    let result = try Program.run(
      try #require(AgreementCorpus.python), ["-B", Program.root + "/Tools/http/h11_reader.py"], input: input)
    try #require(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == streams.count)
    return try lines.map { try JSONDecoder().decode(ReadRequests.self, from: Data($0.utf8)) }
  }

  @Test("h11 accepts each example of a listed difference, and we refuse it for that reason")
  func differences() throws {
    let differences = AgreementCorpus.differences
    let theirs = try Self.read(differences.map { Array($0.stream.utf8) })
    for (difference, theirs) in zip(differences, theirs) {
      #expect(ReadRequests(ours: Array(difference.stream.utf8)).error == difference.error)
      #expect(theirs.refused == nil && theirs.requests.count == 1, "\(difference.error): \(theirs)")
    }
    #expect(Set(differences.map(\.error)).count == differences.count)
  }

  @Test("both accept the same requests with the same values")
  func accepted() throws {
    let streams = AgreementCorpus.accepted.map { Array($0.utf8) }
    for (stream, theirs) in zip(streams, try Self.read(streams)) {
      let ours = ReadRequests(ours: stream)
      #expect(ours.error == nil && ours.requests.allSatisfy(\.complete))
      #expect(ours == theirs)
    }
  }

  @Test("what we accept, h11 accepts with equal values; what only h11 accepts is a listed difference")
  func mutations() throws {
    let seed = ProcessInfo.processInfo.environment["VIDEO_SPEC_SEED"].flatMap { UInt64($0) } ?? 20_261_130
    var generator = Generator(state: seed)
    let streams = (0..<5000).map { _ in AgreementCorpus.mutation(using: &generator) }
    let listed = Set(AgreementCorpus.differences.map(\.error))
    var agreed = 0
    for (stream, theirs) in zip(streams, try Self.read(streams)) {
      let ours = ReadRequests(ours: stream)
      let context = Comment(rawValue: "seed \(seed), \(stream.text.debugDescription): ours \(ours), theirs \(theirs)")
      for (index, request) in ours.requests.enumerated() {
        guard index < theirs.requests.count else {
          Issue.record("h11 refused a request: \(context)")
          break
        }
        // The body of a request that we refuse in its body does not count, but its head does.
        var other = theirs.requests[index]
        if !request.complete, ours.error != nil {
          (other.body, other.trailers, other.complete) = (request.body, request.trailers, request.complete)
        }
        #expect(request == other, context)
        agreed += 1
      }
      // What we refused: a head, or the body of the last request.
      guard let error = ours.error else {
        #expect(theirs.requests.count == ours.requests.count, context)
        continue
      }
      let isInBody = ours.requests.last?.complete == false
      let accepts =
        isInBody
        ? theirs.requests.count >= ours.requests.count && theirs.requests[ours.requests.count - 1].complete
        : theirs.requests.count > ours.requests.count
      #expect(!accepts || listed.contains(error), context)
    }
    // Mutations that break everything would prove nothing.
    #expect(agreed > 500)
  }
}
