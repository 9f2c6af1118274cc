import VideoSpec

// Documents are compared by meaning: the XML declaration, attributes, white space between elements and the way a character is escaped
// make no difference.

extension XMLElement {
  /// Reads the body of a response.
  ///
  /// - Throws: ``Failure`` for a body that is not XML.
  init(body: Text) throws(Failure) {
    do throws(XMLError) { self = try XMLElement(parsing: body.bytes) } catch {
      throw Failure("the body is not XML: \(error.reason)")
    }
  }

  /// Checks that every wanted element is there once, with the same text. Other elements do not matter.
  func check(against wanted: XMLElement) throws(Failure) {
    guard name == wanted.name else { throw Failure("the body has the element <\(name)> instead of <\(wanted.name)>") }
    if wanted.children.isEmpty, text != wanted.text || !children.isEmpty {
      throw Failure("the body's element <\(name)> has the wrong text")
    }
    for child in wanted.children {
      let found = children.filter { $0.name == child.name }
      guard found.count == 1 else {
        throw Failure("the body has \(found.count) elements <\(child.name)>, expected one")
      }
      try found[0].check(against: child)
    }
  }
}
