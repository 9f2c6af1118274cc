import AdapterProtocol
import ReferenceImpl
import VideoSpec

extension Command {
  static let key = Command(
    group: "key", summary: "generate a storage key, or read one", details: [],
    commands: [
      Command(
        "key generate", summary: "generate a storage key", details: [], operands: [KeyCommand.layoutOperand],
        options: [
          Option("media-type", .text("TYPE"), "the media type of a recording (default: video/webm)"),
          Option("user", .text("ID"), "the user's ID"),
          Option("video", .text("ID"), "the video's ID, for playback"),
          Option("name", .text("NAME"), "the file's name as the client gives it, for the library"),
          Option("taken", .text("KEY"), isRepeatable: true, "a key that is in use"),
          .at, .json,
        ], examples: [CommandExample("video-spec key generate recording", "generate the key of a new recording")],
        run: KeyCommand.generate),
      Command(
        "key parse", summary: "split a storage key into its parts", details: [],
        operands: [KeyCommand.layoutOperand, Operand(.text("KEY"), "the key, not encoded")], options: [.json],
        examples: [
          CommandExample(
            "video-spec key parse library-video uploads/users/u1/videos/1767323045_cat.webm", "read the key of a video")
        ], run: KeyCommand.parse),
    ])
}

/// `video-spec key generate|parse`.
enum KeyCommand {
  fileprivate static let layoutOperand = Operand(
    .choice("LAYOUT", of: "layout") { StorageKey.Layout.allCases.map(\.rawValue) },
    StorageKey.Layout.allCases.map(\.rawValue).joined(separator: ", "))

  @Sendable static func generate(_ options: Options) throws -> ExitStatus {
    let key = try KeyGenerator.key(
      for: request(layout(options), options), at: options.time("at"), random: SystemRandom.bytes(16))
    show([Field("key", key.text)], options) { "\(key.text)\n" }
    return .success
  }

  @Sendable static func parse(_ options: Options) throws -> ExitStatus {
    let key = try StorageKey(parsing: Text(options.operands[1]), as: layout(options))
    show(key.parts, options) { key.parts.map { "\($0.name): \($0.value)\n" }.joined() }
    return .success
  }

  private static func layout(_ options: Options) throws -> StorageKey.Layout {
    guard let layout = StorageKey.Layout(rawValue: options.operands[0]) else {
      throw options.fail("there is no layout \(options.operands[0].shown)")
    }
    return layout
  }

  private static func request(_ layout: StorageKey.Layout, _ options: Options) -> KeyRequest {
    KeyRequest(
      layout, mediaType: Text(options.value("media-type") ?? "video/webm"),
      user: options.value("user").map { Text($0) }, video: options.value("video").map { Text($0) },
      fileName: options.value("name").map { Text($0) }, taken: Set(options.all("taken").map { Text($0) }))
  }

  private static func show(_ parts: [Field], _ options: Options, text: () -> String) {
    guard options.has("json") else { return Output.standard.write(text()) }
    let object = JSONObject(members: parts.map { .init(name: $0.name, value: $0.value.protocolForm) })
    Output.standard.write(JSONValue.object(object))
  }
}
