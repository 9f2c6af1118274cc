import Inspection
import ReferenceImpl
import VideoSpec

extension EndpointCheck {
  /// The check that a rejection of a form belongs to.
  init(form rejection: Rejection) {
    let field = rejection.field ?? ""
    let message = Text(rejection.message)
    self =
      switch rejection.code {
      case .preconditionFailed: .formType
      case .malformedPOSTRequest: .formSyntax
      case .maxPostPreDataLengthExceeded: .formPreDataLength
      case .incompleteBody: .bodyComplete
      case .accessDenied:
        field == "policy"
          ? .formPolicyExpiry
          : field.isEmpty && message.hasPrefix("the form is not")
            ? .formSigned
            : message.hasPrefix("Invalid according to Policy: Extra") ? .formExtraFields : .formConditions
      case .invalidArgument:
        switch field {
        case "file": .formFile
        case "key": .formKeyPresent
        case "x-amz-credential", "x-amz-date":
          message.hasPrefix("the form has no") ? .formSigningFields : .formCredential
        default: .formSigningFields
        }
      case .invalidAccessKeyID: field == "x-amz-security-token" ? .formToken : .formAccessKey
      case .invalidToken, .expiredToken: .formToken
      case .signatureDoesNotMatch: .formSignature
      case .invalidPolicyDocument: .formPolicy
      case .keyTooLong: .keyLength
      case .entityTooSmall: .formSizeMinimum
      case .entityTooLarge: .formSizeMaximum
      case .malformedXML: .taggingDocument
      case .invalidStorageClass: .formStorageClass
      default: .formChecksum
      }
  }
}

extension S3Refusal {
  /// The refusal of a form.
  ///
  /// - Parameters:
  ///   - fields: The fields as far as they have arrived.
  ///   - trace: Contains the text that had to be signed.
  init(form rejection: Rejection, fields: [Field], trace: Trace) {
    let answer = FormAnswer(
      check: EndpointCheck(form: rejection), rejection: rejection, fields: fields,
      stringToSign: trace["stringToSign"] ?? "")
    self.init(
      rejection.code, rejection.status ?? 400, answer.message, answer.check, field: rejection.field,
      details: rejection.details + answer.details, explanation: rejection.message)
    form = fields
    if rejection.code == .incompleteBody { closes = true }
    if answer.check == .formSigned, fields.contains(where: { $0.name.equalsIgnoringCase("AWSAccessKeyId") }) {
      explanation = "the form is signed with Signature Version 2: configure the client for version 4"
      cause = .sigv2
    }
  }
}

/// S3's message and the elements after it, for a form that is refused.
private struct FormAnswer {
  let check: EndpointCheck
  let rejection: Rejection
  let fields: [Field]
  let stringToSign: Text

  private func value(_ name: Text) -> Text { fields.first { $0.name.equalsIgnoringCase(name) }?.value ?? "" }

  /// The name of a field as S3's messages write it.
  private var name: Text {
    switch rejection.field {
    case "x-amz-algorithm": "X-Amz-Algorithm"
    case "x-amz-credential": "X-Amz-Credential"
    case "x-amz-date": "X-Amz-Date"
    case "x-amz-signature": "X-Amz-Signature"
    default: Text(rejection.field ?? "")
    }
  }

  var message: String {
    switch check {
    case .formType: "At least one of the pre-conditions you specified did not hold"
    case .formSyntax: "The body of your POST request is not well-formed multipart/form-data."
    case .formPreDataLength: "Your POST request fields preceding the upload file were too large."
    case .bodyComplete: "You did not provide the number of bytes specified by the Content-Length HTTP header"
    case .formSigned: "Access Denied"
    case .formSigningFields where Text(rejection.message).hasPrefix("the form has no"), .formKeyPresent:
      "Bucket POST must contain a field named '\(name)'.  If it is specified, please check the order of the fields."
    case .formAccessKey: "The AWS Access Key Id you provided does not exist in our records."
    case .formToken:
      rejection.code == .expiredToken
        ? "The provided token has expired."
        : rejection.code == .invalidToken
          ? "The provided token is malformed or otherwise invalid."
          : "The AWS Access Key Id you provided does not exist in our records."
    case .formSignature:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    case .keyLength: "Your key is too long"
    case .taggingDocument: "The XML you provided was not well-formed or did not validate against our published schema"
    case .formChecksum:
      rejection.code == .badDigest
        ? "The \(algorithm) you specified did not match the calculated checksum."
        : rejection.code == .invalidDigest
          ? "The Content-MD5 you specified was invalid." : "Value for \(name) header is invalid."
    default: rejection.message
    }
  }

  var details: [Field] {
    switch check {
    case .formType:
      [Field("Condition", "Bucket POST must be of the enclosure-type multipart/form-data")]
    case .formPreDataLength: [Field("MaxPostPreDataLengthBytes", "\(FormParser.longestFields)")]
    case .formSigningFields, .formCredential, .formKeyPresent:
      [Field("ArgumentName", name), Field("ArgumentValue", value(name))]
    case .formAccessKey: [Field("AWSAccessKeyId", accessKeyID)]
    case .formSignature:
      [
        Field("AWSAccessKeyId", accessKeyID), Field("StringToSign", stringToSign),
        Field("SignatureProvided", value("x-amz-signature")),
        Field("StringToSignBytes", stringToSign.spacedHexadecimal),
      ]
    default: []
    }
  }

  private var accessKeyID: Text { Text(value("x-amz-credential").bytes.prefix { $0 != UInt8(ascii: "/") }) }

  private var algorithm: String {
    let name = Text(rejection.field ?? "")
    return ChecksumAlgorithm.allCases.first { $0.headerName == name }?.rawValue ?? name.string
  }
}
