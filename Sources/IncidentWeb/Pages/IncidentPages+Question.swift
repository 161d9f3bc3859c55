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
    ///   - action: where to.
    func ask(
        _ question: DeedQuestion, about id: Int64, form: FormFields, action: String
    ) async throws -> Response {
        let incident = try await contents.store.readForPeople { try $0.existing(id) }
        let now = contents.time.now()
        let page = QuestionPage(
            question, incident.redacted(by: contents.tables.value.redactions), form: form, action: action,
            warnings: warnings(at: now), now: now)
        return try renderer.render(page, template: "question", status: .conflict, signs: try await contents.siteSigns())
    }
}
