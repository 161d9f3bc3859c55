package import IncidentCore

extension StoreReader {
    /// Of so many that could not look it is read why.
    private static let obstaclesRead = 20
    /// The beginning and the end of an output, in characters.
    private static let obstacleCharacters = 3000

    /// What came of the collectors that were to look for an incident's cause.
    ///
    /// - Parameter redactions: once more: an older release knew less.
    package func looks(incidentID: Int64, _ redactions: Redactions) throws -> CollectorLooks {
        var room = Self.obstaclesRead
        return CollectorLooks(
            try currentArtifacts(incidentID: incidentID).map { artifact in
                guard !artifact.outcome.hasLooked, room > 0 else {
                    return CollectorLooks.Run(collector: artifact.collector, outcome: artifact.outcome)
                }
                room -= 1
                let output = try artifactOutput(artifact.id, atMost: Self.obstacleCharacters).text
                return CollectorLooks.Run(
                    collector: artifact.collector, outcome: artifact.outcome,
                    obstacle: artifact.outcome.obstacle(
                        in: redactions.apply(to: output), after: artifact.duration, exitStatus: artifact.exitStatus))
            })
    }
}
