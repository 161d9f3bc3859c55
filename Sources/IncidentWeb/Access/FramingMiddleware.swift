internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// Refuses requests of whose body a proxy before us may see another end than we do (RFC 9112, 6.1).
struct FramingMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if let coding = request.headers[.transferEncoding], coding.lowercased() != "chunked" {
            throw Problem(
                .badRequest,
                "transfer encoding \"\(coding.singleLine(limit: 40))\" is not taken; send chunked, or a length")
        }
        return try await next(request, context)
    }
}
