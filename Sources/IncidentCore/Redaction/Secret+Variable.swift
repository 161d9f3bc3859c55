extension Secret {
    /// Whether a variable's name says that it holds a secret. In doubt it does: what is said to hold one reaches no program
    /// that does not name it.
    package static func isNamed(by variable: String) -> Bool {
        // A file with one is none.
        variable != "PGPASSFILE"
            && ["PASS", "AUTH", "TOKEN", "SECRET", "JAAS", "CREDENTIAL", "_KEY"].contains { variable.contains($0) }
    }
}
