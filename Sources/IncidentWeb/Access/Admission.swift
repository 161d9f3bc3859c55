internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// Who may use one part of the server: those who carry one of its tokens; without any token this machine alone.
struct Admission: Sendable {
    let credentials: Credentials
    /// The environment variable that opens this part, for the message.
    let setting: String
    /// Keys with which a body may be signed instead.
    var signingKeys = Credentials(setting: nil)

    /// - Throws: `Problem` for those who may not; from it a browser asks for a name and the token.
    func admit(_ request: Request, _ context: WebContext) throws(Problem) {
        if credentials.isEmpty, !signingKeys.isEmpty {
            throw unauthorized("a signature with a key of RESPONDER_WEBHOOK_SIGNING_KEY is required")
        } else if credentials.isEmpty {
            guard context.isLoopback else {
                throw Problem(.forbidden, "this part answers only this machine until \(setting) is set")
            }
        } else if !credentials.admit(request.headers) {
            throw unauthorized("a token of \(setting) is required")
        }
    }

    /// - Throws: `Problem` when the body is not signed with one of the keys, or too long ago.
    func admit(_ signature: GrafanaSignature, of body: [UInt8], at now: Timestamp) throws(Problem) {
        guard signature.proves(body, keys: signingKeys, at: now) else {
            throw unauthorized(
                "the signature does not fit the body, a key of RESPONDER_WEBHOOK_SIGNING_KEY and the time")
        }
    }

    private func unauthorized(_ detail: String) -> Problem {
        Problem(
            .unauthorized, detail, headers: [.wwwAuthenticate: "Basic realm=\"responder\", charset=\"UTF-8\""])
    }
}
