import ReferenceImpl
import VideoSpec

// What browsers say when cross-origin rules stop a request. A store answers the preflight request; the browser prints no more of it.

extension ServerMessage {
  static let crossOrigin: [ServerMessage] =
    [
      "{what} is not allowed by Access-Control-Allow-Methods{tail}",
      "{what} is not allowed by Access-Control-Allow-Headers{tail}",
      "{what}Did not find method in CORS header{tail}",
      "{what}missing token {name} in CORS header{tail}",
      "{what}CORS header ‘Access-Control-Allow-Origin’ does not match{tail}",
      "{what}The 'Access-Control-Allow-Origin' header has a value {value} that is not equal to the supplied origin{tail}",
    ].map { wording in
      ServerMessage(["AccessForbidden"], wording, .states(.corsRejected), from: .consoles, hint: preflight)
    }
    + [
      "{what} is not allowed by Access-Control-Allow-Origin{tail}",
      "{what}No 'Access-Control-Allow-Origin' header is present{tail}",
      "{what}CORS header ‘Access-Control-Allow-Origin’ missing{tail}",
      "{what}has been blocked by CORS policy{tail}",
      "{what}Cross-Origin Request Blocked{tail}",
      "{what}CORS request did not succeed{tail}",
      "{what}Response to preflight request doesn't pass access control check{tail}",
      "{what}Response for preflight has invalid HTTP status code{tail}",
      "{what}Response for preflight does not have HTTP ok status{tail}",
      "{what}It does not have HTTP ok status{tail}",
      "{what}Preflight response is not successful{tail}",
      "{what}CORS preflight channel did not succeed{tail}",
    ].map { wording in
      ServerMessage(["AccessForbidden"], wording, .suggests(.corsRejected), from: .consoles, hint: hidden)
    }

  private static let preflight =
    "The browser's preflight request (OPTIONS) was refused, so the request itself was not sent."
  private static let hidden =
    "Browsers say this of every response without CORS headers, also of S3's errors. Send the same request with curl to see S3's response."
}
