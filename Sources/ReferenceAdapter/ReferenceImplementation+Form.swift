import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Form.

extension ReferenceImplementation {
  func parseForm(_ input: FormInput) throws -> JSONValue {
    try UploadForm(contentType: input.contentType, body: input.body).protocolForm
  }

  func respondToForm(_ input: FormResponseInput) throws -> JSONValue {
    switch input {
    case .stored(let object, let success): try FormResponse(object, success).protocolForm
    case .rejected(let rejection): FormResponse(rejection).protocolForm
    }
  }
}
