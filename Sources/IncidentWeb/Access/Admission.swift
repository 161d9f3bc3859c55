internal import HTTPTypes
internal import Hummingbird

/// Who may use one part of the server: those who carry one of its tokens; without any token this machine alone.
struct Admission: Sendable {
    let credentials: Credentials
    /// The environment variable that opens this part, for the message.
    let setting: String

    /// - Throws: `Problem` for those who may not; from it a browser asks for a name and the token.
    func admit(_ request: Request, _ context: WebContext) throws(Problem) {
        if credentials.isEmpty {
            guard context.isLoopback else {
                throw Problem(.forbidden, "this part answers only this machine until \(setting) is set")
            }
        } else if !credentials.admit(request.headers) {
            throw unauthorized("a token of \(setting) is required")
        }
    }

    /// - Throws: `Problem` when the body is not signed with a token.
    func admit(signature: String, of body: [UInt8]) throws(Problem) {
        guard credentials.admit(signature: signature, of: body) else {
            throw unauthorized("the signature does not fit the body and a token of \(setting)")
        }
    }

    private func unauthorized(_ detail: String) -> Problem {
        Problem(
            .unauthorized, detail, headers: [.wwwAuthenticate: "Basic realm=\"responder\", charset=\"UTF-8\""])
    }
}
