extension DecodingError {
    /// What does not fit, and where, for people: `"after" is missing at steps.0`.
    var words: String {
        switch self {
        case .keyNotFound(let key, let context): "\"\(key.stringValue)\" is missing\(Self.place(context))"
        case .valueNotFound(_, let context): "a value is missing\(Self.place(context))"
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(context.debugDescription)\(Self.place(context))"
        @unknown default: "it cannot be read"
        }
    }

    private static func place(_ context: Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return " at \(keys.joined(separator: "."))"
    }
}
