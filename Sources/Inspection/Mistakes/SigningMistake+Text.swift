import ReferenceImpl
import VideoSpec

// Mistakes with text beyond ASCII: other bytes were signed than those that were received.

extension SigningMistake {
  private static let changes: [(code: CauseCode, shown: String, change: @Sendable (Text) -> Text?)] = [
    (.textComposed, "signed composed (NFC), received decomposed (NFD)", { $0.composed }),
    (.textComposed, "signed decomposed (NFD), received composed (NFC)", { $0.decomposed }),
    // Before Latin-1, because the garbled text may consist of the bytes of Latin-1.
    (.textMojibake, "signed correctly, received garbled", { $0.withoutMojibake }),
    (.textNotUtf8, "signed as Latin-1, received as UTF-8", { $0.latin1 }),
    (.textNotUtf8, "signed as UTF-8, received as Latin-1", { $0.isUTF8 ? nil : $0.mojibake.first }),
    (.textMojibake, "signed garbled, received correctly", { $0.isUTF8 ? $0.mojibake.first : nil }),
    (.textMojibake, "signed garbled, received correctly", { $0.isUTF8 ? $0.mojibake.last : nil }),
  ]

  static func textEncodings(_ parts: RequestParts) -> [SigningMistake] {
    let path = Text(bytes: PercentEncoding.decode(parts.path[...]))
    let hasLetters = { (text: Text) in text.bytes.contains { $0 >= 0x80 } }
    let isInPath = hasLetters(path)
    let isInQuery = parts.query.contains { hasLetters($0.decodedValue) }
    guard isInPath || isInQuery else { return [] }
    return changes.flatMap { code, shown, change -> [SigningMistake] in
      let signed = isInPath ? change(path).flatMap { $0 == path ? nil : PercentEncoding.encodePath($0).bytes } : nil
      let changeQuery = { (draft: inout SignatureDraft) in
        draft.query = draft.query.map { pair in
          guard hasLetters(pair.decodedValue), let value = change(pair.decodedValue) else { return pair }
          return RawParameter(name: pair.name, value: PercentEncoding.encode(value).bytes)
        }
      }
      var mistakes: [SigningMistake] = []
      if let signed {
        mistakes.append(SigningMistake(code, .path, detail: shown) { draft, _ in draft.path = signed })
      }
      if isInQuery {
        mistakes.append(
          SigningMistake(code, .query, detail: "\(shown), in the query") { draft, _ in changeQuery(&draft) })
      }
      if let signed, isInQuery {
        mistakes.append(
          SigningMistake(code, .path, detail: "\(shown), also in the query") { draft, _ in
            draft.path = signed
            changeQuery(&draft)
          })
      }
      return mistakes
    }
  }
}
