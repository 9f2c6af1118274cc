import VideoSpec

/// An element of HTML. Whatever a client sends stays text in it.
struct HTMLElement {
  let markup: String

  /// - Parameters:
  ///   - attributes: Their values are escaped.
  ///   - inner: Markup.
  init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ inner: String) {
    let text = attributes.map { " \($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
    markup = "<\(name)\(text)>\(inner)</\(name)>"
  }

  /// Returns an element that contains a text.
  static func text(_ name: String, _ text: String, class kind: String? = nil) -> String {
    if let kind { return HTMLElement(name, ["class": kind], escaped(text)).markup }
    return HTMLElement(name, [:], escaped(text)).markup
  }

  /// Escapes a text for content and for attributes. Control characters and marks that change the direction of writing are shown as such.
  static func escaped(_ text: String) -> String {
    var output = ""
    for character in text.withoutControls.unicodeScalars {
      switch character {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(character)
      }
    }
    return output
  }
}
