import ReferenceImpl
import VideoSpec

// Letters beyond ASCII that were signed as other bytes than came.

extension Pitfall {
  private static let forms: [(code: String, shown: String, change: @Sendable (Text) -> Text?)] = [
    ("text-composed", "signed composed (NFC), received decomposed (NFD)", { $0.composed }),
    ("text-composed", "signed decomposed (NFD), received composed (NFC)", { $0.decomposed }),
    // Before Latin-1: what it was made of may be Latin-1's bytes.
    ("text-mojibake", "received so, signed right", { $0.withoutMojibake }),
    ("text-not-utf-8", "signed as Latin-1, received as UTF-8", { $0.latin1 }),
    ("text-not-utf-8", "signed as UTF-8, received as Latin-1", { $0.isUTF8 ? nil : $0.mojibake.first }),
    ("text-mojibake", "signed so, received right", { $0.isUTF8 ? $0.mojibake.first : nil }),
    ("text-mojibake", "signed so, received right", { $0.isUTF8 ? $0.mojibake.last : nil }),
  ]

  static func letters(_ parts: RequestParts) -> [Pitfall] {
    let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
    let hasLetters = { (text: Text) in text.bytes.contains { $0 >= 0x80 } }
    let isInPath = hasLetters(path)
    let isInQuery = parts.query.contains { hasLetters($0.decodedValue) }
    guard isInPath || isInQuery else { return [] }
    return forms.flatMap { code, shown, change -> [Pitfall] in
      let signed = isInPath ? change(path).flatMap { $0 == path ? nil : PercentEncoding.encodePath($0).bytes } : nil
      let changeQuery = { (draft: inout SignatureDraft) in
        draft.query = draft.query.map { pair in
          guard hasLetters(pair.decodedValue), let value = change(pair.decodedValue) else { return pair }
          return WirePair(name: pair.name, value: PercentEncoding.encode(value).bytes)
        }
      }
      var pitfalls: [Pitfall] = []
      if let signed {
        pitfalls.append(Pitfall(code, .path, detail: shown) { draft, _ in draft.path = signed })
      }
      if isInQuery {
        pitfalls.append(Pitfall(code, .query, detail: "\(shown), in the query") { draft, _ in changeQuery(&draft) })
      }
      if let signed, isInQuery {
        pitfalls.append(
          Pitfall(code, .path, detail: "\(shown), in the query, too") { draft, _ in
            draft.path = signed
            changeQuery(&draft)
          })
      }
      return pitfalls
    }
  }
}
