extension Catalogue {
  /// The rules for storage keys: their layouts, safe names, and bounds.
  public static let keys = Subject(name: "Keys", sections: [keyLayoutRules, keyNameRules, keyBoundRules])

  static let keyLayoutRules = Section(
    title: "Layouts",
    requirements: [
      Requirement(
        "KEY-001", .must, title: "Layout of a recording's key",
        text:
          "A recording's key is `videos/YYYY/MM/UUID.EXTENSION`: the year and the two-digit month of the given time in UTC, and a version 4 UUID in lower case.",
        reason: "Lifecycle rules and people rely on the month as a folder.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `videos/{yyyy}/{mm}/{UUID}.webm`")),
      Requirement(
        "KEY-002", .must, title: "The UUID comes from the given random bytes",
        text:
          "A recording's UUID is the 16 given random bytes with version `4` and variant `10` set. Each of the other 122 bits changes the key.",
        reason: "UUIDs from a weak or reduced source collide, and a later upload then replaces an earlier one.",
        evidence: .init(.documented, "RFC 9562 5.4")),
      Requirement(
        "KEY-003", .must, title: "The extension follows the media type",
        text:
          "The media type's essence decides the extension, ignoring case and parameters: `webm` for `video/webm`, `mp4` for `video/mp4`, `mov` for `video/quicktime`, `mkv` for `video/x-matroska`, and `ogv` for `video/ogg`. Any other media type is rejected.",
        reason: "A client can put any extension into its file name.",
        evidence: .init(
          .documented, "Docs/Systems.md, Recording: `.webm` for `video/webm`; IANA media types")),
      Requirement(
        "KEY-004", .must, title: "Layout of a library video's key",
        text:
          "A library video's key is `uploads/users/USER/videos/SECONDS_NAME`: the user's ID, the time in whole seconds since 1970, and the safe name of the file.",
        reason: "A user's videos are listed and deleted by this prefix.",
        evidence: .init(
          .documented, "Docs/Systems.md, Library: `uploads/users/{user_id}/videos/{timestamp}_{filename}`")),
      Requirement(
        "KEY-005", .must, title: "Layout of a library thumbnail's key",
        text:
          "The thumbnail of a library video has the key `uploads/users/USER/thumbnails/SECONDS_STEM_thumb.jpg`. `STEM` is the stem of the safe name, which is the name without its extension. Parsing such a key returns `STEM` as the name, and rejects a key whose `STEM` is not the stem of a safe name.",
        reason: "The thumbnail has to be found from the video's key.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `{timestamp}_{stem}_thumb.jpg`")),
      Requirement(
        "KEY-006", .must, title: "Layouts of playback keys",
        text:
          "A playback video's key is `videos/USER/VIDEO.mp4`, and its thumbnail's key is `thumbnails/USER/VIDEO.jpg`. User IDs begin with `u_` and video IDs with `v_`.",
        reason: "The playback system's other services expect keys in this form and do not find a video under another.",
        evidence: .init(.documented, "Docs/Systems.md, Playback: `videos/{userId}/{videoId}.mp4`")),
      Requirement(
        "KEY-007", .must, title: "A taken key is not reused",
        text:
          "If a library key is taken, the generator appends `_2`, `_3`, and so on to the stem until the key is free.",
        reason:
          "Two uploads with the same user, second and name would get the same key, and the later one would replace the earlier one.",
        evidence: .init(.computed, "Docs/Systems.md, Library: `s3_key` is `UNIQUE`")),
      Requirement(
        "KEY-008", .must, title: "Generated keys can be parsed",
        text:
          "Parsing a generated key returns the parts of its layout: user, time, name, video or UUID. A key of any other form is rejected: the whole key has to match, case matters, and digits are ASCII digits.",
        reason: "Cleanup and migration work with the parts, and would delete or move the wrong video.",
        evidence: .init(.computed, "the layouts are unambiguous")),
    ])

  static let keyNameRules = Section(
    title: "Safe names",
    requirements: [
      Requirement(
        "KEY-020", .must, title: "Lowercase letters and underscores",
        text:
          "In a safe name, ASCII letters are in lower case and each run of Unicode white space becomes one underscore: `My Video.mp4` becomes `my_video.mp4`.",
        reason: "The library system names its files this way, and would not find the video under another name.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `my_video.mp4`")),
      Requirement(
        "KEY-021", .must, title: "Only the last part of a path is used",
        text: "If a file name contains `/` or `\\`, only the part after the last of them is used.",
        reason: "`../../etc/passwd` must not lead out of the user's folder.",
        evidence: .init(.computed, "no segment of a key comes from a client")),
      Requirement(
        "KEY-022", .must, title: "Control and bidirectional characters are removed",
        text:
          "The following are removed: control characters, DEL, the bidirectional controls U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069, U+FEFF, and bytes that are not UTF-8.",
        reason:
          "After a right-to-left override, `gpj.4pm` is displayed as `mp4.jpg`: a user takes the file for another type.",
        evidence: .init(.computed, "Unicode TR 36")),
      Requirement(
        "KEY-023", .must, title: "Leading and trailing dots are removed",
        text: "Dots at the beginning of a name, and dots and spaces at its end, are removed.",
        reason:
          "`.`, `..` and hidden files are not usable as names: a download under such a name fails or is written to another folder.",
        evidence: .init(.computed, "no `.` or `..` segment in a key")),
      Requirement(
        "KEY-024", .must, title: "Reserved names get an underscore",
        text:
          "If a name's stem is `con`, `prn`, `aux`, `nul`, `com1` to `com9` or `lpt1` to `lpt9`, an underscore is put before the name.",
        reason: "Downloads with such names fail on Windows.",
        evidence: .init(.documented, "Naming Files, Paths, and Namespaces")),
      Requirement(
        "KEY-025", .must, title: "Names are normalized to NFC",
        text: "A name is converted to Unicode Normalization Form C.",
        reason:
          "macOS sends NFD, so one name would have two keys, and a user would not find the video under the other.",
        evidence: .init(.documented, "Unicode Standard Annex 15")),
      Requirement(
        "KEY-026", .must, title: "An empty name is replaced",
        text: "If nothing is left of a name, it becomes `video`.",
        reason: "A key that ends with an underscore and no name gives the user a download without a name.",
        evidence: .init(.computed, "every key has a name")),
      Requirement(
        "KEY-027", .must, title: "Special characters become underscores",
        text:
          "The characters `:` `*` `?` `\"` `<` `>` `|` `#` `%` `&` `{` `}` `^` `[` `]` `~` `$` `+` `,` `;` `=` `@` `!` and the backtick become underscores, and each run of underscores becomes one.",
        reason:
          "These characters have a special meaning in URLs, shells or file systems, so a download fails or returns another object.",
        evidence: .init(
          .documented, "Creating object key names: characters to avoid and that might require special handling")),
      Requirement(
        "KEY-028", .must, title: "Long names are shortened",
        text:
          "A name has at most 200 bytes of UTF-8. The stem of a longer name is cut between two characters, its extension is kept, and the result does not end with a dot or an underscore.",
        reason: "A cut within a character leaves invalid UTF-8, and S3 rejects the upload.",
        evidence: .init(.computed, "prefix and name have to fit into 500 characters")),
      Requirement(
        "KEY-029", .should, title: "Overlong names lose their middle before they are processed",
        text:
          "If the last part of a file name has more than 2048 bytes, only its first 1024 and its last 1024 bytes are used. This happens after KEY-021 and before all other rules.",
        reason:
          "Normalization takes quadratic time for a long run of combining marks: 300,000 of them kept a server busy for half a minute. Common file systems allow 255 characters in a name.",
        evidence: .init(.computed, "Unicode Standard Annex 15: canonical ordering sorts each run of combining marks")),
    ])

  static let keyBoundRules = Section(
    title: "Bounds",
    requirements: [
      Requirement(
        "KEY-040", .must, title: "A key has at most 1024 bytes of UTF-8",
        text: "A key is valid UTF-8 and has at most 1024 bytes. A library key has at most 500 characters.",
        reason: "S3 rejects longer keys, and the library's database column cannot hold them.",
        evidence: .init(
          .documented, "Creating object key names: 1,024 bytes; Docs/Systems.md, Library: `s3_key VARCHAR(500)`")),
      Requirement(
        "KEY-041", .must, title: "Empty and dot segments are not allowed",
        text: "No segment of a key is empty, `.` or `..`. Parsing rejects a key that has such a segment.",
        reason:
          "Tools that map keys to paths would leave the folder, and a download would overwrite another of the user's files.",
        evidence: .init(.documented, "Creating object key names: period-only path segments")),
      Requirement(
        "KEY-042", .must, title: "User and video IDs are checked",
        text:
          "A user or video ID consists of 1 to 64 of the characters `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`. Any other ID is rejected.",
        reason: "`u_1/../u_2` would lead to another user's folder.",
        evidence: .init(.computed, "an ID is one segment")),
    ])
}
