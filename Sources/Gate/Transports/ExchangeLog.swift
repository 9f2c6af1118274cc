import AdapterProtocol
import VideoSpec

/// Records the lines that the gate and an adapter exchange, with the secrets of the cases' inputs redacted.
///
/// Each line starts with a mark and a space: `>` for what the gate sent, `<` for what the adapter sent back, `!` for why a
/// result did not come.
public final class ExchangeLog {
  enum Direction {
    case sent
    case received
  }

  /// All lines so far, each with a line feed.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  func add(_ line: some Sequence<UInt8>, _ direction: Direction, _ redaction: Redaction) {
    append(direction == .sent ? "> " : "< ", redaction.apply(to: Text(line)))
  }

  func add(_ breakage: Breakage, _ redaction: Redaction) {
    append("! ", redaction.apply(to: Text(breakage.description.withoutControls)))
  }

  private func append(_ mark: Text, _ text: Text) { bytes += mark.bytes + text.bytes + [0x0A] }
}
