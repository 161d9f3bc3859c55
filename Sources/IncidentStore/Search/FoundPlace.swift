package import IncidentCore

/// Where in an incident a search has found a word that its title does not show.
package struct FoundPlace: Sendable, Equatable {
    package let column: SearchColumn
    /// Of an output.
    package let collector: String?
    package let excerpt: SearchExcerpt

    /// `pods` for an output, `a note` and the like for the rest.
    package var name: String { collector ?? column.words }
}
