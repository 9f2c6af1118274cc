import ReferenceImpl
public import VideoSpec

extension Inspector {
  /// The number of incidents of a text that are diagnosed.
  private static let incidentLimit = 40

  /// Diagnoses why S3 rejected an incident's request or form, or would reject it.
  ///
  /// Without ``now``, the time is the incident's own if the text states it; the clock judges only what has no response, because a
  /// response may be old.
  /// - Parameter clock: The time of day; nil to ignore it.
  public func inspect(_ incident: Incident, clock: Timestamp? = nil) -> Diagnosis {
    var inspector = self
    inspector.now = now ?? incident.time ?? (incident.response == nil ? clock : nil)
    inspector.ownCanonicalRequest = ownCanonicalRequest ?? incident.ownCanonicalRequest
    inspector.ownStringToSign = ownStringToSign ?? incident.ownStringToSign
    if incident.isPathUnknown { inspector.credentials = nil }
    if let credentials = inspector.credentials, credentials.accessKeyID.isEmpty, let id = incident.accessKeyID {
      inspector.credentials = Credentials(
        accessKeyID: id, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken)
    }
    inspector.intention.clues = incident.clues
    var diagnosis = inspector.diagnosis(of: incident)
    if let received = incident.received, let request = incident.request {
      inspector.addChanges(received, of: request, &diagnosis)
    }
    return diagnosis
  }

  private func diagnosis(of incident: Incident) -> Diagnosis {
    let inspector = self
    if let response = incident.response {
      var diagnosis = inspector.inspect(error: response, of: incident.request)
      inspector.addForm(of: incident, to: &diagnosis)
      if let software = incident.software { diagnosis.consider(software, incident) }
      return diagnosis
    }
    if let request = incident.request {
      if var diagnosis = inspector.inspect(request) {
        inspector.addForm(of: incident, to: &diagnosis)
        return diagnosis
      }
    } else if let form = incident.form {
      var diagnosis = inspector.inspect(form)
      var code = incident
      code.form = nil
      code.notes = form.notes + incident.notes
      inspector.addForm(of: code, to: &diagnosis)
      return diagnosis
    } else if incident.sender != nil || !incident.notes.isEmpty {
      var diagnosis = Diagnosis()
      diagnosis.subject = incident.sender == nil ? "a line of a log" : "code that sends a form"
      inspector.addForm(of: incident, to: &diagnosis)
      if diagnosis.findings.first?.certainty != .certain {
        diagnosis.next = "Paste the response of the server, and the request as it was sent."
      }
      return diagnosis
    }
    return Self.ownTextAlone(incident)
  }

  /// The diagnosis of the signer's own texts, with which nothing can be compared.
  private static func ownTextAlone(_ incident: Incident) -> Diagnosis {
    var diagnosis = Diagnosis()
    let kind = incident.ownCanonicalRequest == nil ? "string to sign" : "canonical request"
    diagnosis.subject = incident.request == nil ? "the signer's own \(kind)" : "a request without an absolute URL"
    diagnosis.hints.append(
      incident.request == nil
        ? "There is nothing to compare the signer's own \(kind) with. Add S3's response or the request that was sent."
        : "The request has no host. Add its URL or its Host header.")
    return diagnosis
  }

  /// Diagnoses the incidents of a text. Those with the same causes are merged. The most telling comes first: a server's response says
  /// more than a form or a URL, and a fault more than none.
  public func inspect(_ incidents: [Incident], clock: Timestamp? = nil) -> [InspectedIncident] {
    let incidents = incidents.enumerated().sorted { left, right in
      let (ours, theirs) = (left.element.weight, right.element.weight)
      return ours == theirs ? left.offset < right.offset : ours > theirs
    }.map(\.element)
    var found: [InspectedIncident] = []
    for incident in incidents.prefix(Self.incidentLimit) {
      var diagnosis = inspect(incident, clock: clock)
      diagnosis.tool = incident.tool
      if let index = found.firstIndex(where: { $0.diagnosis.isEqual(to: diagnosis) }) {
        found[index].count += 1
      } else {
        found.append(InspectedIncident(incident: incident, diagnosis: diagnosis))
      }
    }
    return found.enumerated().sorted { left, right in
      let (ours, theirs) = (left.element.diagnosis.hasFault, right.element.diagnosis.hasFault)
      return ours == theirs ? left.offset < right.offset : ours
    }.map(\.element)
  }
}

extension [Incident] {
  /// The incidents with what the user knows of the request beside the text: the method, the headers, the body, and the URL of an incident
  /// without a request.
  ///
  /// A method, a body or a header that is given replaces the one in the text. Empty values are not given.
  public func adding(_ given: InspectedRequest) -> [Incident] {
    var incidents = self
    if !given.url.isEmpty, !incidents.contains(where: { $0.request == nil && $0.form == nil && $0.response != nil }) {
      incidents.append(Incident())
    }
    for index in incidents.indices {
      if incidents[index].request == nil, incidents[index].form == nil, !given.url.isEmpty {
        incidents[index].request = InspectedRequest(url: given.url)
      }
      guard var request = incidents[index].request else { continue }
      request.method = given.method ?? request.method
      request.body = given.body ?? request.body
      let names = Set(given.headers.map(\.name.lowercased))
      request.headers = request.headers.filter { !names.contains($0.name.lowercased) } + given.headers
      incidents[index].request = request
    }
    return incidents
  }
}

extension Incident {
  /// How much the incident tells.
  fileprivate var weight: Int {
    let isSigned = request.map { S3Likeness.isSigned($0.url) || $0.value("authorization") != nil } ?? false
    return (response.map { $0.isQuoted ? 7 : 8 } ?? 0) + (form?.sent == nil ? 0 : 4)
      + (ownCanonicalRequest == nil ? 0 : 2)
      + (form == nil ? 0 : 1) + (isSigned ? 1 : 0)
  }
}

extension Diagnosis {
  /// Whether two diagnoses name the same causes.
  fileprivate func isEqual(to other: Diagnosis) -> Bool {
    findings.map(\.cause.code) == other.findings.map(\.cause.code) && rejection == other.rejection
      && isSignatureRight == other.isSignatureRight && (hasFault || subject == other.subject)
  }
}
