import VideoSpec

extension ServiceHandler {
  /// The operations that every service has: health, readiness, metrics and its OpenAPI document.
  static func commonOperations(of service: any Service, _ metrics: ServiceMetrics) -> [ServiceOperation] {
    let document = OpenAPIDocument(service).json.document
    return [
      ServiceOperation(
        "health", "GET", "/healthz", summary: "Reports that the process runs.",
        success: .init(status: 200, description: "The process runs.", content: .json(statusSchema))
      ) { _ in ServiceResponse(200, ["status": "ok"]) },
      ServiceOperation(
        "readiness", "GET", "/readyz", summary: "Reports whether the service can do its work.",
        success: .init(
          status: 200, description: "Everything that the service depends on responds.", content: .json(statusSchema)),
        problems: [.notReady]
      ) { _ throws(Rejection) in
        let obstacles = service.obstacles()
        guard obstacles.isEmpty else {
          throw Rejection(
            .notReady,
            "\(obstacles.map(\.name).joined(separator: " and ")) cannot be used: \(obstacles.map(\.reason).joined(separator: "; "))"
          )
        }
        return ServiceResponse(200, ["status": "ok"])
      },
      ServiceOperation(
        "metrics", "GET", "/metrics", summary: "Returns the service's metrics in Prometheus' text format.",
        success: .init(
          status: 200, description: "The metrics.", content: .document(mediaType: "text/plain"))
      ) { _ in
        ServiceResponse(200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(metrics.text.utf8))
      },
      ServiceOperation(
        "openapi", "GET", "/openapi.json", summary: "Returns the OpenAPI document of the service.",
        success: .init(
          status: 200, description: "The document.", content: .document(mediaType: "application/json"))
      ) { _ in ServiceResponse(200, contentType: "application/json", body: document) },
    ]
  }

  static let statusSchema = ObjectSchema("Status", [.init("status", .word(["ok"]), "Always `ok`.")])
}
