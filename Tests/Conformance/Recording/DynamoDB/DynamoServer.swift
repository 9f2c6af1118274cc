import Foundation
import Glibc
import HTTPCore
import Testing
import VideoSpec

/// A server on loopback that is compatible with DynamoDB. It ends when the tests end, in whatever way.
final class DynamoServer: Sendable {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case ministack
    case moto

    var testDescription: String { rawValue }

    /// A Python with this server, or nil if `make test` could not install one.
    var python: String? {
      ProcessInfo.processInfo.environment["VIDEO_SPEC_\(rawValue.uppercased())_PYTHON"]
    }

    fileprivate var arguments: String {
      switch self {
      case .ministack: "import runpy; runpy.run_module('ministack', run_name='__main__')"
      case .moto: "from moto.server import main; main(['-H', '127.0.0.1', '-p', os.environ['GATEWAY_PORT']])"
      }
    }
  }

  /// Whether the tests can run.
  static let isThere = Kind.allCases.allSatisfy { $0.python != nil }
  static let reason: Comment =
    "not run: there is no Python with ministack and moto (VIDEO_SPEC_MINISTACK_PYTHON, VIDEO_SPEC_MOTO_PYTHON, set by 'make test')"

  /// Whether no other test keeps the servers, which are slow, from responding in time. `make test` runs the tests that need this by
  /// themselves, after the others, and `make soak` those that take long.
  static let isAlone = ProcessInfo.processInfo.environment["VIDEO_SPEC_ALONE"] != nil
  static let aloneReason: Comment =
    "runs alone (VIDEO_SPEC_ALONE, set by 'make test' and 'make soak'): the servers respond too late beside other tests"

  private static let ministack = Result { try DynamoServer(.ministack) }
  private static let moto = Result { try DynamoServer(.moto) }

  /// Returns the server that all tests share.
  static func shared(_ kind: Kind) throws -> DynamoServer {
    switch kind {
    case .ministack: try ministack.get()
    case .moto: try moto.get()
    }
  }

  let endpoint: Endpoint
  /// The server ends when its input does.
  private let input = Pipe()

  private init(_ kind: Kind) throws {
    let port = try Self.freePort()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(kind.python))
    process.arguments = [
      "-u", "-c",
      """
      import os, sys, threading
      threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
      \(kind.arguments)
      """,
    ]
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
    environment.merge(["BIND_HOST": "127.0.0.1", "GATEWAY_PORT": "\(port)", "SERVICES": "dynamodb"]) { $1 }
    process.environment = environment
    let log = try ScratchFile(name: "log")
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log.path))
    process.standardError = process.standardOutput
    try process.run()
    endpoint = Endpoint(scheme: .http, host: "127.0.0.1", port: Int(port))
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning, .now < deadline {
      let address = SocketAddress.loopback(port: port)
      if let socket = try? Socket.connect(to: address, deadline: .after(.seconds(1))) {
        socket.close()
        return
      }
      usleep(20_000)
    }
    kill(process.processIdentifier, SIGKILL)
    let said = try String(contentsOfFile: log.path, encoding: .utf8)
    throw CocoaError(
      .executableLoad, userInfo: [NSLocalizedDescriptionKey: "\(kind.rawValue) did not start: \(said.suffix(500))"])
  }

  private static func freePort() throws -> UInt16 {
    let server = try TestServer { _ in }
    defer { server.stop() }
    return server.address.port
  }
}
