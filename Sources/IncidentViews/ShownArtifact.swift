package import IncidentStore

/// A collector run with the beginning of what it wrote.
package struct ShownArtifact: Sendable {
    package let artifact: StoredArtifact
    package let output: String
    /// Whether there is more of it.
    package let isCut: Bool

    /// All of them; the newest have their output first, until there is no more room.
    static func of(_ artifacts: [StoredArtifact], _ reader: StoreReader) throws -> [ShownArtifact] {
        var room = Shown.outputsCharacters
        let excerpts = try artifacts.reversed().map { artifact in
            let (text, isCut) = try reader.artifactOutput(
                artifact.id, characters: min(room, Shown.outputCharacters))
            room -= min(room, text.unicodeScalars.count)
            return ShownArtifact(artifact: artifact, output: text, isCut: isCut)
        }
        return excerpts.reversed()
    }
}
