import Foundation
import HTTPClient
import HTTPCore
import ReferenceImpl
import Rehearsal
import Testing
import VideoSpec

/// A service that is killed while clients write, again and again, in one directory. Each process finds what the previous one left.
final class KilledService: Sendable {
  private let scratch = ScratchDirectory()
  private let options: [String]
  /// At most so many changes are acknowledged before a kill.
  private let changes: Int

  var directory: String { scratch.database + ".service" }

  /// - Parameter options: Those of `video-spec serve` beside the directory and the address.
  init(options: [String] = [], changes: Int) {
    self.options = options
    self.changes = changes
  }

  /// Kills a service so many times, and expects that nothing is wrong with what is left.
  ///
  /// - Parameters:
  ///   - soak: How many times in the long tests.
  ///   - series: Makes the clients and the check, in a thread of its own.
  /// - Returns: How many changes were acknowledged.
  static func expectNothingLost(
    _ name: String, kills: Int, soak: Int, _ series: @escaping @Sendable () throws -> any KillSeries
  ) async throws {
    let kills = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] == nil ? kills : soak
    let acknowledged = try await Threads.run { () throws -> Int in
      let series = try series()
      for round in 0..<kills {
        try series.service.kill(series)
        let trouble = try series.check()
        #expect(trouble == [], "kill \(round)")
        if !trouble.isEmpty { break }
      }
      return series.acknowledged
    }
    #expect(acknowledged > kills)
    print("kills of the \(name) service: \(kills), of \(acknowledged) acknowledged changes none was lost")
  }

  /// Starts the service, and kills it while four clients write.
  private func kill(_ series: any KillSeries) throws {
    let child = try Child(
      ["serve", directory, "--listen", "127.0.0.1:0", "--json", "--quiet"] + options, program: "video-spec")
    let started = try JSONValue(parsing: #require(child.line()).utf8)
    let page = try #require(started["url"]?.text)
    let port = try #require(Endpoint(page)?.port)
    let group = DispatchGroup()
    for number in 0..<4 {
      group.enter()
      Thread.detachNewThread {
        series.write(KilledServiceClient(page: page, port: UInt16(port)), number)
        group.leave()
      }
    }
    child.kill(
      onceAcknowledged: series.acknowledged + .random(in: 1...changes), microseconds: .random(in: 0...10_000)
    ) { series.acknowledged }
    group.wait()
  }
}

/// What the clients of a killed service do, and what has to be there afterwards.
protocol KillSeries: Sendable {
  var service: KilledService { get }
  /// How many changes the service has acknowledged so far.
  var acknowledged: Int { get }
  /// Writes until there is no response.
  func write(_ client: KilledServiceClient, _ number: Int)
  /// Returns what is wrong with what the service has left.
  func check() throws -> [String]
}

/// A client of a service that may be killed at any moment.
final class KilledServiceClient {
  private let client = HTTPClient()
  private let page: Text
  private let server: HTTPOrigin

  init(page: Text, port: UInt16) {
    self.page = page
    server = HTTPOrigin(isSecure: false, host: "127.0.0.1", port: port)
  }

  /// Sends a request, and returns the response, or nil if there is none.
  func send(
    _ method: String, _ path: String, type: String = "application/json", _ body: [UInt8] = [],
    _ header: (name: String, value: Text)? = nil
  ) -> HTTPResponse? {
    var fields = HTTPFields([
      HTTPField(name: Array("Host".utf8), value: page.bytes.dropFirst(7).map { $0 }),
      HTTPField(name: Array("Origin".utf8), value: page.bytes), HTTPField("Content-Type", type),
    ])
    if let header { fields.append(header.name, header.value.bytes) }
    return try? client.exchange(
      HTTPRequest(RequestHead(method, path, fields: fields), body: body), with: server,
      deadline: .after(.seconds(60)), bodyLimit: { _ in 1 << 20 })
  }

  /// Begins a guest's session, and returns its cookie.
  func beginSession() -> Text? {
    let begun = send("POST", "/api/session", Array("{}".utf8))
    return begun?.head.fields.first("set-cookie").map { Text($0.prefix { $0 != UInt8(ascii: ";") }) }
  }
}
