internal import HTTPTypes
internal import Hummingbird

/// Passes routes on to a router and remembers the methods of each path, so that another method is told which there are,
/// and not that nothing is there.
final class MethodAwareRouter: RouterMethods {
    private let router: Router<WebContext>
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(_ router: Router<WebContext>) { self.router = router }

    @discardableResult
    func on<Responder: HTTPResponder>(
        _ path: RouterPath, method: HTTPRequest.Method, responder: Responder
    ) -> Self where Responder.Context == WebContext {
        methods[path.description, default: []].append(method)
        router.on(path, method: method, responder: responder)
        return self
    }

    @discardableResult
    func add(middleware: any MiddlewareProtocol<Request, Response, WebContext>) -> Self {
        router.add(middleware: middleware)
        return self
    }

    /// The router, with an answer to every other method of each path.
    func refusingOtherMethods() -> Router<WebContext> {
        for (path, methods) in methods {
            // The router itself answers HEAD wherever it answers GET.
            let allowed = methods + (methods.contains(.get) ? [.head] : [])
            let words = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.known where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { request, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, "this address does not take \(request.method.rawValue); use \(words)",
                        headers: [.allow: words])
                }
            }
        }
        return router
    }

    static let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}
