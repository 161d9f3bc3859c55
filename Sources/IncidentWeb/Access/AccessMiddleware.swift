internal import HTTPTypes
package import Hummingbird
internal import IncidentCore

/// Lets only those in who may use a part; a browser asks for a name and the token.
package struct AccessMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    let admission: Admission

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        try admission.admit(request, context)
        if admission.credentials.isEmpty { try refuseOtherNames(request) }
        return try await next(request, context)
    }

    /// A page of elsewhere can give its own name our address, and so make this machine's browser show it what we answer.
    private func refuseOtherNames(_ request: Request) throws {
        // Browsers always say whom they ask.
        guard let asked = request.head.authority.map({ Authority($0) }) else { return }
        guard asked.isAddress || asked.host == "localhost" else {
            let name = asked.host.singleLine(limit: 80)
            throw Problem(
                .forbidden,
                "this part answers to an address and to localhost, not to \"\(name)\", until \(admission.setting) is set; set it, and give it to whoever asks by that name"
            )
        }
    }
}

/// What every answer carries, so that no page can be framed and nothing in it can run.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    /// Whether it was asked over TLS; browsers then come back by nothing else (RFC 6797).
    let isSecure: Bool

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A webhook's 200 is empty: nothing in it could run or be framed.
        guard response.status != .ok || response.body.contentLength != 0 else { return response }
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
