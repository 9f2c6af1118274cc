import HTTPCore
import HTTPServer

extension EndpointCheck {
  /// The check that refuses bytes which are no request, or nil if the server itself failed.
  init?(_ refusal: HTTPRefusal) {
    switch refusal {
    case .head(let error): self.init(error)
    case .headTooSlow: self = .headTime
    case .noAnswer: return nil
    }
  }

  private init(_ error: HTTPMessageError) {
    self =
      switch error {
      case .malformedRequestLine, .malformedStatusLine, .malformedMethod, .malformedTarget, .unsupportedTargetForm,
        .unsupportedVersion, .unsupportedMethod:
        .requestLine
      case .targetTooLong, .headTooLarge, .tooManyFields, .trailersTooLarge: .headSize
      case .bareLineFeed, .bareCarriageReturn, .controlCharacter, .foldedLine, .spaceBeforeColon, .malformedField,
        .forbiddenTrailer:
        .fieldSyntax
      case .missingHost, .repeatedHost, .malformedHost, .differentHosts: .hostHeader
      case .repeatedContentLength, .malformedContentLength: .lengthForm
      case .lengthWithTransferEncoding, .transferEncodingInHTTP10, .repeatedTransferEncoding,
        .unsupportedTransferCoding, .malformedChunk, .chunkExtensionsTooLong:
        .transferEncoding
      case .unsupportedExpectation: .expectation
      case .endedEarly: .headTime
      }
  }
}
