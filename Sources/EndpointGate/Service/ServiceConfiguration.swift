package import Gate
package import VideoSpec

/// The backend that a gate tests, and the settings of the run.
package struct ServiceConfiguration: Sendable {
  /// The backend's endpoint, the region, and the credentials with which the backend asks the store.
  package var backend: EndpointConfiguration
  package var mapping: ServiceMapping
  /// How requests name the user.
  package var credential: ServiceCredential
  /// The origin from which the backend accepts requests; nil for the hook's, or the backend's own without a hook.
  package var origin: Text?

  package init(
    _ backend: EndpointConfiguration, of service: ServiceDefinition, mapping: ServiceMapping? = nil, origin: Text? = nil
  ) {
    self.backend = backend
    self.mapping = mapping ?? ServiceMapping(service)
    credential = service.credential
    self.origin = origin
  }
}
