import Glibc
import Synchronization
public import VideoSpec

/// Serves an implementation over the adapter protocol (`Docs/Protocol.md`): reads one JSON message per line, sends one per line.
public enum AdapterLoop {
  /// Reads messages and replies to them until `bye` or the end of the input.
  ///
  /// - Parameters:
  ///   - implementation: Performs the runs.
  ///   - input: The file descriptor that messages are read from.
  ///   - send: Writes one message as a line.
  /// - Throws: ``LineTooLong``, or ``UnknownMessage`` for a line that the protocol does not allow.
  public static func serve(
    _ implementation: inout some Implementation, input: Int32, send: (JSONValue) -> Void
  ) throws {
    var lines = LineReader(descriptor: input)
    while let line = try lines.next() {
      if line.isEmpty { continue }
      guard let message = try? JSONValue(parsing: line), let type = message["type"]?.string else {
        throw UnknownMessage(description: "a line on standard input is not a protocol message")
      }
      switch type {
      case "hello": send(implementation.info.readyMessage)
      case "run": send(result(of: message, by: &implementation))
      case "bye":
        send(AdapterMessage.bye)
        return
      default: throw UnknownMessage(description: "the message type \"\(type)\" is unknown")
      }
    }
  }

  /// Reports that the current run has reached a fault point, and waits until the gate kills this process.
  public static func waitForKill(at point: String, send: (JSONValue) -> Void) -> Never {
    send(Observation(.waiting(at: point)).resultMessage(seq: JSONValue(sequence.load(ordering: .relaxed))))
    while true { pause() }
  }

  /// The sequence number of the current run.
  private static let sequence = Atomic(0)

  private static func result(of message: JSONValue, by implementation: inout some Implementation) -> JSONValue {
    sequence.store(message["seq"]?.integer ?? 0, ordering: .relaxed)
    let observation: Observation
    if let call = message["operation"]?.string.flatMap({ Call($0) }),
      let clock = message["clock"]?.text.flatMap({ Timestamp(iso8601: $0) }), let input = message["input"],
      let random = Hexadecimal.decode((message["random"]?.text ?? "").bytes)
    {
      do throws(Breakage) {
        observation = try implementation.perform(Run(call: call, clock: clock, random: random, input: input))
      } catch {
        observation = Observation(.error(error.description))
      }
    } else {
      observation = Observation(
        .error(
          "a \"run\" message needs a known \"operation\", a \"clock\" and an \"input\"; \"random\" is hexadecimal and optional"
        ))
    }
    return observation.resultMessage(seq: message["seq"] ?? .null)
  }
}

/// A line that is not a message of the protocol.
public struct UnknownMessage: Error, CustomStringConvertible {
  public let description: String
}
