internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// What a collector wrote, by lines, for findings to lead to theirs.
extension IncidentPages {
    func addArtifactRoute(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.artifactPage)) { request, context in
            let id = try context.numberInPath(of: "artifacts")
            let line = try request.query(["line"])["line"].map { text in
                guard let line = Int(text), line > 0 else {
                    throw Problem(.badRequest, "line is \"\(text.singleLine(limit: 40))\", not a number from 1")
                }
                return line
            }
            let found = try await contents.store.readForPeople { reader in
                try reader.artifactPlace(id).map { ($0, try reader.artifactOutput(id) ?? "") }
            }
            guard let (place, output) = found else {
                throw Problem(.notFound, "no artifact \(id)", kind: .noSuchRecord)
            }
            // Once more: an older release knew less.
            let redacted = contents.tables.value.redactions.apply(to: output)
            let shown = PageContext(request, now: contents.time.now())
            let page = ArtifactPage(
                id, of: place.collector, incident: place.incidentID, output: redacted, marked: line,
                warnings: warnings(at: shown.now))
            return try renderer.render(
                page, template: "artifact", signs: try await contents.siteSigns(in: shown), in: shown)
        }
    }
}
