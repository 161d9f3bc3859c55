package import IncidentCore

/// Takes secrets out of texts that the other side or a library wrote.
package struct SecretScrubber: Sendable {
    private let forms: [String]

    /// - Parameter secrets: empty and very short ones are left out: replacing them would only garble the text.
    package init(_ secrets: [String]) {
        forms = Set(secrets).filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    package func scrub(_ text: String) -> String {
        // By scalars: a combining mark behind a secret would hide it from a comparison of characters.
        forms.reduce(text) { text, secret in
            String(text.unicodeScalars.replacing(secret.unicodeScalars, with: "<redacted>".unicodeScalars))
        }
    }

    package func scrub(_ outcome: DeliveryOutcome) -> DeliveryOutcome {
        outcome.saying(scrub(outcome.evidence))
    }
}
