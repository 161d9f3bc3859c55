internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// Refuses requests that no path could answer: of methods that nothing here has, and without the host that they are for.
struct RequestLineMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard MethodAwareRouter.known.contains(request.method) else {
            // After CONNECT nothing that comes is HTTP (RFC 9110, 9.3.6), so nothing more can be answered.
            throw Problem(
                .notImplemented,
                "\(request.method.rawValue.singleLine(limit: 40)) is not done here; this server is no proxy, and what it answers stands under \(Routes.indexAPI)",
                headers: [.connection: "close"])
        }
        // RFC 9112, 3.2: of none and of two alike nobody knows whom a proxy before us took it to be for.
        guard request.head.authority != nil, request.headers[.host] == nil else {
            throw Problem(.badRequest, "a request needs one Host field, which says whom it asks")
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// The first is the request's authority; what is left under this name is another one.
    fileprivate static let host = HTTPField.Name("Host")!
}
