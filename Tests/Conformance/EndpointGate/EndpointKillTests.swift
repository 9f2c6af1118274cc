import Foundation
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("Kills of the strict S3", .timeLimit(.minutes(60)))
struct EndpointKillTests {
  @Test("killed while clients write, it has every acknowledged object and no half one")
  func kills() async throws {
    let seed: UInt64 = .random(in: 0...UInt64.max)
    let kills = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] == nil ? 10 : 300
    print("kills of the strict S3: seed \(seed)")
    let acknowledged = try await Threads.run { () throws -> Int in
      let series = try EndpointKills(seed: seed)
      for round in 0..<kills {
        let trouble = try series.kill(round)
        #expect(trouble == [], "kill \(round), seed \(seed)")
        if !trouble.isEmpty { break }
      }
      return series.acknowledged
    }
    #expect(acknowledged > kills)
    print("kills of the strict S3: \(kills), of \(acknowledged) acknowledged changes none was lost")
  }
}

/// A series of kills on one directory. Each process finds what the previous one left.
private final class EndpointKills {
  private static let credentials = Credentials(
    accessKeyID: "VIDEOSPECTESTKEY0001", secretAccessKey: Secret("video-spec-test-secret-for-loopback-only"))

  private let directory = StorageFixture.newDirectory()
  private let credentialsFile: String
  private var random: SplitMix64
  private let writers: [Writer]

  init(seed: UInt64) throws {
    random = SplitMix64(state: seed)
    writers = (0..<4).map { Writer(name: "w\($0)", seed: seed &+ UInt64($0)) }
    credentialsFile = directory + ".credentials"
    let file = """
      [default]
      aws_access_key_id = VIDEOSPECTESTKEY0001
      aws_secret_access_key = video-spec-test-secret-for-loopback-only
      """
    try file.write(toFile: credentialsFile, atomically: true, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
    try? FileManager.default.removeItem(atPath: credentialsFile)
  }

  var acknowledged: Int { writers.reduce(0) { $0 + $1.acknowledged } }

  /// Starts the endpoint, checks what the last one left, and kills it while clients write. Returns what is wrong.
  func kill(_ round: Int) throws -> [String] {
    let child = try Child(
      "s3", directory, "--listen", "127.0.0.1:0", "--json", "--quiet", "--bucket", "videos", "--credentials",
      credentialsFile, program: "video-spec")
    let started = try JSONValue(parsing: #require(child.line()).utf8)
    let endpoint = try #require(started["url"]?.string.flatMap { Endpoint(Text($0)) })
    let configuration = EndpointConfiguration(endpoint: endpoint, credentials: Self.credentials)
    let trouble = writers.flatMap { $0.check(in: configuration) }
    let (wanted, time) = (acknowledged + 1 + Int(random.next(below: 40)), UInt32(random.next(below: 10_000)))
    let group = DispatchGroup()
    for writer in writers {
      group.enter()
      Thread.detachNewThread {
        writer.write(to: configuration)
        group.leave()
      }
    }
    child.kill(onceAcknowledged: wanted, microseconds: time) { acknowledged }
    group.wait()
    return trouble
  }
}

/// A client that changes keys of its own, one after the other. One thread uses it at a time; others may read the count.
private final class Writer: @unchecked Sendable {
  /// An object, or that there is none.
  private enum Content: Equatable {
    case absent
    /// So many bytes, each with this value.
    case bytes(Int, UInt8)
  }

  private let name: String
  private var random: SplitMix64
  private var state: [Text: Content] = [:]
  /// The change that was not acknowledged before the endpoint was killed.
  private var pending: (key: Text, content: Content)?
  private let count = Atomic(0)
  var acknowledged: Int { count.load(ordering: .relaxed) }

  init(name: String, seed: UInt64) {
    self.name = name
    random = SplitMix64(state: seed)
  }

  /// Changes objects until the endpoint is gone.
  func write(to configuration: EndpointConfiguration) {
    while true {
      let key = Text("\(name)/\(random.next(below: 5))")
      // Small contents are rows of the database, and larger ones are files.
      let content: Content =
        switch random.next(below: 10) {
        case 0: .absent
        case 1...5: .bytes(Int(random.next(below: 1000)), UInt8(random.next(below: 256)))
        default: .bytes(70_000 + Int(random.next(below: 300_000)), UInt8(random.next(below: 256)))
        }
      pending = (key, content)
      guard change(key, to: content, in: configuration) else { return }
      state[key] = content
      pending = nil
      count.add(1, ordering: .relaxed)
    }
  }

  /// Returns whether the endpoint acknowledged the change.
  private func change(_ key: Text, to content: Content, in configuration: EndpointConfiguration) -> Bool {
    guard case .bytes(let count, let byte) = content else {
      return exchange(RequestParts("DELETE", bucket: "videos", key: key), configuration)?.status == 204
    }
    let body = Text(bytes: [UInt8](repeating: byte, count: count))
    guard random.next(below: 8) == 0 else {
      return exchange(RequestParts("PUT", bucket: "videos", key: key, body: body), configuration)?.status == 200
    }
    let created = exchange(
      RequestParts("POST", bucket: "videos", key: key, query: [QueryItem("uploads", nil)], body: ""), configuration)
    guard let id = created?.document?.first(["UploadId"]) else { return false }
    let part = exchange(
      RequestParts(
        "PUT", bucket: "videos", key: key, query: [QueryItem("partNumber", "1"), QueryItem("uploadId", id)], body: body),
      configuration)
    guard let etag = part?.header("etag") else { return false }
    let item: Text = "<Part><PartNumber>1</PartNumber><ETag>" + etag + "</ETag></Part>"
    let list = "<CompleteMultipartUpload>" + item + "</CompleteMultipartUpload>"
    return exchange(
      RequestParts("POST", bucket: "videos", key: key, query: [QueryItem("uploadId", id)], body: list), configuration)?
      .status == 200
  }

  /// Compares all objects with what was acknowledged. Returns what is wrong.
  func check(in configuration: EndpointConfiguration) -> [String] {
    var trouble: [String] = []
    for key in (0..<5).map({ Text("\(name)/\($0)") }) {
      guard let response = exchange(RequestParts("GET", bucket: "videos", key: key), configuration) else {
        trouble.append("\(key): no response")
        continue
      }
      let found: Content? =
        switch response.status {
        case 404: .absent
        case 200 where Set(response.body).count <= 1: .bytes(response.body.count, response.body.first ?? 0)
        default: nil
        }
      let allowed = [state[key] ?? .absent, pending.flatMap { $0.key == key ? $0.content : nil }].compactMap(\.self)
      let isRight = allowed.contains { $0 == found || isEmpty($0) && found.map(isEmpty) == true }
      if !isRight { trouble.append("\(key): \(response.status), \(found.map { "\($0)" } ?? "mixed"), not \(allowed)") }
      state[key] = found
    }
    pending = nil
    return trouble
  }

  /// Whether it is an object without bytes, whose value does not matter.
  private func isEmpty(_ content: Content) -> Bool {
    if case .bytes(0, _) = content { true } else { false }
  }

  private func exchange(_ parts: RequestParts, _ configuration: EndpointConfiguration) -> ReceivedResponse? {
    let builder = RequestBuilder(configuration: configuration, signer: OwnSigner())
    return try? builder.request(parts).exchanged(with: configuration).response
  }
}
