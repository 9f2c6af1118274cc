public import VideoSpec

extension ErrorResponse {
  /// Creates the response that has these elements.
  public init(elements: [(name: Text, value: Text)], status: Int? = nil, headers: [HeaderField] = []) {
    var xml: Text = "<Error>"
    for element in elements {
      let value = element.value.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      xml = xml + "<" + element.name + ">" + value + "</" + element.name + ">"
    }
    self.init(xml + "</Error>")
  }
}
