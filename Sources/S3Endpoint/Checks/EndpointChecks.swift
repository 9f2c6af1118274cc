/// The checks that an endpoint performs: all of them, except in a mutant endpoint.
package struct EndpointChecks: Sendable {
  /// The checks that are switched off. No option of the program sets them: tests use them to show that every check is observed.
  package var disabled: Set<EndpointCheck>

  package init(disabled: Set<EndpointCheck> = []) { self.disabled = disabled }

  /// Whether a check is performed. The endpoint asks this wherever it makes a check.
  package func performs(_ check: EndpointCheck) -> Bool { disabled.isEmpty || !disabled.contains(check) }
}
