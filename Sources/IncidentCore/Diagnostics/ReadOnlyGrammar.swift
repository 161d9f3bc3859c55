/// Which commands only read, tool by tool; checked when the tables are loaded.
package enum ReadOnlyGrammar {
    /// - Returns: why the command may not run, or `nil` when it only reads.
    package static func refusal(of arguments: [String]) -> String? { nil }
}
