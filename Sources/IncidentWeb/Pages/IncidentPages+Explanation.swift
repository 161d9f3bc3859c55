internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentViews

/// Why an incident has its priority, who was told of it and who was not, and what comes next.
extension IncidentPages {
    func addExplanationRoute(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.explainPage)) { request, context in
            _ = try request.query([])
            let shown = PageContext(request, now: contents.time.now())
            let explanation = try await queries.explanation(try context.numberInPath(), at: shown.now)
            let page = ExplanationPage(explanation, warnings: warnings(at: shown.now), in: shown)
            return try renderer.render(
                page, template: "explanation", signs: try await contents.siteSigns(in: shown), in: shown)
        }
    }
}
