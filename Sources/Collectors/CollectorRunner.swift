package import IncidentCore

/// Runs one collector for an incident's labels.
///
/// Never throws: whatever goes wrong is an artifact, because that a diagnostic failed is evidence too.
package struct CollectorRunner: Sendable {
    package let run: @Sendable (Collector, Labels, Redactions) async -> DiagnosticArtifact

    package init(run: @escaping @Sendable (Collector, Labels, Redactions) async -> DiagnosticArtifact) {
        self.run = run
    }
}
