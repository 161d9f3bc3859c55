/// Who has to answer for a command to bring anything.
package struct CollectorTarget: Sendable, Hashable {
    /// For people: `the Kubernetes API server`, `psql -h db`.
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let kubernetes = CollectorTarget("the Kubernetes API server")

    /// Those of a bound command, the outermost first: of `kubectl exec … -- psql` the API server, and psql in that pod. Of
    /// a program that no grammar knows nobody can tell.
    package static func all(of arguments: [String]) -> [CollectorTarget] {
        guard let first = arguments.first else { return [] }
        switch ReadOnlyGrammar.programName(first) {
        case "helm": return [kubernetes]
        case "kubectl":
            guard let end = arguments.firstIndex(of: "--") else { return [kubernetes] }
            let outer = arguments[1..<end].joined(separator: " ")
            let inner = all(of: Array(arguments[(end + 1)...]))
            return [kubernetes] + inner.map { CollectorTarget("\($0.name) (kubectl \(outer))") }
        case let program where !ReadOnlyGrammar.knows(program): return []
        case let program:
            let places = arguments.indices.flatMap { index -> [String] in
                let word = arguments[index]
                if placeOptions.contains(word) { return [word] + arguments[(index + 1)...].prefix(1) }
                return placeOptions.contains { isJoined(word, to: $0) } ? [word] : []
            }
            return [CollectorTarget(([program] + places).joined(separator: " "))]
        }
    }

    /// That nobody has answered; of what is in a pod it is not known who it was.
    package var silence: String {
        let words = "\(name) has not answered"
        return isInPod ? "\(words), or \(Self.kubernetes.name) before it" : words
    }

    /// Whether what is asked of it goes through `other`: while that one is silent, so is it.
    package func stands(behind other: CollectorTarget) -> Bool { isInPod && other == Self.kubernetes }

    private var isInPod: Bool { name.contains(" (kubectl ") }

    /// With which tools are told where to connect.
    private static let placeOptions = ["-h", "--host", "-p", "--port", "-u", "--bootstrap-server", "-s"]

    /// `--host=db`, `-hdb`
    private static func isJoined(_ word: String, to option: String) -> Bool {
        option.hasPrefix("--") ? word.hasPrefix("\(option)=") : word.hasPrefix(option) && !word.hasPrefix("--")
    }
}
