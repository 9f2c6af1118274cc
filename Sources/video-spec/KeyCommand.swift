import AdapterProtocol
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// `video-spec key generate|parse`: makes a storage key, or takes one apart.
enum KeyCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let layouts = StorageKey.Layout.allCases.map(\.rawValue).joined(separator: ", ")
    let options = try Options.parse(
      arguments, command: "key", usage: "generate LAYOUT [OPTIONS] | parse LAYOUT KEY",
      details: "Makes a storage key, or takes one apart. Layouts: \(layouts)\n",
      options: [
        Option("media-type", argument: "TYPE", "recording: the media type (default: video/webm)"),
        Option("user", argument: "ID", "the user's id"),
        Option("video", argument: "ID", "playback: the video's id"),
        Option("name", argument: "NAME", "library: the file's name, as the client says it"),
        Option("taken", argument: "KEY", "a key that is taken; may be repeated"),
        Option("at", argument: "TIME", "when, as YYYY-MM-DDTHH:MM:SSZ (default: now)"),
        Option("json", "print JSON"),
      ])
    guard let options else { return .success }
    guard options.operands.count >= 2 else {
      throw options.fail("say what to do: generate LAYOUT, or parse LAYOUT KEY")
    }
    guard let layout = StorageKey.Layout(rawValue: options.operands[1]) else {
      throw options.fail("there is no layout \"\(options.operands[1])\": \(layouts) are known")
    }
    do {
      switch options.operands[0] {
      case "generate":
        try options.expectOperands(atMost: 2)
        let key = try KeyGenerator.key(
          for: request(layout, options), at: SigningContext.time(options), random: randomBytes())
        show([Field("key", key.text)], options) { "\(key.text)\n" }
      case "parse":
        try options.expectOperands(atMost: 3)
        guard options.operands.count == 3 else { throw options.fail("say which key: parse LAYOUT KEY") }
        let key = try StorageKey(parsing: Text(options.operands[2]), as: layout)
        show(key.parts, options) { key.parts.map { "\($0.name): \($0.value)\n" }.joined() }
      case let other: throw options.fail("\"\(other)\" is neither generate nor parse")
      }
    } catch let rejection as Rejection {
      throw CommandFailure("\(rejection)", status: .usage)
    }
    return .success
  }

  private static func request(_ layout: StorageKey.Layout, _ options: Options) -> KeyRequest {
    KeyRequest(
      layout, mediaType: Text(options.value("media-type") ?? "video/webm"),
      user: options.value("user").map { Text($0) }, video: options.value("video").map { Text($0) },
      fileName: options.value("name").map { Text($0) }, taken: Set(options.all("taken").map { Text($0) }))
  }

  private static func randomBytes() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard getentropy(&bytes, bytes.count) == 0 else {
      throw CommandFailure(
        "the system gives no randomness: \(String(cString: strerror(errno)))", status: .internalFault)
    }
    return bytes
  }

  private static func show(_ parts: [Field], _ options: Options, text: () -> String) {
    guard options.has("json") else { return Output.standard.write(text()) }
    let object = JSONObject(members: parts.map { .init(name: $0.name, value: $0.value.protocolForm) })
    Output.standard.write(bytes: JSONValue.object(object).document)
  }
}
