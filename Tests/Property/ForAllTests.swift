import Testing

@Suite("Property: the harness itself")
struct ForAllTests {
  @Test("a failing property is recorded, with its seed and the smallest value that fails")
  func shrinks() {
    withKnownIssue {
      forAll {
        $0.array(upTo: 50) { $0.next(below: 1000) }
      } holds: { numbers in
        !numbers.contains { $0 >= 17 }
      }
    } matching: { issue in
      let text = issue.comments.map(\.rawValue).joined()
      return text.contains("seed ") && text.contains("for [17]")
    }
  }

  @Test("a property that throws has failed")
  func throwing() {
    struct Trouble: Error {}
    withKnownIssue {
      forAll(1) {
        $0.bool()
      } holds: { _ in
        throw Trouble()
      }
    } matching: {
      $0.comments.map(\.rawValue).joined().contains("it throws Trouble()")
    }
  }

  @Test("replayed choices make the same value")
  func replays() {
    var fresh = Choices(seed: 7)
    let value = fresh.signing()
    var replay = Choices(replaying: fresh.taken)
    #expect("\(replay.signing())" == "\(value)")
  }
}
