#if PostgreSQL
  import Foundation
  import PostgresStore
  import ReferenceImpl
  import Rehearsal
  import Testing
  import VideoSpec

  @Suite(
    "Cut connections to PostgreSQL", .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"),
    .timeLimit(.minutes(60)))
  struct PostgresCutTests {
    /// What came of the steps: how many were accepted, rejected with nothing recorded, and of unknown outcome.
    private struct Tally {
      var accepted = 0
      var rejected = 0
      /// Unknown, and recorded or not.
      var recorded = 0
      var lost = 0
    }

    @Test(
      "a begin whose connection is cut after any number of bytes leaves none or all, and resolve tells which",
      arguments: PostgresProxy.Side.allCases, [false, true])
    func begin(side: PostgresProxy.Side, isLasting: Bool) throws {
      let (tally, schema) = try cut(side, isLasting) { number, recorder in
        try Rehearsal.begin(number, with: recorder)
      } resolve: { number, recorder in
        try recorder.resolve(Rehearsal.externalID(number), session: Rehearsal.token, at: Rehearsal.start)
      } isDone: { _ in
        true
      }
      #expect(try schema.damage() == [])
      // Every outcome occurs, or the cuts miss the commit. A cut before it is survived with a new connection, if that one is not cut.
      #expect(side == .client ? tally.lost > 0 : tally.recorded > 0, "\(tally)")
      #expect(isLasting ? tally.rejected > 0 : tally.accepted > 0 && tally.rejected == 0, "\(tally)")
    }

    @Test(
      "a completion whose connection is cut after any number of bytes leaves none or all, and resolve tells which",
      arguments: PostgresProxy.Side.allCases, [false, true])
    func complete(side: PostgresProxy.Side, isLasting: Bool) throws {
      let (tally, schema) = try cut(side, isLasting) { number, recorder in
        try Rehearsal.begin(number, with: recorder)
      } _: { number, recorder in
        try Rehearsal.complete(Rehearsal.externalID(number), with: recorder)
      } resolve: { number, recorder in
        try recorder.resolve(Rehearsal.externalID(number), session: Rehearsal.token, at: Rehearsal.start) == .completed
          ? .completed : nil
      } isDone: {
        $0.status == .completed && $0.size == 4096 && $0.mediaType == "video/webm"
      }
      #expect(try schema.damage() == [])
      #expect(tally.recorded + tally.lost > 0, "\(tally)")
      #expect(isLasting ? tally.rejected > 0 : tally.accepted > 0, "\(tally)")
    }

    /// Cuts the connection of a step after 1 byte, 2 bytes and so on, until nothing is cut any more.
    private func cut(
      _ side: PostgresProxy.Side, _ isLasting: Bool,
      _ prepare: (Int, Recorder) throws -> Void = { _, _ in }, _ step: (Int, Recorder) throws -> Void,
      resolve: (Int, Recorder) throws -> UploadStatus?, isDone: (RecordedUpload) -> Bool
    ) throws -> (Tally, PostgresSchemaUnderTest) {
      let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
      let schema = try PostgresServer.shared.schema()
      let proxy = try PostgresProxy(to: schema.server.port)
      defer { proxy.stop() }
      let (direct, _) = try schema.recorder()
      let (recorder, _) = try schema.recorder(port: proxy.port) { $0.connections = 1 }
      var tally = Tally()
      var told: [Int: Bool] = [:]
      func isRecorded(_ number: Int) throws -> Bool {
        try direct.uploads().contains { $0.externalID == Rehearsal.externalID(number) && isDone($0) }
      }
      // The shortest messages, BEGIN and COMMIT, have 11 and 12 bytes.
      for count in stride(from: 1, to: 100_000, by: isSoak ? 1 : 5) {
        try prepare(count, direct)
        // Statements are prepared, as they are after the first minute.
        try Rehearsal.complete(Rehearsal.begin(1_000_000 + count, with: recorder), with: recorder)
        proxy.arm(.init(after: count, of: side, isLasting: isLasting))
        var rejection: Rejection?
        do { try step(count, recorder) } catch let error as Rejection { rejection = error }
        let cuts = proxy.disarm()
        let expected: Bool
        switch rejection?.code {
        case nil:
          expected = true
          tally.accepted += 1
        case .outcomeUnknown?:
          #expect(rejection?.details.first?.value == Rehearsal.externalID(count))
          do { expected = try resolve(count, direct) != nil } catch let error as Rejection {
            guard error.code == .uploadUnknown else { throw error }
            expected = false
          }
          if expected { tally.recorded += 1 } else { tally.lost += 1 }
        case .busy?, .recordingFailed?:
          expected = false
          tally.rejected += 1
        default: throw Failure("after \(count) bytes: \(rejection.map { "\($0)" } ?? "")")
        }
        #expect(try isRecorded(count) == expected, "\(count) bytes of the \(side): \(tally)")
        told[count] = expected
        guard cuts > 0 else { break }
      }
      #expect(told.count > 20)
      // What was told stays true.
      for (count, isThere) in told { #expect(try isRecorded(count) == isThere) }
      print("cuts of the \(side)\(isLasting ? ", always" : ""): \(tally)")
      return (tally, schema)
    }
  }
#endif
