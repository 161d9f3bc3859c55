internal import HTTPTypes
package import Hummingbird

/// Lets only those in who carry a token of this part. Without any token the part is open to this machine alone.
package struct AccessMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    let credentials: Credentials
    /// The environment variable that opens this part, for the message.
    let setting: String
    /// Whether a browser should ask for a name and the token.
    let challenge: Bool

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if credentials.isEmpty {
            guard context.isLoopback else {
                throw Problem(.forbidden, "this part answers only this machine until \(setting) is set")
            }
        } else if !credentials.admit(request.headers) {
            var headers = HTTPFields()
            if challenge { headers[.wwwAuthenticate] = "Basic realm=\"responder\", charset=\"UTF-8\"" }
            throw Problem(.unauthorized, "a token of \(setting) is required", headers: headers)
        }
        return try await next(request, context)
    }
}

/// What every answer carries, so that no page can be framed and nothing in it can run.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A webhook's 200 is empty: nothing in it could run or be framed.
        guard response.status != .ok || response.body.contentLength != 0 else { return response }
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
