package import IncidentCore

/// Runs one collector about an alert.
///
/// Never throws: whatever goes wrong is an artifact, because that a diagnostic failed is evidence too.
package struct CollectorRunner: Sendable {
    package let run: @Sendable (Collector, CollectorSubject, Redactions) async -> DiagnosticArtifact

    package init(run: @escaping @Sendable (Collector, CollectorSubject, Redactions) async -> DiagnosticArtifact) {
        self.run = run
    }
}
