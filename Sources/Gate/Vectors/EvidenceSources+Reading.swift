import VideoSpec

extension EvidenceSources {
  /// The file's name below `vectors/`.
  public static let fileName = "sources.json"

  /// The table in this program.
  static func embedded() throws(VectorError) -> EvidenceSources {
    try read(VectorSource.embedded.first(where: \.isSources) ?? VectorSource(name: fileName, bytes: []))
  }

  /// Reads `vectors/sources.json`, strictly.
  ///
  /// - Throws: ``VectorError`` with the line of the first fault. A name that occurs twice is a fault, too.
  public static func read(_ source: VectorSource) throws(VectorError) -> EvidenceSources {
    try VectorNode.read(name: source.name, bytes: source.bytes) { root throws(VectorFault) in
      try root.requireMembers(
        ["format", "documents", "suites", "recordings", "servers", "signers", "threads"], optional: ["$schema"])
      guard try root.member("format").integer() == 1 else { throw try root.member("format").fault("must be 1") }
      var sources: [Source] = []
      var names: Set<Text> = []
      func add(_ source: Source, _ node: VectorNode) throws(VectorFault) {
        guard names.insert(Text(source.name)).inserted else { throw node.fault("\"\(source.name)\" is listed twice") }
        sources.append(source)
      }
      for node in try root.member("documents").elements() {
        try node.requireMembers(["title", "publisher"], optional: ["fullTitle", "url", "where"])
        for name in ["publisher", "fullTitle"] as [Text] { _ = try node.optional(name)?.string() }
        try add(
          Source(kind: .document, name: try node.member("title").string(), location: try node.location()), node)
      }
      for node in try root.member("suites").elements() {
        try node.requireMembers(["name", "file"], optional: ["url", "where"])
        let file = try node.member("file").string()
        try add(
          Source(kind: .suite, name: try node.member("name").string(), location: try node.location(), file: file), node)
      }
      for node in try root.member("recordings").elements() {
        try node.requireMembers(["class", "date", "tests"], optional: ["url", "where"])
        _ = try node.member("class").string()
        let date = try node.member("date").string()
        for test in try node.member("tests").elements() {
          let name = "\(try test.string()), \(date)"
          try add(Source(kind: .recording, name: name, location: try node.location()), test)
        }
      }
      for (list, kind) in [("servers", .server), ("signers", .signer)] as [(Text, Source.Kind)] {
        for node in try root.member(list).elements() {
          try node.requireMembers(["name", "version"], optional: ["url", "where"])
          let name = "\(try node.member("name").string()) \(try node.member("version").string())"
          try add(Source(kind: kind, name: name, location: try node.location()), node)
        }
      }
      for node in try root.member("threads").elements() {
        try node.requireMembers(["name", "says"], optional: ["url", "where"])
        _ = try node.member("says").string()
        try add(Source(kind: .thread, name: try node.member("name").string(), location: try node.location()), node)
      }
      return EvidenceSources(sources)
    }
  }
}

extension VectorNode {
  /// Reads the member `url` or `where`.
  fileprivate func location() throws(VectorFault) -> String {
    switch (optional("url"), optional("where")) {
    case (let url?, nil):
      return try url.parsed(as: "a URL with https") { Text($0).hasPrefix("https://") ? $0 : nil }
    case (nil, let place?): return try place.string()
    default: throw fault("must have either \"url\" or \"where\"")
    }
  }
}
