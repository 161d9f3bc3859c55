internal import IncidentCore

/// The answers as the JSON API shows them.
struct AnswersView: Encodable, Sendable {
    let what: String
    let since: String
    let likely: String
    let told: String
    let next: String
    /// What a person may do with it; absent where nothing is to be done.
    @Explicit var action: String?

    init(_ answers: IncidentAnswers, of incident: Incident) {
        what = incident.title
        since = answers.since.words
        likely = answers.likely.words
        told = answers.told.words
        next = answers.next.words
        action = incident.status == .resolved ? nil : incident.takingWords(by: nil)
    }
}
