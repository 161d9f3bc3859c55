internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Asks once more before something is done that others do not expect.
extension IncidentPages {
    /// - Parameters:
    ///   - form: as it was sent; its token stands for the next one too.
    ///   - request: the form's; the answer goes where it went.
    func ask(
        _ question: DeedQuestion, about id: Int64, form: FormFields, _ request: Request
    ) async throws -> Response {
        let incident = try await contents.store.readForPeople { try $0.existing(id) }
        let shown = PageContext(request, now: contents.time.now())
        let page = QuestionPage(
            question, incident.redacted(by: contents.tables.value.redactions), form: form,
            action: request.uri.path, warnings: warnings(at: shown.now), in: shown)
        return try renderer.render(
            page, template: "question", status: .conflict, signs: try await contents.siteSigns(in: shown), in: shown)
    }

    /// Whether a person has sent a form and has not said who they are; a program is told what is missing.
    func isNameless(_ form: FormFields, _ request: Request) -> Bool {
        request.wantsPage
            && (form["by"] ?? Credentials.userName(request.headers) ?? "").singleLine(limit: 1000).isEmpty
    }

    /// Asks who does it, where they are: a field of the page would be far from the button that was pressed.
    func askName(about id: Int64, form: FormFields, _ request: Request) async throws -> Response {
        let incident = try await contents.store.readForPeople { try $0.existing(id) }
        let shown = PageContext(request, now: contents.time.now())
        let page = QuestionPage(
            namelessly: incident.redacted(by: contents.tables.value.redactions), form: form, action: request.uri.path,
            warnings: warnings(at: shown.now), in: shown)
        return try renderer.render(
            page, template: "question", status: .badRequest, signs: try await contents.siteSigns(in: shown), in: shown)
    }
}
