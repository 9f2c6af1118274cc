package import VideoSpec

/// Writes an XML document of S3: elements in order, with their texts escaped.
///
/// ```swift
/// var xml = XMLWriter(root: "ListBucketResult")
/// xml.element("Name", bucket)
/// xml.nested("Contents") { xml in xml.element("Key", key) }
/// let bytes = xml.finish()
/// ```
package struct XMLWriter {
  /// The namespace of S3's documents. Error documents have none.
  package static let namespace: Text = "http://s3.amazonaws.com/doc/2006-03-01/"

  private var output: [UInt8]
  private let root: Text

  /// Begins a document.
  ///
  /// - Parameter namespace: The default namespace of the root, or nil for an error document.
  package init(root: Text, namespace: Text? = XMLWriter.namespace) {
    self.root = root
    output = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<".utf8) + root.bytes
    if let namespace { output += Array(" xmlns=\"".utf8) + namespace.bytes + [UInt8(ascii: "\"")] }
    output.append(UInt8(ascii: ">"))
  }

  /// Adds an element with a text. An element with an empty text has both of its tags, as S3 writes them.
  package mutating func element(_ name: Text, _ text: Text) {
    open(name)
    append(escaped: text)
    close(name)
  }

  package mutating func element(_ name: Text, _ number: Int) { element(name, Text("\(number)")) }

  package mutating func element(_ name: Text, _ flag: Bool) { element(name, flag ? "true" : "false") }

  /// Adds an element if there is a text for it.
  package mutating func element(_ name: Text, ifPresent text: Text?) {
    if let text { element(name, text) }
  }

  /// Adds a text directly inside the root.
  package mutating func text(_ text: Text) { append(escaped: text) }

  /// Adds an element with elements inside.
  package mutating func nested(
    _ name: Text, attributes: Text = "", _ content: (inout XMLWriter) -> Void
  ) {
    output.append(UInt8(ascii: "<"))
    output += name.bytes
    if !attributes.isEmpty { output += [0x20] + attributes.bytes }
    output.append(UInt8(ascii: ">"))
    content(&self)
    close(name)
  }

  /// Ends the document and returns its bytes.
  package consuming func finish() -> [UInt8] {
    close(root)
    return output
  }

  private mutating func open(_ name: Text) {
    output.append(UInt8(ascii: "<"))
    output += name.bytes
    output.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: Text) {
    output += [UInt8(ascii: "<"), UInt8(ascii: "/")] + name.bytes
    output.append(UInt8(ascii: ">"))
  }

  /// Escapes a text, so that nothing in it is read as markup.
  ///
  /// A carriage return is escaped because readers turn it into a line feed. XML 1.0 has no other control characters. S3 writes a reference to
  /// them all the same, and so does this; bytes that are not UTF-8 become U+FFFD.
  private mutating func append(escaped text: Text) {
    let source = text.isUTF8 ? text.bytes : Array(text.string.utf8)
    for byte in source {
      switch byte {
      case UInt8(ascii: "&"): output += "&amp;".utf8
      case UInt8(ascii: "<"): output += "&lt;".utf8
      case UInt8(ascii: ">"): output += "&gt;".utf8
      case UInt8(ascii: "\""): output += "&quot;".utf8
      case UInt8(ascii: "\r"): output += "&#13;".utf8
      case 0x09, 0x0A: output.append(byte)
      case 0..<0x20: output += "&#x\(String(byte, radix: 16));".utf8
      default: output.append(byte)
      }
    }
  }
}
