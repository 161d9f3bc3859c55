internal import Foundation
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// The list without a filter, and the drill that may be begun and ended there.
extension IncidentPages {
    func addDrillRoutes(to routes: RouterGroup<WebContext>) {
        routes.post(RouterPath(Routes.drillPage)) { request, context in
            try await submit(request, context, fields: ["by", "priority"]) { form, user in
                let command = try PersonalCommand(by: form["by"] ?? user, text: nil)
                guard let priority = Priority(word: form["priority"] ?? "") else {
                    throw Problem(.badRequest, "the priority of a drill is P1, P2, P3 or P4; choose one")
                }
                var generator = SystemRandomNumberGenerator()
                let nonce = (0..<8).map { _ in generator.next() as UInt8 }.hexadecimal
                let drill = try await contents.engine.drills.begin(priority, by: command.by, nonce: nonce)
                // Pressed twice, it leads to what the first press began.
                let other = drill.isNew ? nil : drill.incidentID
                return (command.by, other.map { Routes.incident($0) } ?? Routes.incidentListPage)
            }
        }
        routes.post(RouterPath(Routes.drillEndPage)) { request, context in
            try await submit(
                request, context, fields: ["by", "incident"], goingTo: Routes.incidentListPage
            ) { form, user in
                let command = try PersonalCommand(by: form["by"] ?? user, text: nil)
                guard let id = form["incident"].flatMap({ Int64($0) }) else {
                    throw Problem(.badRequest, "the form does not say which drill is to end; load the page again")
                }
                try await contents.engine.drills.end(id, by: command.by)
                return command.by
            }
        }
    }

    func controlRoom(_ request: Request) async throws -> Response {
        let shown = PageContext(request, now: contents.time.now())
        let now = shown.now
        let tables = contents.tables.value
        let (room, state) = try await contents.store.readForPeople { [time = contents.time] reader in
            (
                try ControlRoom(reader: reader, tables: tables, at: now),
                try ListState(reader: reader, tables: tables, time: time)
            )
        }
        let cookie = formToken.cookieValue(request)
        let person = ControlRoomPart.Person(
            token: formToken.token(for: cookie.value), name: request.personName(tables))
        let warnings = state.warnings(at: now) + warnings(at: now)
        let part = ControlRoomPart(
            room, signs: state.life, webhookAddress: webhookAddress, person: person,
            hasWarnings: !warnings.isEmpty, in: shown)
        let page = IncidentListPage(
            [], room: part, next: nil, counts: state.counts,
            filter: IncidentFilter(statuses: [.triggered, .acknowledged]), isFirst: true, lastEvent: state.lastEvent,
            reloadAddress: Routes.incidentListPage, warnings: warnings, in: shown)
        var response = try renderer.render(
            page, template: "incident_list", signs: SiteSigns(state.life, in: shown), in: shown)
        if cookie.isNew, part.hasForms { response.setFormCookie(FormToken.cookieName, cookie.value) }
        return response
    }

    /// Where Alertmanager is to send, by the name under which people reach this server.
    private var webhookAddress: String {
        let page = contents.links.incident(1)
        return page.dropLast(Routes.incident(1).count) + Routes.alertmanagerWebhook
    }
}

extension ControlRoomPart {
    /// Whether something can be sent from it.
    var hasForms: Bool { firstRun != nil || !drills.isEmpty }
}
