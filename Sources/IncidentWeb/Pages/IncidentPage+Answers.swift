internal import IncidentCore
internal import IncidentViews

extension IncidentPage {
    /// One of the questions at the head of the page.
    struct AnswerRow: Sendable {
        let label: String
        let isAlarm: Bool
        let spans: [Span]

        struct Span: Sendable {
            let words: String
            let style: String
            let moment: String?
            /// Of the page that explains it.
            let address: String?
        }
    }
}

extension IncidentPage.AnswerRow {
    static func all(_ answers: IncidentAnswers, of id: Int64) -> [Self] {
        [
            Self("Since", answers.since, of: id), Self("Likely", answers.likely, of: id),
            Self("Who knows", answers.told, of: id, isAlarm: answers.isUnreached), Self("Next", answers.next, of: id),
        ]
    }

    private init(_ label: String, _ text: AnswerText, of id: Int64, isAlarm: Bool = false) {
        (self.label, self.isAlarm) = (label, isAlarm)
        spans = text.spans.map { span in
            let style =
                switch span.style {
                case .plain: "plain"
                case .strong: "strong"
                case .bad: "bad"
                case .aside: "aside"
                }
            return Span(
                words: span.words, style: style, moment: span.time?.rfc3339,
                address: span.isDecision ? Routes.explain(id) : nil)
        }
    }
}
