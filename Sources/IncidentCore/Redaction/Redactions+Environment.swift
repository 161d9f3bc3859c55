extension Redactions {
    /// What of an environment is secret: the values of variables whose names say so, and what the others' values hold.
    ///
    /// Left out is what would be missed in every output: what is short, and words in small letters such as `postgres`.
    package func secrets(inEnvironment variables: [String: String]) -> [Secret] {
        Set(variables.flatMap { found(in: $0.value, of: $0.key) }).filter { !SecretValue.isObjectName($0) }.sorted()
            .map { Secret($0) }.filter(\.isKnownByValue)
    }

    private func found(in value: String, of name: String) -> [String] {
        let bytes = Array(value.utf8)[...]
        switch SecretName(Array(name.utf8)[...]) {
        case .password where !SecretValue.isHarmless(bytes, named: .password): return [value]
        case .key where !SecretValue.isHarmless(bytes, named: .key): return [value]
        case .reference where !SecretValue.isHarmless(bytes, named: .reference): return [value]
        default:
            guard let search = search(value) else { return [] }
            return search.ranges.map(search.text.string)
        }
    }
}
