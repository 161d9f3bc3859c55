internal import HTTPTypes
package import Hummingbird
internal import IncidentCore

/// Refuses changes that a page of another site makes a browser ask for: they would come with the browser's password,
/// or from this machine, without its person wanting them.
///
/// Browsers say where a request comes from (Fetch Metadata's `Sec-Fetch-Site`, and `Origin`, RFC 6454); other programs
/// say nothing and pass.
package struct SameOriginMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    /// A proxy may have changed the name under which we were asked.
    let publicAuthority: Authority?

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head { try refuseForeign(request) }
        return try await next(request, context)
    }

    private func refuseForeign(_ request: Request) throws {
        if let site = request.headers[.secFetchSite] {
            guard site == "same-origin" || site == "none" else {
                throw Problem(
                    .forbidden, "this request was made by a page of another site; use the pages of this server")
            }
            return
        }
        guard let origin = request.headers[.origin] else { return }
        let (page, asked) = (Authority(origin), request.head.authority ?? "")
        guard page == Authority(asked) || page == publicAuthority else {
            throw Problem(
                .forbidden,
                "this request was made by a page of \(origin.singleLine(limit: 80)), and this server was asked as \(asked.singleLine(limit: 80)); set RESPONDER_PUBLIC_URL to the former if people reach it so"
            )
        }
    }
}

extension Request {
    /// Whether a page, or the person before it, made a browser send it.
    var isFromBrowser: Bool { headers[.origin] != nil || headers[.secFetchSite] != nil }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
