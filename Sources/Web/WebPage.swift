/// The pages of the services: files that they send to browsers.
package enum WebPage {
  package struct File: Sendable {
    /// The path from the page's address on, such as `recording.js`.
    package let name: String
    package let mediaType: String
    package let text: String
  }

  /// All files, of all pages. That of the recording service is `index.html`, that of the library `library.html`.
  package static var files: [File] {
    EmbeddedPage.files.map { File(name: $0.name, mediaType: mediaType(of: $0.name), text: "\($0.text)") }
  }

  private static func mediaType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
