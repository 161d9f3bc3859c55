internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// The digest that a contact would be told, at `/api/digest`, and its page.
struct DigestAPI: Sendable {
    static let parameters = ["at", "role"]

    let contents: WebContents
    let renderer: PageRenderer
    let warnings: @Sendable (Timestamp) -> [PageWarning]

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.digestAPI)) { request, _ in
            Response.json(DigestDocument(try await contents.digest(try request.query(Self.parameters))))
        }
        routes.get(RouterPath(Routes.digestPage)) { request, _ in
            let digest = try await contents.digest(try request.query(Self.parameters))
            let newest = try await contents.store.readForPeople { try $0.digests(newest: 20) }
            let shown = PageContext(request, now: contents.time.now())
            let page = DigestPage(digest, newest, warnings: warnings(shown.now), in: shown)
            return try renderer.render(
                page, template: "digest", signs: try await contents.siteSigns(in: shown), in: shown)
        }
    }
}

extension WebContents {
    fileprivate func digest(_ query: FormFields) async throws -> Digest {
        guard let time = query["at"].map({ Timestamp(rfc3339: $0) }) ?? time.now() else {
            throw Problem(
                .badRequest,
                "at \"\((query["at"] ?? "").singleLine(limit: 40))\" is no RFC 3339 time; one such as 2026-12-24T09:00:00Z is expected"
            )
        }
        let (tables, role, now) = (tables.value, query["role"], self.time.now())
        if let role, !tables.contacts.names.contains(role) {
            throw Problem(
                .badRequest,
                "role \"\(role.singleLine(limit: 100))\" is not in \(tables.contacts.path); one of \(tables.contacts.names.joined(separator: ", ")) is expected"
            )
        }
        return try await store.readForPeople { [links] reader in
            try Digest(at: time, role: role, tables: tables, link: links.page, reader: reader, now: now)
        }
    }
}
