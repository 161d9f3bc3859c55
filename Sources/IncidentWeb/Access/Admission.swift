internal import HTTPTypes
internal import Hummingbird

/// Who may use one part of the server: those who carry one of its tokens; without any token this machine alone.
struct Admission: Sendable {
    let credentials: Credentials
    /// The environment variable that opens this part, for the message.
    let setting: String

    /// - Parameter challenge: whether a browser should ask for a name and the token.
    /// - Throws: `Problem` for those who may not.
    func admit(_ request: Request, _ context: WebContext, challenge: Bool = false) throws {
        if credentials.isEmpty {
            guard context.isLoopback else {
                throw Problem(.forbidden, "this part answers only this machine until \(setting) is set")
            }
        } else if !credentials.admit(request.headers) {
            var headers = HTTPFields()
            if challenge { headers[.wwwAuthenticate] = "Basic realm=\"responder\", charset=\"UTF-8\"" }
            throw Problem(.unauthorized, "a token of \(setting) is required", headers: headers)
        }
    }
}
