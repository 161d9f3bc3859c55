/// The alert that an incident is named, diagnosed and paged by now: of those that fire the most urgent, of these the
/// first that we knew.
package struct Lead: Sendable, Equatable {
    package let fingerprint: String
    package let classification: Classification
    /// One line, at most 200 characters.
    package let title: String
    package let labels: Labels
    private let generatorURL: String

    /// What collectors are asked about.
    package var subject: CollectorSubject { CollectorSubject(labels, ofLink: generatorURL) }

    package init(_ alert: Alert, _ classification: Classification) {
        self.fingerprint = alert.fingerprint
        self.classification = classification
        self.title = Self.title(of: alert)
        self.labels = alert.labels
        self.generatorURL = alert.generatorURL
    }
}

extension Lead {
    private static let titleLimit = 200

    /// A title from hostile text: one line without control characters, at most 200 characters. A long summary is cut,
    /// never where it is.
    static func title(of alert: Alert) -> String {
        let texts = [alert.annotations["summary"], alert.annotations["message"]]
        guard let summary = texts.lazy.compactMap(\.self).first(where: { !$0.isBlank }) else {
            return (alert.displayName + Place(alert.labels, thatIsNotIn: alert.displayName).ending)
                .singleLine(limit: titleLimit)
        }
        let text = "\(alert.displayName): \(summary)".singleLine(limit: titleLimit)
        let place = Place(alert.labels, thatIsNotIn: text).text
        return place.isEmpty
            ? text : "\(text.singleLine(limit: titleLimit - place.unicodeScalars.count - 3)) (\(place))"
    }
}

/// An alert that began to fire and came to an incident.
///
/// Behind a reference, because it is handed on many times from the body that told it to the policies that cover it.
package final class JoinedAlert: Sendable {
    package let alert: Alert
    package let classification: Classification

    package init(_ alert: Alert, _ classification: Classification) {
        self.alert = alert
        self.classification = classification
    }

    package var name: String { alert.displayName }
    package var lead: Lead { Lead(alert, classification) }
}

extension JoinedAlert: Equatable {
    package static func == (left: JoinedAlert, right: JoinedAlert) -> Bool {
        left === right || left.alert == right.alert && left.classification == right.classification
    }
}
