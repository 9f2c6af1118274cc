extension Catalogue {
  /// The rules for corporations that share videos with their members over HTTP: logins, roles, plans, streams, and points for watching.
  public static let membership = Subject(
    name: "Membership",
    sections: [
      membershipAccessRules, membershipLoginRules, membershipCorporationRules, membershipUserRules,
      membershipVideoRules, membershipStreamRules, membershipPointRules, membershipLogRules, membershipErrorRules,
    ])

  static let membershipAccessRules = Section(
    title: "Access",
    requirements: [
      Requirement(
        "MEM-001", .must, title: "The access token determines the user",
        text:
          "Every request except those to log in, to refresh and to log out has the header `Authorization: Bearer TOKEN`, and the token determines the user. A request without a token, or with one that is malformed, changed or expired, is rejected: `SessionInvalid`, 401.",
        reason: "If the client names the user, it can name anybody.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: other requests carry `Authorization: Bearer`")),
      Requirement(
        "MEM-002", .must, title: "Corporations see only their own data",
        text:
          "To an admin or a guest, another corporation and its users, videos and view logs do not exist: they are in no list and no count, and a request for one gets 404, as if there were none. What the role does not allow gets 403, whether the thing exists or not (MEM-003).",
        reason: "IDs are consecutive numbers, so a user can guess those of others.",
        evidence: .init(
          .documented,
          "OWASP Insecure Direct Object Reference Prevention: access is checked for every object")),
      Requirement(
        "MEM-003", .must, title: "The role decides what a user may do",
        text:
          "An operator manages all corporations and users, and sees no videos. An admin manages the users and videos of one corporation. An admin and a guest read and stream the videos of their corporation. A guest reads and changes only itself. What a role may not do at all is rejected: `RoleNotAllowed`, 403.",
        reason:
          "The description has admins and guests, but does not say what they may do. Without a rule, a guest may change other users, and an admin other corporations.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Membership: the role is `admin` or `guest`, and what an `admin` may do in another corporation is not specified"
        )),
      Requirement(
        "MEM-004", .must, title: "The database decides on the role, not the token",
        text:
          "The role and the corporation of a user are those that the database has at the time of the request. After a user is deleted, the user's tokens are rejected: `SessionInvalid`, 401.",
        reason: "A token lives on after its user has lost a right, or was deleted.",
        evidence: .init(
          .documented, "RFC 8725 3.10, 3.11: the claims of a JWT are validated against the application's own data")),
      Requirement(
        "MEM-005", .must, title: "Tokens with another algorithm are rejected",
        text:
          "The algorithm of access tokens is fixed. A token without a signature (`alg` is `none`), or with another algorithm, is rejected: `SessionInvalid`, 401.",
        reason: "A server that lets the token choose the algorithm accepts tokens that anybody can write.",
        evidence: .init(.documented, "RFC 8725 2.1, 3.1: the algorithm is verified, and `none` is not accepted")),
      Requirement(
        "MEM-006", .must, title: "Responses are not in shared caches",
        text: "Every response about users, videos and logs has `Cache-Control` with `private` or `no-store`.",
        reason: "A shared cache may return one user's response to another user.",
        evidence: .init(.documented, "RFC 9111 3.5, 5.2.2.7: shared caches and the directive private")),
      Requirement(
        "MEM-007", .should, title: "A 401 names the scheme",
        text: "Every 401 has the header `WWW-Authenticate` with the scheme `Bearer`.",
        reason: "HTTP clients decide by it whether to get a new token.",
        evidence: .init(.documented, "RFC 9110 15.5.2: a 401 response has WWW-Authenticate")),
    ])

  static let membershipLoginRules = Section(
    title: "Login and tokens",
    requirements: [
      Requirement(
        "MEM-010", .must, title: "A login returns an access token and a refresh token",
        text:
          "`POST /v1/auth/login` with the email address and the password of a user returns `access_token`, `refresh_token`, `token_type` `bearer` and `expires_in`, the seconds until the access token expires. The access token works at once.",
        reason: "All other requests need the access token.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Membership: `POST /v1/auth/login` returns an access token (JWT) and a refresh token")),
      Requirement(
        "MEM-011", .must, title: "A wrong password and an unknown user look the same",
        text:
          "A login with a wrong password, or with an email address that nobody has, is rejected with the same status and the same code: `CredentialsInvalid`, 401.",
        reason: "Otherwise an attacker finds out which addresses belong to users.",
        evidence: .init(
          .documented,
          "OWASP Authentication: error messages are the same for an unknown user and a wrong password")),
      Requirement(
        "MEM-012", .should, title: "A login may also be a form of OAuth 2.0",
        text:
          "`POST /v1/auth/login` also takes `application/x-www-form-urlencoded` with `username`, the email address, and `password`.",
        reason: "The button Authorize in Swagger sends this form.",
        evidence: .init(
          .documented,
          "RFC 6749 4.3.2: the form of the password grant, which OAuth2PasswordBearer of the description means")),
      Requirement(
        "MEM-013", .must, title: "No response contains a password or its hash",
        text: "No response about users has a member with the password or its hash.",
        reason: "Whoever reads a hash can look for the password without asking the server.",
        evidence: .init(.documented, "OWASP API3:2023: properties that a client must not see")),
      Requirement(
        "MEM-014", .must, title: "A refresh token works once",
        text:
          "`POST /v1/auth/refresh` with a refresh token returns a new access token and another refresh token. The old refresh token is used up.",
        reason: "A stolen refresh token would otherwise work for weeks without anybody noticing.",
        evidence: .init(.documented, "RFC 9700 4.14.2: refresh token rotation")),
      Requirement(
        "MEM-015", .must, title: "A refresh token that is used again ends the login",
        text:
          "If a refresh token that is used up is sent again, it is rejected with `RefreshTokenInvalid`, 401, and all refresh tokens of the same login are revoked.",
        reason: "Two parties have the same token, and the server cannot know which of them is the thief.",
        evidence: .init(.documented, "RFC 9700 4.14.2: the authorization server revokes the active refresh token")),
      Requirement(
        "MEM-016", .must, title: "Refreshes at the same moment do not multiply logins",
        text: "Of several requests with the same refresh token at the same moment, at most one succeeds.",
        reason: "Otherwise an attacker's copy of a token becomes a login of its own, which no rotation ends.",
        evidence: .init(.computed, "two successes would be two families of tokens")),
      Requirement(
        "MEM-017", .must, title: "Unknown, expired and revoked refresh tokens are rejected",
        text:
          "A refresh with a token that is unknown, expired or revoked, or that is an access token, is rejected: `RefreshTokenInvalid`, 401.",
        reason: "An attacker who finds an old token could use it for ever.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: `refresh_token` (token, user, expiry)")),
      Requirement(
        "MEM-018", .must, title: "A logout ends the login",
        text:
          "After `POST /v1/auth/logout` with a refresh token, no refresh token of this login works. A logout with an unknown token is no error.",
        reason: "Whoever logs out expects that nobody can go on.",
        evidence: .init(.documented, "RFC 7009 2.2: the response to a revocation is 200 also for an invalid token")),
      Requirement(
        "MEM-019", .should, title: "A logout and a new password also end access tokens",
        text:
          "After a logout, the access tokens of the login are rejected. After the password of a user has changed, all earlier tokens of this user are rejected.",
        reason: "People change a password because somebody else knows it.",
        evidence: .init(
          .documented, "OWASP Session Management: sessions are invalidated on logout and password change")),
    ])

  static let membershipCorporationRules = Section(
    title: "Corporations and plans",
    requirements: [
      Requirement(
        "MEM-020", .must, title: "An operator creates, reads, changes and deletes corporations",
        text:
          "A corporation has a name, a plan (`plan_type` is `free` or `paid`), and for a paid plan the time at which it ends (`plan_expired_at`). A change without a member leaves it as it is.",
        reason: "Somebody has to create the first corporation and its admin.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: `corporation` (name, plan type, plan expiry)")),
      Requirement(
        "MEM-021", .must, title: "Plans are free or paid",
        text: "Another `plan_type`, a text that is not a time, and an empty name are rejected with 422 or 400.",
        reason: "A plan that is neither gives users the rights of one or the other by chance.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: a paid plan and a free plan")),
      Requirement(
        "MEM-022", .must, title: "A corporation with users or videos is not deleted",
        text:
          "The deletion of a corporation that has users or videos is rejected: `CorporationNotEmpty`, 409.",
        reason: "One wrong number would otherwise delete all users and videos of a customer.",
        evidence: .init(.computed, "the tables refer to the corporation")),
      Requirement(
        "MEM-023", .must, title: "A paid plan becomes free when it ends",
        text:
          "A job changes `plan_type` from `paid` to `free` for every corporation whose `plan_expired_at` has passed, and for no other.",
        reason: "Users of a corporation that has stopped paying would keep what others pay for.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Membership: a job moves corporations whose paid plan has expired to the free plan")),
      Requirement(
        "MEM-024", .must, title: "A plan that has ended counts as free at once",
        text: "From `plan_expired_at` on, a corporation has no rights of a paid plan, whether the job has run or not.",
        reason: "The job runs now and then. Until then, users would restore videos without paying.",
        evidence: .init(.computed, "the job is later than the end of the plan")),
    ])

  static let membershipUserRules = Section(
    title: "Users",
    requirements: [
      Requirement(
        "MEM-030", .must, title: "Admins create, read, change and delete the users of their corporation",
        text:
          "A user has an email address, a role, a corporation and points. A new user has 0 points and can log in. A change without a member leaves it as it is. A deleted user is not found any more.",
        reason: "Users who cannot be created, corrected and deleted are created in the database by hand.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: users can be created, read, updated and deleted")),
      Requirement(
        "MEM-031", .must, title: "An email address belongs to one user",
        text: "A user with an email address that another user has is rejected: `EmailTaken`, 409.",
        reason: "A login by email address would otherwise find two users, and may give one of them the other's data.",
        evidence: .init(.computed, "a login names the user by the email address alone")),
      Requirement(
        "MEM-032", .should, title: "The case of an email address does not matter",
        text: "Addresses that differ only in the case of ASCII letters are the same, at a login and for MEM-031.",
        reason: "People write their address now with a capital letter and now without.",
        evidence: .init(
          .documented,
          "RFC 5321 2.4: domains are case-insensitive, and relying on the case of the local part is discouraged")),
      Requirement(
        "MEM-033", .must, title: "Passwords have at least 8 characters, and 64 are accepted",
        text:
          "A password of fewer than 8 characters is rejected with 422 or 400. One of 64 characters is accepted, and each of its characters counts.",
        reason:
          "Otherwise an attacker guesses short passwords, or finds another password that works, because some hashes cut long ones.",
        evidence: .init(
          .documented, "NIST SP 800-63B 5.1.1.2: at least 8 characters, and at least 64 permitted, without truncation")),
      Requirement(
        "MEM-034", .must, title: "Admins make nobody more powerful than themselves",
        text:
          "An admin cannot create an operator or a user of another corporation, and cannot move a user there. The request is rejected with 400, 403, 404 or 422, and nothing changes.",
        reason: "An admin would otherwise reach the users and videos of other corporations.",
        evidence: .init(
          .documented,
          "OWASP API3:2023: properties that a client must not set; OWASP API5:2023: functions of other roles")),
      Requirement(
        "MEM-035", .must, title: "Clients cannot set points",
        text: "Members such as `point`, `points` and `seq` in a request have no effect, or the request is rejected.",
        reason: "Points are worth something, and a user would take as many as wanted.",
        evidence: .init(.documented, "OWASP API3:2023: mass assignment")),
    ])

  static let membershipVideoRules = Section(
    title: "Videos",
    requirements: [
      Requirement(
        "MEM-040", .must, title: "Admins create, read, change and delete videos",
        text:
          "A video has a name, a `file_path` and a corporation: that of the admin who creates it. Guests read the videos of their corporation. A change without a member leaves it as it is.",
        reason: "Videos that cannot be created, corrected and deleted are changed in the database by hand.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: videos can be created, read, updated and deleted")),
      Requirement(
        "MEM-041", .must, title: "Deleted videos are hidden",
        text:
          "A video that was deleted is in no list, and requests that read, change, delete or stream it get 404. Only an admin sees it, in the list with `deleted=only`.",
        reason: "A video is deleted because nobody should see it any more.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: videos are soft-deleted")),
      Requirement(
        "MEM-042", .must, title: "Only a corporation with a paid plan restores videos",
        text:
          "The restore of a deleted video without a paid plan that has not ended is rejected: `PlanRequired`, 402 or 403. The video stays deleted.",
        reason: "A user who pays nothing would get what the paid plan is for.",
        evidence: .init(
          .documented, "Docs/Systems.md, Membership: only a corporation on a paid plan can restore a video")),
      Requirement(
        "MEM-043", .must, title: "A video is restored, and not doubled",
        text:
          "A restored video is there again, with the same ID, name and path. The restore of a video that is not deleted is rejected with `VideoNotDeleted`, 409, or succeeds without a change. Restores at the same moment leave one video.",
        reason: "A client repeats a request whose response was lost.",
        evidence: .init(.computed, "a restore changes one column of one row")),
      Requirement(
        "MEM-044", .must, title: "Files are taken only from allowed places",
        text:
          "`file_path` is an object of the service's bucket whose key begins with `corporations/ID/`, with the ID of the corporation, or a URL whose origin is on a list in the service's settings. Everything else is rejected: `FilePathNotAllowed`, 422 or 400. That includes internal addresses, other schemes, user information and path segments `..`.",
        reason:
          "Otherwise an admin makes the server read internal addresses, or another corporation's videos.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Membership: `file_path` may be any URL, which is a weak point; OWASP Server-Side Request Forgery Prevention"
        )),
    ])

  static let membershipStreamRules = Section(
    title: "Streaming",
    requirements: [
      Requirement(
        "MEM-050", .must, title: "A stream is the file",
        text: "`GET /v1/videos/stream/{video_id}` returns the bytes of the file with 200, from the first to the last.",
        reason: "Otherwise a viewer gets another video, or a damaged one.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: fetches the video from `file_path` and relays it")),
      Requirement(
        "MEM-051", .must, title: "A range of a stream is 206",
        text:
          "A request with one range of bytes, such as `bytes=0-`, `bytes=5-9` and `bytes=-4`, gets 206 with exactly these bytes and the right `Content-Range`.",
        reason: "Browsers seek by ranges, and Safari plays nothing without them.",
        evidence: .init(.documented, "RFC 9110 14.2, 15.3.7: Range and 206")),
      Requirement(
        "MEM-052", .must, title: "A range behind the end is 416",
        text: "A range that begins behind the last byte gets 416.",
        reason: "A client that has reached the end must not begin again.",
        evidence: .init(.documented, "RFC 9110 15.5.17: 416 Range Not Satisfiable")),
      Requirement(
        "MEM-053", .must, title: "A failure of the source is 502, 503 or 504",
        text:
          "If the source does not respond within 10 seconds, responds with an error or a redirect, or its connection ends before the response, the request gets `UpstreamFailed`, 502, or 503 or 504.",
        reason: "A viewer has to know that trying again helps, and that the request was right.",
        evidence: .init(
          .documented, "Docs/Systems.md, Membership: a timeout of 10 seconds; RFC 9110 15.6.3: 502 Bad Gateway")),
      Requirement(
        "MEM-054", .must, title: "Viewers do not learn where the file is",
        text:
          "The source's URL and errors, and the credentials with which the service reads it, are in no response to a guest.",
        reason: "A user could read the file past the service, without a log.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: clients never access S3 directly")),
    ])

  static let membershipPointRules = Section(
    title: "Points and view logs",
    requirements: [
      Requirement(
        "MEM-060", .must, title: "The first view gives 10 points and a log",
        text:
          "When a user streams a video for the first time, a view log is recorded, and the user gets 10 points. The response to the stream comes after that.",
        reason: "Otherwise users lose the points that they have earned.",
        evidence: .init(
          .documented, "Docs/Systems.md, Membership: on the first view, it inserts a view log and adds 10 points")),
      Requirement(
        "MEM-061", .must, title: "Later views give nothing",
        text:
          "Each later request for the same video by the same user, whole or a range, changes neither points nor logs.",
        reason: "A player sends many requests for one view, and users would get points for each.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: UNIQUE on user and video")),
      Requirement(
        "MEM-062", .must, title: "Views at the same moment give points once",
        text: "Any number of streams of one video by one user at the same moment give 10 points and one log together.",
        reason: "Otherwise a user earns points with two tabs of a browser.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: points are given once")),
      Requirement(
        "MEM-063", .must, title: "A view that fails gives nothing",
        text:
          "If the source fails, or the response is 304, 404 or 416, there are no points and no log. A later view that succeeds gives them.",
        reason: "A user who has seen nothing has earned nothing, and must be able to earn it later.",
        evidence: .init(
          .documented, "Docs/Systems.md, Membership: nothing says whether a failed stream counts, which is a weak point"
        )),
      Requirement(
        "MEM-064", .must, title: "HEAD gives nothing",
        text: "A request with the method HEAD gives no points and no log, whatever its status is.",
        reason: "Clients send HEAD to look, not to watch.",
        evidence: .init(.documented, "RFC 9110 9.2.1, 9.3.2: safe methods, and HEAD")),
      Requirement(
        "MEM-065", .must, title: "Every user and every video counts by itself",
        text: "Two users who watch one video both get points, and one user who watches two videos gets 20.",
        reason: "Users lose points if somebody else, or they themselves, watched before.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: UNIQUE on user and video")),
      Requirement(
        "MEM-070", .must, title: "Admins read the view logs of their corporation, guests their own",
        text:
          "`GET /v1/view-logs` lists logs with `video_id`, `user_id` and `created_at`, and can be limited to one video or one user.",
        reason: "Logs show which user watches what.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: example requests for view logs")),
      Requirement(
        "MEM-071", .must, title: "Nobody writes or deletes a view log",
        text: "There is no request that creates, changes or deletes a view log: such a request gets 403, 404 or 405.",
        reason: "Without the log, the next view would give the user points again.",
        evidence: .init(.computed, "the log is what makes points unique")),
    ])

  static let membershipLogRules = Section(
    title: "Lists and logins",
    requirements: [
      Requirement(
        "MEM-080", .must, title: "A page has 10 entries, and at most 50",
        text:
          "Lists have `page`, which counts from 1, and `page_size`, 10 by default and 1 to 50. They return `items`, ordered by `seq`, `total_count`, `page`, `page_size`, `total_pages` and `has_more`. Other values are rejected with 422 or 400.",
        reason: "A client that asks for everything at once slows the service down for all users.",
        evidence: .init(.documented, "Docs/Systems.md, Library: the same parameters")),
      Requirement(
        "MEM-081", .must, title: "Users see and end their logins",
        text:
          "`GET /v1/tokens` lists the user's own logins that have not ended, without the tokens. `DELETE /v1/tokens/{seq}` ends one of them, as a logout does. Those of others do not exist.",
        reason: "Whoever loses a device ends its login.",
        evidence: .init(.documented, "Docs/Systems.md, Membership: example requests for tokens")),
    ])

  static let membershipErrorRules = Section(
    title: "Errors",
    requirements: [
      Requirement(
        "MEM-090", .should, title: "Errors have a code",
        text:
          "An error is a problem (RFC 9457) with the member `code`, and `field` if one member or parameter is wrong.",
        reason: "Clients decide by the code, and people read the rest.",
        evidence: .init(.documented, "RFC 9457 3.2: a problem may have further members")),
      Requirement(
        "MEM-091", .must, title: "Errors show nothing internal",
        text: "No response has a stack trace, an SQL statement, a path of a file, or an address inside.",
        reason: "It helps attackers and nobody else.",
        evidence: .init(.documented, "OWASP Error Handling: no details of the implementation")),
      Requirement(
        "MEM-092", .must, title: "Malformed requests are rejected",
        text:
          "A body that is not a JSON object, a member with the wrong type, NUL in a text, and an ID that is not a number get a status from 400 to 422, never 500.",
        reason: "A 500 raises an alarm, and anybody could raise it.",
        evidence: .init(.documented, "RFC 9110 15.5: client errors")),
    ])
}
