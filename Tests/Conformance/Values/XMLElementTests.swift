import Testing
import VideoSpec

struct XMLElementTests {
  @Test("elements, references and CDATA are read, and namespaces do not count")
  func reads() throws {
    let document = "<a xmlns='n'><x:b xmlns:x='m'>1 &lt; &#50;</x:b><b><![CDATA[<]]></b></a>"
    let root = try XMLElement(parsing: Array(document.utf8))
    #expect(root.name == "a" && root.all("b").map(\.text) == ["1 < 2", "<"])
  }

  @Test(
    "what is not well-formed, or dangerous, is refused",
    arguments: [
      "", "<a>", "<a></b>", "<a/><b/>", "<a>\u{0}</a>", "<a>\u{1}</a>", "<!DOCTYPE a [<!ENTITY e 'e'>]><a>&e;</a>",
      "<a>&e;</a>",
      String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33),
    ])
  func refuses(document: String) {
    #expect(throws: XMLError.self) { try XMLElement(parsing: Array(document.utf8)) }
  }
}
