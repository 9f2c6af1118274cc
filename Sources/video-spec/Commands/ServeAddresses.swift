import HTTPCore
import HTTPServer
import ReferenceImpl
import S3Endpoint
import Services
import VideoSpec
import Web

/// The addresses of a running service, which depend on its port.
struct ServeAddresses {
  private let settings: ServeSettings
  private let scheme: Endpoint.Scheme
  private let port: Int

  init(_ settings: ServeSettings, port: UInt16) {
    self.settings = settings
    self.port = Int(port)
    scheme = settings.listening.tls == nil ? .http : .https
  }

  /// The origin of the page.
  var origin: Text {
    if settings.listening.address.isLoopback { return Endpoint(scheme: scheme, host: "localhost", port: port).origin }
    return settings.environment.origins.min() ?? ""
  }

  /// The origins from which cookies are accepted.
  var origins: Set<Text> { settings.environment.origins.union([origin]) }

  /// The host names in requests for the service; nil if it is not known which names lead to it.
  var hosts: Set<Text>? {
    guard settings.listening.address.isLoopback else { return nil }
    return Set(origins.compactMap { Endpoint($0)?.host.lowercased }).union(["localhost"])
  }

  /// Where this process reaches the store over HTTP; nil for Amazon S3.
  var storeEndpoint: Endpoint? { settings.storeDirectory == nil ? settings.environment.endpoint : builtInEndpoint }

  /// Where browsers reach the store; nil for Amazon S3.
  var publicEndpoint: Endpoint? {
    settings.storeDirectory == nil ? settings.environment.publicEndpoint : builtInEndpoint
  }

  private var builtInEndpoint: Endpoint {
    Endpoint(scheme: scheme, host: settings.listening.address.host == "::1" ? "[::1]" : "127.0.0.1", port: port)
  }

  /// Lets the page upload to the built-in store.
  func admitPage(to store: S3Endpoint) throws {
    do throws(S3Refusal) {
      try store.service.allowPages(of: origins.sorted(), in: settings.bucket)
    } catch {
      throw CommandFailure("the store: \(error.rejection.message)", status: .usage)
    }
  }

  /// The files of the page.
  ///
  /// - Parameter store: Where browsers reach the bucket.
  func pages(uploadingTo store: S3Location) -> [ServedPage] {
    let store =
      store.addressing == .path
      ? store.endpoint.origin : Endpoint(scheme: .https, host: store.bucket + "." + store.endpoint.authority).origin
    let policy =
      "default-src 'self'; connect-src 'self' " + store + "; media-src 'self' blob: " + store
      + "; img-src 'self' data: " + store
      + "; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return WebPage.files.flatMap { file -> [ServedPage] in
      let isHTML = file.name.hasSuffix(".html")
      var paths: [Text] = isHTML ? [] : [Text("/" + file.name)]
      if file.name == settings.service.page { paths.append("/") }
      if file.name == ServeAddresses.documentationPage { paths.append("/docs") }
      return paths.map { path in
        ServedPage(
          path: path, contentType: Text(file.mediaType), body: Array(file.text.utf8),
          securityPolicy: isHTML ? policy : nil)
      }
    }
  }

  /// The page that shows the OpenAPI document, which every service has.
  static let documentationPage = "docs.html"

  /// Prints the addresses.
  ///
  /// - Parameter firstOperator: Who can log in, and the file with the password; nil if that is known.
  func announce(asJSON: Bool, firstOperator: (email: Text, passwordFile: String)?) {
    let control =
      settings.storeDirectory == nil ? nil : "\(builtInEndpoint.origin)/_video-spec/?token=\(settings.controlToken)"
    if asJSON {
      var object: JSONObject = ["url": .string(origin), "bucket": .string(settings.bucket)]
      object["store"] = storeEndpoint.map { .string($0.origin) }
      if let firstOperator {
        object["operatorEmail"] = .string(firstOperator.email)
        object["operatorPasswordFile"] = JSONValue(firstOperator.passwordFile)
      }
      if settings.storeDirectory != nil { object["controlToken"] = .string(settings.controlToken) }
      Output.standard.write(bytes: JSONValue.object(object).line + [0x0A])
      return
    }
    var lines = ["\(settings.service.title) at \(origin)", "  the API: \(origin)/docs"]
    if let firstOperator {
      let (email, file) = firstOperator
      lines.append("  the first operator: \(email), whose first password is in \(file)")
    }
    let kind = settings.storeDirectory == nil ? "" : " (a strict S3)"
    lines.append(
      "  the store: \(storeEndpoint?.origin ?? "Amazon S3, \(settings.environment.region)")\(kind), bucket \(settings.bucket)"
    )
    if let control {
      lines.append(
        "  \(settings.service == .recording ? "uploads, and why they are refused" : "requests to the store"): \(control)"
      )
    }
    Output.standard.write(lines.joined(separator: "\n") + "\n")
  }
}
