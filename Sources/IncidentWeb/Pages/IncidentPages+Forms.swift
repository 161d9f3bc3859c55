internal import Foundation
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine

/// Pages with forms that are about no single incident.
extension IncidentPages {
    /// Shows a page with forms.
    ///
    /// - Parameter make: the page from how it is shown, the forms' token, the name to fill in, and the warnings that every
    ///   page has.
    func form(
        _ request: Request, template: String, _ make: (PageContext, String, String, [PageWarning]) -> some Sendable
    ) async throws -> Response {
        let shown = PageContext(request, now: contents.time.now())
        let cookie = formToken.cookieValue(request)
        let name = request.personName(contents.tables.value)
        let page = make(shown, formToken.token(for: cookie.value), name, warnings(at: shown.now))
        var response = try renderer.render(
            page, template: template, signs: try await contents.siteSigns(in: shown), in: shown)
        if cookie.isNew { response.setFormCookie(FormToken.cookieName, cookie.value) }
        return response
    }

    /// Does what a form asks for, and goes back to its page.
    ///
    /// - Parameters:
    ///   - fields: that the form may have.
    ///   - perform: with the form and the name from basic authentication; returns who did it.
    func submit(
        _ request: Request, _ context: WebContext, fields: [String], goingTo path: String,
        _ perform: (FormFields, String?) async throws -> String
    ) async throws -> Response {
        try await submit(request, context, fields: fields) { form, user in (try await perform(form, user), path) }
    }

    /// - Parameter perform: returns where it leads, too.
    func submit(
        _ request: Request, _ context: WebContext, fields: [String],
        _ perform: (FormFields, String?) async throws -> (person: String, path: String)
    ) async throws -> Response {
        _ = try request.query([])
        let form = FormFields(String(decoding: try await request.smallBody(context), as: UTF8.self))
        try formToken.check(form["token"], of: request)
        try form.check(fields)
        let (person, path) = try await perform(form, Credentials.userName(request.headers))
        var response = Response(status: .seeOther, headers: [.location: path])
        response.setFormCookie(Self.nameCookie, person.percentEncoded)
        return response
    }
}
