extension Catalogue {
  /// Where videos are stored: the keys' layouts, safe names, and what no key may hold.
  public static let keys = Subject(name: "Keys", sections: [keyLayoutRules, keyNameRules, keyBoundRules])

  static let keyLayoutRules = Section(
    title: "Layouts",
    requirements: [
      Requirement(
        "KEY-001", .must, title: "A recording's key",
        text:
          "A recording is stored as videos/YYYY/MM/UUID.EXTENSION: year and two-digit month of the time in UTC, and a UUID of version 4 in lower case.",
        reason: "The month is a folder that life-cycle rules and people rely on.",
        evidence: .init(.documented, "S0: videos/{yyyy}/{mm}/{UUID}.webm")),
      Requirement(
        "KEY-002", .must, title: "The UUID is made of the randomness given",
        text:
          "A recording's UUID is the 16 random bytes with version 4 and variant 10 set: each of the other 122 bits changes the key.",
        reason: "A UUID of a weak or reduced source collides, and a later upload replaces an earlier one.",
        evidence: .init(.documented, "RFC 9562 5.4")),
      Requirement(
        "KEY-003", .must, title: "The extension is the media type's",
        text:
          "The extension follows the media type's essence, whatever its case and parameters: video/webm webm, video/mp4 mp4, video/quicktime mov, video/x-matroska mkv, video/ogg ogv. Another type is refused.",
        reason: "An extension from the client's file name says what the client likes.",
        evidence: .init(.documented, "S0: .webm for video/webm; IANA media types")),
      Requirement(
        "KEY-004", .must, title: "A library video's key",
        text:
          "A library video is stored as uploads/users/USER/videos/SECONDS_NAME: the user's id, whole seconds since 1970, and the safe name of the file.",
        reason: "Listing and deleting by user go by this prefix.",
        evidence: .init(.documented, "S1: uploads/users/{user_id}/videos/{timestamp}_{filename}")),
      Requirement(
        "KEY-005", .must, title: "A library thumbnail's key",
        text:
          "A library video's thumbnail is stored as uploads/users/USER/thumbnails/SECONDS_STEM_thumb.jpg, the stem being that of the safe name.",
        reason: "It has to be found from the video's key.",
        evidence: .init(.documented, "S1: {timestamp}_{stem}_thumb.jpg")),
      Requirement(
        "KEY-006", .must, title: "A playback video's keys",
        text:
          "A playback video is stored as videos/USER/VIDEO.mp4 and its thumbnail as thumbnails/USER/VIDEO.jpg, with ids that begin with u_ and v_.",
        reason: "The description's other services read them so.",
        evidence: .init(.documented, "S3 (seed): videos/{userId}/{videoId}.mp4")),
      Requirement(
        "KEY-007", .must, title: "A taken key is not taken again",
        text: "When a library key is taken the generator adds _2, _3, … before the extension until it is free.",
        reason: "Two uploads of one user, second and name have the same key: the later would replace the earlier.",
        evidence: .init(.computed, "S1's s3_key is UNIQUE")),
      Requirement(
        "KEY-008", .must, title: "What was generated is read back",
        text:
          "Parsing a generated key gives its layout's parts: user, time, name, video or UUID; a key of another form is refused.",
        reason: "Whoever sweeps or migrates goes by the parts.",
        evidence: .init(.computed, "the layouts are unambiguous")),
    ])

  static let keyNameRules = Section(
    title: "Safe names",
    requirements: [
      Requirement(
        "KEY-020", .must, title: "Lower case and underscores",
        text:
          "In a safe name ASCII letters are lower case and a run of Unicode white space is one underscore: 'My Video.mp4' becomes 'my_video.mp4'.",
        reason: "The description's example.",
        evidence: .init(.documented, "S1: my_video.mp4")),
      Requirement(
        "KEY-021", .must, title: "Only the last part of a path",
        text: "Of a name with '/' or '\\' only what follows the last of them is taken.",
        reason: "'../../etc/passwd' must not leave the user's folder.",
        evidence: .init(.computed, "no segment of a key comes from a client")),
      Requirement(
        "KEY-022", .must, title: "Control and bidirectional characters vanish",
        text:
          "Control characters, DEL, the bidirectional controls U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069, and U+FEFF are removed, and bytes that are not UTF-8.",
        reason: "'gpj.4pm' written backwards reads as another type.",
        evidence: .init(.computed, "Unicode TR 36")),
      Requirement(
        "KEY-023", .must, title: "Leading dots vanish",
        text: "Dots at the beginning of a name are removed, and dots and spaces at its end.",
        reason: "'.', '..' and hidden files are no names.",
        evidence: .init(.computed, "no '.' or '..' segment in a key")),
      Requirement(
        "KEY-024", .must, title: "Reserved names are marked",
        text: "A name whose stem is con, prn, aux, nul, com1 to com9 or lpt1 to lpt9 gets an underscore before it.",
        reason: "Downloads of such names fail on Windows.",
        evidence: .init(.documented, "Microsoft: Naming Files, Paths, and Namespaces")),
      Requirement(
        "KEY-025", .must, title: "Names are NFC",
        text: "A name is brought into Unicode Normalization Form C.",
        reason: "macOS sends NFD: one name would have two keys.",
        evidence: .init(.documented, "Unicode Standard Annex 15")),
      Requirement(
        "KEY-026", .must, title: "An empty name is 'video'",
        text: "A name of which nothing is left is 'video'.",
        reason: "A key must not end in an underscore and nothing.",
        evidence: .init(.computed, "every key has a name")),
      Requirement(
        "KEY-027", .must, title: "Characters with a meaning become underscores",
        text:
          "The characters : * ? \" < > | # % & { } ^ ` [ ] ~ $ + , ; = @ and '!' become underscores, and a run of underscores is one.",
        reason: "They have a meaning in URLs, shells and file systems.",
        evidence: .init(
          .documented, "Creating object key names: characters to avoid and that might require special handling")),
      Requirement(
        "KEY-028", .must, title: "Long names are cut",
        text:
          "A name has at most 200 bytes of UTF-8: its stem is cut between characters, its extension kept, and no dot or underscore is left dangling at the end.",
        reason: "A cut within a character is no UTF-8.",
        evidence: .init(.computed, "prefix and name have to fit into 500 characters")),
    ])

  static let keyBoundRules = Section(
    title: "Bounds",
    requirements: [
      Requirement(
        "KEY-040", .must, title: "At most 1024 bytes of UTF-8",
        text: "A key is valid UTF-8 and has at most 1024 bytes; a library key has at most 500 characters.",
        reason: "S3 refuses longer ones, and the library's column cuts them.",
        evidence: .init(.documented, "Creating object key names: 1,024 bytes; S1: s3_key VARCHAR(500)")),
      Requirement(
        "KEY-041", .must, title: "No '.', '..' or empty segment",
        text: "No segment of a key is empty, '.' or '..'; a key that has one is refused when read.",
        reason: "Tools that map keys to paths leave the folder.",
        evidence: .init(.documented, "Creating object key names: period-only path segments")),
      Requirement(
        "KEY-042", .must, title: "Ids are checked",
        text: "A user or video id is 1 to 64 of A–Z, a–z, 0–9, '_' and '-'; another is refused.",
        reason: "'u_1/../u_2' is another user's folder.",
        evidence: .init(.computed, "an id is one segment")),
    ])
}
