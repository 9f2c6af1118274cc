import ReferenceImpl
import Testing
import VideoSpec

@Suite("The text of a search")
struct SearchTextTests {
  @Test(
    "terms and names that differ only in case or composition are the same",
    arguments: [
      ("VIDEO", "video"), ("Ärger", "äRGER"), ("Σίσυφος", "ΣΊΣΥΦΟΣ"), ("ЯЩИК", "ящик"), ("straße", "STRASSE"),
      ("e\u{301}te\u{301}", "ÉTÉ"), ("ﬁlm", "FILM"), ("100%", "100%"), ("a_b\\c", "A_B\\C"),
    ] as [(Text, Text)])
  func folds(one: Text, other: Text) {
    #expect(SearchText.folded(term: one) == SearchText.folded(term: other))
    #expect(SearchText.folded(term: one) == SearchText.folded(names: [other]))
  }

  @Test("letters that only look alike stay apart")
  func apart() {
    #expect(SearchText.folded(term: "a") != SearchText.folded(term: "а"))
    #expect(SearchText.folded(term: "o") != SearchText.folded(term: "0"))
    #expect(SearchText.folded(term: "a") != SearchText.folded(term: "ä"))
  }

  @Test("no name contains NUL, a separator or what is not UTF-8")
  func impossible() {
    for term: Text in ["a\u{0}", "a\u{1F}b", Text(bytes: [0x61, 0xFF])] {
      #expect(SearchText.folded(term: term) == nil)
    }
    // In a name they do no harm.
    #expect(SearchText.folded(names: ["a\u{1F}b\u{0}", "c"]) == "a b\u{1F}c")
  }

  @Test("no trigram spans two names, and every trigram of a term is one of its names")
  func trigrams() {
    let folded = SearchText.folded(names: ["ab.mp4", "cd.mp4"])
    let hashes = SearchText.hashes(of: folded, user: 7)
    #expect(Set(SearchText.hashes(ofTerm: "b.mp4", user: 7)).isSubset(of: hashes))
    #expect(!Set(SearchText.hashes(ofTerm: "mp4cd", user: 7)).isSubset(of: hashes))
    // Those of another user are others.
    #expect(Set(SearchText.hashes(ofTerm: "b.mp4", user: 8)).isDisjoint(with: hashes))
    #expect(SearchText.hashes(ofTerm: "mp", user: 7).isEmpty)
    #expect(SearchText.hashes(ofTerm: Text(String(repeating: "abc", count: 85)), user: 7).count <= 16)
  }
}
