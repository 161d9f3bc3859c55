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
        }
    }
}

extension IncidentPage.AnswerRow {
    static func all(_ answers: IncidentAnswers) -> [Self] {
        [
            Self("Since", answers.since), Self("Likely", answers.likely),
            Self("Who knows", answers.told, isAlarm: answers.isUnreached), Self("Next", answers.next),
        ]
    }

    private init(_ label: String, _ text: AnswerText, isAlarm: Bool = false) {
        (self.label, self.isAlarm) = (label, isAlarm)
        spans = text.spans.map { span in
            let style =
                switch span.style {
                case .plain: "plain"
                case .strong: "strong"
                case .bad: "bad"
                }
            return Span(words: span.words, style: style, moment: span.time?.rfc3339)
        }
    }
}
