internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// The page of silences with its forms.
struct SilencePages: Sendable {
    let queries: IncidentQueries
    let contents: WebContents
    let renderer: PageRenderer
    /// What every page says first.
    let warnings: @Sendable (Timestamp) -> [PageWarning]

    private var formToken: FormToken { FormToken(contents) }

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.silencesPage)) { request, _ in
            let fields = try request.query(["match"])
            return try await page(request, SilenceRequest(match: fields["match"].map { [$0] } ?? [], duration: "2h"))
        }
        routes.post(RouterPath(Routes.silencesPage)) { request, context in
            let asked = try await read(request, context)
            return try await refusing(request, asked) {
                _ = try await contents.engine.silences.add(asked, wayToAllow: "the box below")
                return goBack(asked.by)
            }
        }
        routes.post(RouterPath(Routes.silencePreviewPage)) { request, context in
            let asked = try await read(request, context)
            return try await refusing(request, asked) {
                let matchers = try asked.matchers()
                let preview = try await queries.preview(matchers, at: contents.time.now())
                return try await page(request, asked, preview: SilencePage.Preview(preview, of: matchers))
            }
        }
        routes.post(RouterPath(Routes.expireSilencePage)) { request, context in
            let id = try context.numberInPath(of: "silences")
            let form = try await form(request, context, fields: ["by"])
            let command = try PersonalCommand(by: form["by"] ?? Credentials.userName(request.headers), text: nil)
            _ = try await contents.engine.silences.expire(id, by: command.by)
            return goBack(command.by)
        }
    }

    /// The page again with what was filled in, where that cannot be done.
    private func refusing(
        _ request: Request, _ asked: SilenceRequest, _ perform: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await perform()
        } catch let refusal as SilenceRefused {
            return try await page(request, asked, refusal: refusal.description)
        }
    }

    private func page(
        _ request: Request, _ asked: SilenceRequest, refusal: String? = nil, preview: SilencePage.Preview? = nil
    ) async throws -> Response {
        let shown = PageContext(request, now: contents.time.now())
        let now = shown.now
        let tables = contents.tables.value
        let silences = try await contents.store.readForPeople { try $0.silencesToShow(at: now) }
        let cookie = formToken.cookieValue(request)
        var asked = asked
        if asked.by.isEmpty { asked.by = request.personName(tables) }
        let page = SilencePage(
            silences, tables.maintenance, asked: asked, refusal: refusal, preview: preview,
            redactions: tables.redactions, token: formToken.token(for: cookie.value), warnings: warnings(now),
            in: shown)
        var response = try renderer.render(
            page, template: "silences", status: refusal == nil ? .ok : .unprocessableContent,
            signs: try await contents.siteSigns(in: shown), in: shown)
        if cookie.isNew { response.setFormCookie(FormToken.cookieName, cookie.value) }
        return response
    }

    private func goBack(_ person: String) -> Response {
        var response = Response(status: .seeOther, headers: [.location: Routes.silencesPage])
        response.setFormCookie(IncidentPages.nameCookie, person.percentEncoded)
        return response
    }

    private func form(_ request: Request, _ context: WebContext, fields: [String]) async throws -> FormFields {
        _ = try request.query([])
        let form = FormFields(String(decoding: try await request.smallBody(context), as: UTF8.self))
        try formToken.check(form["token"], of: request)
        try form.check(fields)
        return form
    }

    private func read(_ request: Request, _ context: WebContext) async throws -> SilenceRequest {
        let form = try await form(request, context, fields: SilenceRequest.keys)
        // The form comes with a duration filled in, so an end that somebody writes beside it is what they mean.
        let until = form["until"] ?? ""
        let duration = until.contains { !$0.isWhitespace } ? "" : form["for"] ?? ""
        return SilenceRequest(
            match: (form["match"] ?? "").split(whereSeparator: \.isNewline).map(String.init),
            from: form["from"] ?? "", until: until, duration: duration,
            by: form["by"] ?? Credentials.userName(request.headers) ?? "", why: form["why"] ?? "",
            allowsLonger: form["allow_longer"] != nil, clock: ViewerClock(request).clock)
    }
}
