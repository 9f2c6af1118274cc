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
    let files = WebPage.files.filter { !$0.name.hasSuffix(".html") || $0.name == settings.service.page }
    return files.map { file in
      let isPage = file.name == settings.service.page
      return ServedPage(
        path: Text(isPage ? "/" : "/" + file.name), contentType: Text(file.mediaType), body: Array(file.text.utf8),
        securityPolicy: isPage ? policy : nil)
    }
  }

  /// Prints the addresses.
  func announce(asJSON: Bool) {
    let control =
      settings.storeDirectory == nil ? nil : "\(builtInEndpoint.origin)/_video-spec/?token=\(settings.controlToken)"
    if asJSON {
      var object: JSONObject = ["url": .string(origin), "bucket": .string(settings.bucket)]
      object["store"] = storeEndpoint.map { .string($0.origin) }
      if settings.storeDirectory != nil { object["controlToken"] = .string(settings.controlToken) }
      Output.standard.write(bytes: JSONValue.object(object).line + [0x0A])
      return
    }
    var lines = ["\(settings.service.title) at \(origin)", "  the API: \(origin)/openapi.json"]
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
