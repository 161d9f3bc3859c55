internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import NIOCore

/// The pages for people. They work without JavaScript; changes are POSTs with a form token.
struct IncidentPages: Sendable {
    static let nameCookie = "responder_name"

    let queries: IncidentQueries
    let contents: WebContents
    let renderer: PageRenderer
    let formToken: FormToken
    /// Whether pages want a token.
    private let asksForLogin: Bool

    init(queries: IncidentQueries, contents: WebContents, renderer: PageRenderer, asksForLogin: Bool) {
        self.asksForLogin = asksForLogin
        self.queries = queries
        self.contents = contents
        self.renderer = renderer
        formToken = FormToken(contents)
    }

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.incidentListPage)) { request, _ in try await list(request) }
        routes.get(RouterPath(Routes.incidentsPage)) { request, _ in
            let query = request.uri.query.map { "?\($0)" } ?? ""
            return Response(status: .found, headers: [.location: Routes.incidentListPage + query])
        }
        routes.get(RouterPath(Routes.incidentPage)) { request, context in
            _ = try request.query([])
            return try await incident(context.numberInPath(), request)
        }
        routes.post(RouterPath(Routes.acknowledgePage)) { request, context in
            try await change(request, context) { id, command in
                _ = try await contents.engine.commands.acknowledge(
                    id, by: command.by, text: command.text, way: .page, takeOver: command.takeOver)
            }
        }
        routes.post(RouterPath(Routes.resolvePage)) { request, context in
            try await change(request, context) { id, command in
                _ = try await contents.engine.commands.resolve(
                    id, by: command.by, text: command.text, way: .page, stillFiring: command.stillFiring)
            }
        }
        routes.post(RouterPath(Routes.notePage)) { request, context in
            try await change(request, context, landingAt: IncidentPage.TimelineRow.latestNote) { id, command in
                guard let text = command.text else { throw Problem(.badRequest, "the note is empty; write something") }
                _ = try await contents.engine.commands.note(id, by: command.by, text: text)
            }
        }
        addArtifactRoute(to: routes)
        addExplanationRoute(to: routes)
        addDrillRoutes(to: routes)
        for deed in DeedRoutes.all {
            routes.post(RouterPath(deed.page)) { request, context in
                try await change(request, context, landingAt: deed.landing) { id, command in
                    _ = try await deed.perform(contents.engine.commands, id, command, command.deed(.page))
                }
            }
        }
    }

    /// What is open to everybody who has the address: the stylesheet, and links that carry their own signature.
    func addOpenRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.stylesheet)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "max-age=300"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PageRenderer.stylesheet)))
        }
        routes.get(RouterPath(Routes.script)) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "max-age=300"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PageRenderer.script)))
        }
        routes.get(RouterPath(Routes.liveScript)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "max-age=300"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PageRenderer.liveScript)))
        }
        routes.get(RouterPath(Routes.icon)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "image/svg+xml", .cacheControl: "max-age=86400"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PageRenderer.icon)))
        }
        routes.get(RouterPath(Routes.acknowledgeLinkPage)) { request, context in
            let (link, key) = try signedLink(request, context)
            return try await acknowledgePage(link, signedWith: key, before: nil, request)
        }
        routes.post(RouterPath(Routes.acknowledgeLinkPage)) { request, context in
            try await acknowledgeByLink(request, context)
        }
    }

    /// What is open, the most urgent first; with what is over among it, the newest first. Who searches for words and says nothing
    /// of a status finds both.
    private func list(_ request: Request) async throws -> Response {
        let fields = try request.query(IncidentFilter.parameters + ["after"])
        if fields.names.isEmpty { return try await controlRoom(request) }
        let shown = PageContext(request, now: contents.time.now())
        let now = shown.now
        var filter = try IncidentFilter(query: fields, now: now, clock: shown.clock)
        let isStatusChosen = !filter.statuses.isEmpty
        if !isStatusChosen, !filter.hasWords { filter.statuses = [.triggered, .acknowledged] }
        let isFirst = fields["after"] == nil && filter.before == nil
        let place = try fields["after"].map { text in
            guard let place = UrgencyPlace(text) else {
                throw Problem(.badRequest, "after is not a place that a list gave as its next page; begin at the first")
            }
            return place
        }
        let tables = contents.tables.value
        let (incidents, next, state, search, fitsElsewhere) = try await contents.store.readForPeople {
            [filter, time = contents.time] reader in
            let incidents: [Incident]
            let next: IncidentListPage.Next?
            let searched: SearchedPart?
            if filter.isOfOpenOnly {
                let found = try reader.incidentsByUrgency(filter, after: place)
                (incidents, next, searched) = (found.incidents, found.next.map { .after($0) }, found.searched)
            } else {
                let found = try reader.incidents(filter)
                (incidents, next, searched) = (found.incidents, found.next.map { .before($0) }, found.searched)
            }
            let rows = try incidents.map { try IncidentSummary($0, reader: reader, tables: tables, at: now) }
            return (
                rows, next, try ListState(reader: reader, tables: tables, time: time),
                try SearchOutcome(
                    filter, showing: incidents, searched: searched, redactions: tables.redactions, reader),
                try isFirst && incidents.isEmpty && searched == nil && filter.isNarrowed(byStatus: isStatusChosen)
                    && !reader.incidents(filter.widened).incidents.isEmpty
            )
        }
        let page = IncidentListPage(
            incidents, next: next, counts: state.counts, filter: filter, isStatusChosen: isStatusChosen, search: search,
            fitsElsewhere: fitsElsewhere, times: (fields["since"] ?? "", fields["until"] ?? ""),
            isFirst: place == nil && (filter.isOfOpenOnly || filter.before == nil), lastEvent: state.lastEvent,
            reloadAddress: "\(Routes.incidentListPage)?\(request.uri.query ?? "")",
            warnings: state.warnings(at: now) + warnings(at: now), in: shown)
        return try renderer.render(
            page, template: "incident_list", signs: SiteSigns(state.life, in: shown), in: shown)
    }

    /// What every page says first.
    func warnings(at now: Timestamp) -> [PageWarning] {
        let trouble = [contents.store.trouble?.description, contents.store.searchTrouble].compactMap(\.self)
        let warnings = (trouble + contents.warnings()).map { PageWarning(words: $0) }
        guard let refusal = contents.tables.lastReadings.refusal else { return warnings }
        let (count, first) = (refusal.problems.count, refusal.problems.first ?? "")
        return [
            PageWarning(
                words:
                    "the tables on disk are not in force since \((now - refusal.since).prometheusRounded) ago: \(count) problem\(count == 1 ? "" : "s"), the first is \(first.shown(400))"
            )
        ] + warnings
    }

    private func incident(_ id: Int64, _ request: Request) async throws -> Response {
        let shown = PageContext(request, now: contents.time.now())
        let tables = contents.tables.value
        let (facts, life) = try await contents.store.readForPeople { [time = contents.time] reader in
            (
                try IncidentFacts(id, reader: reader, tables: tables),
                try SignsOfLife(reader: reader, tables: tables).retold(by: time.retold)
            )
        }
        let cookie = formToken.cookieValue(request)
        let page = IncidentPage(
            facts, token: formToken.token(for: cookie.value), name: request.personName(tables),
            contacts: tables.contacts.names.filter(tables.contacts.canTell), warnings: warnings(at: shown.now),
            in: shown)
        var response = try renderer.render(
            page, template: "incident", signs: SiteSigns(life, in: shown), in: shown)
        if cookie.isNew { response.setFormCookie(FormToken.cookieName, cookie.value) }
        return response
    }

    /// Who has it by then is not the one that the page named, or it named none: it is shown anew, and asks.
    private func acknowledgeByLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let (link, key) = try signedLink(request, context)
        let form = FormFields(String(decoding: try await request.smallBody(context), as: UTF8.self))
        try form.check([PersonalCommand.takeOverFlag])
        let takeOver: Consent<String> = form[PersonalCommand.takeOverFlag].map { .knowing($0) } ?? .notAsked
        do {
            let before = try await contents.engine.commands.take(
                link.incidentID, by: link.contact, way: .link, takeOver: takeOver
            ).before
            return try await acknowledgePage(link, signedWith: key, before: before, request)
        } catch is DeedQuestion {
            return try await acknowledgePage(link, signedWith: key, before: nil, request, status: .conflict)
        }
    }

    /// Does what a form asks for, and goes back to the incident; or asks first.
    ///
    /// - Parameter place: the part of its page that is shown then.
    private func change(
        _ request: Request, _ context: WebContext, landingAt place: String? = nil,
        _ perform: (Int64, PersonalCommand) async throws -> Void
    ) async throws -> Response {
        _ = try request.query([])
        let id = try context.numberInPath()
        let form = FormFields(String(decoding: try await request.smallBody(context), as: UTF8.self))
        try formToken.check(form["token"], of: request)
        try form.check(QuestionPage.formFields)
        if isNameless(form, request) { return try await askName(about: id, form: form, request) }
        let command = try PersonalCommand(
            form: form, user: Credentials.userName(request.headers), clock: ViewerClock(request).clock)
        do {
            try await perform(id, command)
        } catch let question as DeedQuestion {
            return try await ask(question, about: id, form: form, request)
        }
        let address = Routes.incident(id) + (place.map { "#\($0)" } ?? "")
        var response = Response(status: .seeOther, headers: [.location: address])
        response.setFormCookie(Self.nameCookie, command.by.percentEncoded)
        return response
    }

    /// The link that a request follows, and the key that signed it.
    private func signedLink(_ request: Request, _ context: WebContext) throws -> (AcknowledgeLink, key: [UInt8]) {
        let query = request.uri.queryParameters
        let id = try context.numberInPath()
        func refusal(_ status: HTTPResponse.Status, _ reason: String) -> Problem {
            Problem(
                status, "\(reason); open the incident instead: \(contents.links.incident(id))", onPage: reason)
        }
        guard let contact = query["contact"], let expires = query["expires"].flatMap({ Int64($0) }),
            let signature = query["signature"]
        else { throw refusal(.forbidden, "this link is cut") }
        let link = AcknowledgeLink(
            incidentID: id, contact: String(contact), expiresAt: Timestamp(seconds: min(max(expires, 0), 9_000_000_000))
        )
        let (keys, now) = (contents.store.signingKeys, contents.time.now())
        guard let key = keys.all.first(where: { link.isSigned(String(signature), key: $0.bytes) }) else {
            throw refusal(.forbidden, "this link was not made by this installation")
        }
        guard key.isBelieved(at: now) else {
            throw refusal(.gone, "the key that signed this link has been replaced")
        }
        guard now < link.expiresAt else {
            throw refusal(.gone, "this link expired at \(link.expiresAt.readable)")
        }
        return (link, key.bytes)
    }

    /// - Parameter key: its button's address is signed with it as the link was, and so works no longer than that.
    private func acknowledgePage(
        _ link: AcknowledgeLink, signedWith key: [UInt8], before: Incident?, _ request: Request,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let tables = contents.tables.value
        let shown = PageContext(request, now: contents.time.now())
        let (incident, escalations, question) = try await contents.store.readForPeople { reader in
            let incident = try reader.existing(link.incidentID)
            let question = try incident.question(
                beforeTakenBy: link.contact, .notAsked, tables, at: shown.now, in: reader)
            return (incident, try reader.escalations(incidentID: incident.id), question)
        }
        let page = AcknowledgePage(
            incident.redacted(by: tables.redactions), escalations, link: link, action: link.path(key: key),
            asking: before == nil ? question : nil, before: before?.redacted(by: tables.redactions),
            asksForLogin: asksForLogin, url: contents.links.incident(link.incidentID), in: shown)
        return try renderer.render(page, template: "acknowledge", status: status, in: shown)
    }
}

extension Request {
    /// Whether a browser asks.
    var wantsPage: Bool { headers[values: .accept].contains { $0.contains("text/html") } }

    /// Who asks, as they are known from before; empty where they are not.
    func personName(_ tables: RoutingTables) -> String {
        let name =
            Credentials.userName(headers) ?? cookies[IncidentPages.nameCookie]?.value.removingPercentEncoding ?? ""
        return (try? PersonName(name)).map { tables.personName($0.text) } ?? ""
    }
}

extension Response {
    mutating func setFormCookie(_ name: String, _ value: String) {
        headers[values: .setCookie].append("\(name)=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000")
    }
}
